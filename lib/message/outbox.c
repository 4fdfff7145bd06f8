/*
 * outbox.c: the rows of messages that wait for the carrier.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/outbox.h"

#include <string.h>

#include "db/codec.h"

enum { OUTBOX_KEY = 8 + 8 + UUID_BYTES };

static struct row_key
outbox_key(struct encoder *p, const struct outbox *o)
{
    encode_u64(p, o->queue);
    encode_timestamp(p, o->due);
    encode_bytes(p, o->id, UUID_BYTES);
    return encoder_key(p);
}

enum fault
outbox_add(struct txn *txn, const struct outbox *o)
{
    uint8_t space[OUTBOX_KEY];
    struct encoder p = encoder_over(space, sizeof space);
    return row_put(txn, TABLE_OUTBOX, outbox_key(&p, o), "", 0);
}

enum fault
outbox_remove(struct txn *txn, const struct outbox *o)
{
    uint8_t space[OUTBOX_KEY];
    struct encoder p = encoder_over(space, sizeof space);
    return row_remove(txn, TABLE_OUTBOX, outbox_key(&p, o));
}

static enum fault
outbox_unpack(const struct cursor *cursor, struct outbox *out)
{
    struct decoder u = decoder_over(cursor->key, cursor->key_length);
    out->queue = decode_u64(&u);
    out->due = decode_timestamp(&u);
    const uint8_t *id = decode_bytes(&u, UUID_BYTES);
    if (id == NULL)
        return FAULT_SYSTEM;
    memcpy(out->id, id, UUID_BYTES);
    return FAULT_NONE;
}

/* The first row whose key is after this one. */
static enum fault
outbox_step(struct txn *txn, struct row_key after, struct outbox *out)
{
    struct cursor cursor;
    enum fault fault = row_next(txn, TABLE_OUTBOX, after, &cursor, NULL, 0);
    return fault != FAULT_NONE ? fault : outbox_unpack(&cursor, out);
}

static bool
outbox_waits(const struct outbox *o, int64_t now)
{
    return o->due > now && o->due - now <= OUTBOX_WAIT_MAX;
}

enum fault
outbox_next(struct txn *txn, uint64_t queue, const struct outbox *after, int64_t now, struct outbox *out)
{
    uint8_t space[OUTBOX_KEY];
    struct encoder p = encoder_over(space, sizeof space);
    if (after != NULL)
        outbox_key(&p, after);
    else
        encode_u64(&p, queue);
    enum fault fault = outbox_step(txn, encoder_key(&p), out);
    return fault == FAULT_NONE && (out->queue != queue || outbox_waits(out, now)) ? FAULT_MISSING : fault;
}

enum fault
outbox_scheduled(struct txn *txn, int64_t now, struct outbox *out)
{
    uint8_t space[8];
    struct encoder p = encoder_over(space, sizeof space);
    encode_u64(&p, OUTBOX_SCHEDULED);
    enum fault fault = outbox_step(txn, encoder_key(&p), out);
    return fault == FAULT_NONE && (out->queue != OUTBOX_SCHEDULED || out->due > now) ? FAULT_MISSING : fault;
}

enum fault
outbox_first(struct txn *txn, struct outbox *out)
{
    static const uint8_t before[1] = {0}; /* shorter than any key */
    return outbox_step(txn, (struct row_key){before, sizeof before}, out);
}

enum fault
outbox_count(struct txn *txn, uint64_t queue, int64_t due, unsigned most, unsigned *count)
{
    uint8_t space[8];
    struct encoder p = encoder_over(space, sizeof space);
    struct cursor cursor;
    struct outbox at;
    encode_u64(&p, queue);
    *count = 0;
    enum fault fault = cursor_open(&cursor, txn, TABLE_OUTBOX, encoder_key(&p), NULL, 0);
    while (fault == FAULT_NONE && *count < most) {
        fault = cursor_next(&cursor);
        if (fault == FAULT_NONE)
            fault = outbox_unpack(&cursor, &at);
        if (fault == FAULT_NONE && (at.queue != queue || at.due > due))
            break;
        *count += fault == FAULT_NONE;
    }
    cursor_close(&cursor);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}
