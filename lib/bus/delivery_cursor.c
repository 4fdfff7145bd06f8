/*
 * delivery_cursor.c: the row of a target's position and counters.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/delivery_cursor.h"

#include "db/codec.h"

enum { DELIVERY_CURSOR_ROW_MAX = 8 * 8 + 2 + DELIVERY_CURSOR_ERROR_MAX };

static struct row_key
delivery_cursor_key(struct encoder *p, uint64_t target)
{
    encode_u64(p, target);
    return encoder_key(p);
}

static enum fault
delivery_cursor_unpack(enum fault fault, const uint8_t *row, size_t length, struct delivery_cursor *out)
{
    *out = (struct delivery_cursor){0};
    if (fault != FAULT_NONE)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    struct decoder u = decoder_over(row, length);
    out->number = decode_u64(&u);
    out->at = decode_timestamp(&u);
    out->delivered = decode_u64(&u);
    out->failed = decode_u64(&u);
    out->dead = decode_u64(&u);
    out->last_success = decode_timestamp(&u);
    out->last_failure = decode_timestamp(&u);
    out->next_try = decode_timestamp(&u);
    decode_text(&u, out->error, sizeof out->error);
    return u.bad ? FAULT_SYSTEM : FAULT_NONE;
}

enum fault
delivery_cursor_get(struct txn *txn, uint64_t target, struct delivery_cursor *out)
{
    uint8_t space[8], row[DELIVERY_CURSOR_ROW_MAX];
    size_t length;
    struct encoder k = encoder_over(space, sizeof space);
    enum fault fault = row_get(
        txn, TABLE_DELIVERY_CURSOR, delivery_cursor_key(&k, target), row, sizeof row, &length);
    return delivery_cursor_unpack(fault, row, length, out);
}

enum fault
delivery_cursor_get_for_update(struct txn *txn, uint64_t target, struct delivery_cursor *out)
{
    uint8_t space[8], row[DELIVERY_CURSOR_ROW_MAX];
    size_t length;
    struct encoder k = encoder_over(space, sizeof space);
    enum fault fault = row_get_for_update(
        txn, TABLE_DELIVERY_CURSOR, delivery_cursor_key(&k, target), row, sizeof row, &length);
    return delivery_cursor_unpack(fault, row, length, out);
}

enum fault
delivery_cursor_put(struct txn *txn, uint64_t target, const struct delivery_cursor *cursor)
{
    uint8_t space[8], row[DELIVERY_CURSOR_ROW_MAX];
    struct encoder k = encoder_over(space, sizeof space), p = encoder_over(row, sizeof row);
    encode_u64(&p, cursor->number);
    encode_timestamp(&p, cursor->at);
    encode_u64(&p, cursor->delivered);
    encode_u64(&p, cursor->failed);
    encode_u64(&p, cursor->dead);
    encode_timestamp(&p, cursor->last_success);
    encode_timestamp(&p, cursor->last_failure);
    encode_timestamp(&p, cursor->next_try);
    encode_text(&p, cursor->error);
    return row_put(txn, TABLE_DELIVERY_CURSOR, delivery_cursor_key(&k, target), row, p.length);
}

enum fault
delivery_cursor_remove(struct txn *txn, uint64_t target)
{
    uint8_t space[8];
    struct encoder k = encoder_over(space, sizeof space);
    enum fault fault = row_remove(txn, TABLE_DELIVERY_CURSOR, delivery_cursor_key(&k, target));
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}
