#include "store/due.h"

#include <string.h>

#include "store/pack.h"

enum { DUE_KEY_MAX = 8 + 1 + DUE_NAME_MAX + 1 };

static struct row_key
due_key(struct pack *p, int64_t at, enum due_kind kind, const void *name, size_t length)
{
    pack_moment(p, at);
    pack_u8(p, (uint8_t)kind);
    pack_bytes(p, name, length);
    return pack_key(p);
}

enum fault
due_add(struct txn *txn, int64_t at, enum due_kind kind, const void *name, size_t length)
{
    uint8_t space[DUE_KEY_MAX];
    struct pack p = pack_over(space, sizeof space);
    struct row_key key = due_key(&p, at, kind, name, length);
    return length > DUE_NAME_MAX ? FAULT_FULL : row_put(txn, TABLE_DUE, key, "", 0);
}

static enum fault
due_unpack(const struct walk *walk, struct due *out)
{
    struct unpack u = unpack_over(walk->key, walk->key_length);
    out->at = unpack_moment(&u);
    out->kind = unpack_u8(&u);
    out->length = (size_t)(u.end - u.at);
    if (u.bad || out->length > DUE_NAME_MAX)
        return FAULT_SYSTEM;
    memcpy(out->name, u.at, out->length);
    out->name[out->length] = '\0';
    return FAULT_NONE;
}

enum fault
due_next(struct txn *txn, const struct due *from, int64_t now, struct due *out)
{
    uint8_t space[DUE_KEY_MAX];
    struct pack p = pack_over(space, sizeof space);
    struct walk walk;
    due_key(&p, from->at, from->kind, from->name, from->length);
    if (from->at != 0)
        pack_u8(&p, 0); /* nothing sorts between a key and that key with a zero */
    enum fault fault = walk_open(&walk, txn, TABLE_DUE, pack_key(&p), NULL, 0);
    if (fault == FAULT_NONE)
        fault = walk_step(&walk);
    if (fault == FAULT_NONE)
        fault = due_unpack(&walk, out);
    walk_close(&walk);
    return fault == FAULT_NONE && out->at > now ? FAULT_MISSING : fault;
}

enum fault
due_done(struct txn *txn, const struct due *due)
{
    uint8_t space[DUE_KEY_MAX];
    struct pack p = pack_over(space, sizeof space);
    return row_remove(txn, TABLE_DUE, due_key(&p, due->at, due->kind, due->name, due->length));
}
