#include "store/receipt.h"

#include <string.h>

#include "base/chance.h"
#include "store/pack.h"

/* The first byte of a key: whose receipts. */
enum { RECEIPT_OF_MESSAGE = 'm', RECEIPT_OF_UNKNOWN = 'u' };
enum { RECEIPT_KEY_MAX = 1 + 64 + 1 + 8 + 4 };

static void
receipt_pack_message(struct pack *p, const uint8_t message[static UUID_BYTES])
{
    pack_u8(p, RECEIPT_OF_MESSAGE);
    pack_bytes(p, message, UUID_BYTES);
}

static void
receipt_pack_unknown(struct pack *p, const char *carried)
{
    pack_u8(p, RECEIPT_OF_UNKNOWN);
    pack_bytes(p, carried, strlen(carried));
    pack_u8(p, 0);
}

/* Two may come at the same moment: what chance adds keeps both. */
static enum fault
receipt_put(struct txn *txn, struct pack *p, int64_t at, const char *body, size_t length)
{
    uint8_t chance[4];
    chance_bytes(chance, sizeof chance);
    pack_moment(p, at);
    pack_bytes(p, chance, sizeof chance);
    if (length > RECEIPT_BODY_MAX || p->full)
        return FAULT_FULL;
    return row_put(txn, TABLE_RECEIPT, pack_key(p), body, length);
}

enum fault
receipt_add(
    struct txn *txn, const uint8_t message[static UUID_BYTES], int64_t at, const char *body, size_t length)
{
    uint8_t space[RECEIPT_KEY_MAX];
    struct pack p = pack_over(space, sizeof space);
    receipt_pack_message(&p, message);
    return receipt_put(txn, &p, at, body, length);
}

enum fault
receipt_add_unknown(struct txn *txn, const char *carried, int64_t at, const char *body, size_t length)
{
    uint8_t space[RECEIPT_KEY_MAX];
    struct pack p = pack_over(space, sizeof space);
    receipt_pack_unknown(&p, carried);
    return receipt_put(txn, &p, at, body, length);
}

/* To the next receipt under the prefix. */
static enum fault
receipt_step(struct walk *walk, const struct pack *prefix, struct receipt *out)
{
    enum fault fault = walk_step(walk);
    if (fault != FAULT_NONE)
        return fault;
    if (walk->key_length < prefix->length + 8 || memcmp(walk->key, prefix->bytes, prefix->length) != 0)
        return FAULT_MISSING;
    struct unpack u = unpack_over(walk->key + prefix->length, walk->key_length - prefix->length);
    out->at = unpack_moment(&u);
    out->length = walk->row_length;
    out->body[out->length] = '\0';
    return FAULT_NONE;
}

enum fault
receipt_visit(struct txn *txn, const uint8_t message[static UUID_BYTES], struct receipt *space,
    void (*visit)(const struct receipt *, void *arg), void *arg)
{
    uint8_t key[RECEIPT_KEY_MAX];
    struct pack p = pack_over(key, sizeof key);
    struct walk walk;
    receipt_pack_message(&p, message);
    enum fault fault = walk_open(&walk, txn, TABLE_RECEIPT, pack_key(&p), space->body, RECEIPT_BODY_MAX);
    while (fault == FAULT_NONE && (fault = receipt_step(&walk, &p, space)) == FAULT_NONE)
        visit(space, arg);
    walk_close(&walk);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

enum fault
receipt_take_unknown(struct txn *txn, const char *carried, struct receipt *out)
{
    uint8_t key[RECEIPT_KEY_MAX];
    struct pack p = pack_over(key, sizeof key);
    struct walk walk;
    receipt_pack_unknown(&p, carried);
    enum fault fault = walk_open(&walk, txn, TABLE_RECEIPT, pack_key(&p), out->body, RECEIPT_BODY_MAX);
    if (fault == FAULT_NONE)
        fault = receipt_step(&walk, &p, out);
    if (fault == FAULT_NONE)
        fault = walk_remove(&walk);
    walk_close(&walk);
    return fault;
}

enum fault
receipt_forget(struct txn *txn, const uint8_t message[static UUID_BYTES])
{
    uint8_t key[RECEIPT_KEY_MAX];
    struct pack p = pack_over(key, sizeof key);
    struct walk walk;
    receipt_pack_message(&p, message);
    enum fault fault = walk_open(&walk, txn, TABLE_RECEIPT, pack_key(&p), NULL, 0);
    while (fault == FAULT_NONE && (fault = walk_step(&walk)) == FAULT_NONE) {
        if (walk.key_length < p.length || memcmp(walk.key, p.bytes, p.length) != 0)
            break;
        fault = walk_remove(&walk);
    }
    walk_close(&walk);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

bool
receipt_over(const struct walk *walk, void *arg, bool *stop)
{
    const uint8_t *end = memchr(walk->key, 0, walk->key_length);
    *stop = walk->key_length < 1 || walk->key[0] != RECEIPT_OF_UNKNOWN || end == NULL;
    if (*stop)
        return false;
    struct unpack u = unpack_over(end + 1, walk->key_length - (size_t)(end + 1 - walk->key));
    return unpack_moment(&u) < *(const int64_t *)arg;
}

size_t
receipt_from(uint8_t out[static ROW_KEY_MAX])
{
    out[0] = RECEIPT_OF_UNKNOWN;
    return 1;
}
