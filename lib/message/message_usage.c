/*
 * message_usage.c: a row an owner.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/message_usage.h"

#include "db/codec.h"

enum { MESSAGE_USAGE_ROW = 8, MESSAGE_USAGE_KEY = 4 };

typedef enum fault message_usage_read(
    struct txn *, enum table, struct row_key, void *out, size_t size, size_t *length);

static enum fault
message_usage_get_by(message_usage_read *read, struct txn *txn, uint32_t owner, uint64_t *bytes)
{
    uint8_t space[MESSAGE_USAGE_KEY], row[MESSAGE_USAGE_ROW];
    size_t length;
    struct encoder k = encoder_over(space, sizeof space);
    encode_u32(&k, owner);
    const enum fault fault = read(txn, TABLE_MESSAGE_USAGE, encoder_key(&k), row, sizeof row, &length);
    struct decoder u = decoder_over(row, length);
    *bytes = fault == FAULT_NONE ? decode_u64(&u) : 0;
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

enum fault
message_usage_get(struct txn *txn, uint32_t owner, uint64_t *bytes)
{
    return message_usage_get_by(row_get, txn, owner, bytes);
}

enum fault
message_usage_change(struct txn *txn, uint32_t owner, uint64_t added, uint64_t removed)
{
    uint8_t space[MESSAGE_USAGE_KEY], row[MESSAGE_USAGE_ROW];
    struct encoder k = encoder_over(space, sizeof space), p = encoder_over(row, sizeof row);
    uint64_t bytes;
    const enum fault fault = message_usage_get_by(row_get_for_update, txn, owner, &bytes);
    if (fault != FAULT_NONE)
        return fault;
    encode_u32(&k, owner);
    encode_u64(&p, bytes + added > removed ? bytes + added - removed : 0);
    return row_put(txn, TABLE_MESSAGE_USAGE, encoder_key(&k), row, p.length);
}
