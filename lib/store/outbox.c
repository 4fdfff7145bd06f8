#include "store/outbox.h"

#include <string.h>

#include "store/pack.h"

enum { OUTBOX_KEY = 8 + 8 + UUID_BYTES };

static struct row_key
outbox_key(struct pack *p, const struct outbox *o)
{
    pack_u64(p, o->lane);
    pack_moment(p, o->due);
    pack_bytes(p, o->id, UUID_BYTES);
    return pack_key(p);
}

enum fault
outbox_add(struct txn *txn, const struct outbox *o)
{
    uint8_t space[OUTBOX_KEY];
    struct pack p = pack_over(space, sizeof space);
    return row_put(txn, TABLE_OUTBOX, outbox_key(&p, o), "", 0);
}

enum fault
outbox_remove(struct txn *txn, const struct outbox *o)
{
    uint8_t space[OUTBOX_KEY];
    struct pack p = pack_over(space, sizeof space);
    return row_remove(txn, TABLE_OUTBOX, outbox_key(&p, o));
}

static enum fault
outbox_unpack(const struct walk *walk, struct outbox *out)
{
    struct unpack u = unpack_over(walk->key, walk->key_length);
    out->lane = unpack_u64(&u);
    out->due = unpack_moment(&u);
    const uint8_t *id = unpack_bytes(&u, UUID_BYTES);
    if (id == NULL)
        return FAULT_SYSTEM;
    memcpy(out->id, id, UUID_BYTES);
    return FAULT_NONE;
}

/* The first row whose key is behind this one. */
static enum fault
outbox_step(struct txn *txn, struct row_key after, struct outbox *out)
{
    struct walk walk;
    enum fault fault = row_next(txn, TABLE_OUTBOX, after, &walk, NULL, 0);
    return fault != FAULT_NONE ? fault : outbox_unpack(&walk, out);
}

enum fault
outbox_next(struct txn *txn, uint64_t lane, const struct outbox *after, int64_t now, struct outbox *out)
{
    uint8_t space[OUTBOX_KEY];
    struct pack p = pack_over(space, sizeof space);
    if (after != NULL)
        outbox_key(&p, after);
    else
        pack_u64(&p, lane);
    enum fault fault = outbox_step(txn, pack_key(&p), out);
    return fault == FAULT_NONE && (out->lane != lane || out->due > now) ? FAULT_MISSING : fault;
}

enum fault
outbox_count(struct txn *txn, uint64_t lane, unsigned most, unsigned *count)
{
    uint8_t space[8];
    struct pack p = pack_over(space, sizeof space);
    struct walk walk;
    struct outbox at;
    pack_u64(&p, lane);
    *count = 0;
    enum fault fault = walk_open(&walk, txn, TABLE_OUTBOX, pack_key(&p), NULL, 0);
    while (fault == FAULT_NONE && *count < most) {
        fault = walk_step(&walk);
        if (fault == FAULT_NONE)
            fault = outbox_unpack(&walk, &at);
        if (fault == FAULT_NONE && at.lane != lane)
            break;
        *count += fault == FAULT_NONE;
    }
    walk_close(&walk);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}
