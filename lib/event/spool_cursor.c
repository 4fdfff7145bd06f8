/*
 * spool_cursor.c: the rows of segments that are being taken in.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/spool_cursor.h"

#include <string.h>

#include "db/codec.h"
#include "db/row.h"

enum { SPOOL_CURSOR_ROW = 8 };

static enum fault
spool_cursor_decode(enum fault fault, const uint8_t *row, size_t length, uint64_t *offset)
{
    *offset = 0;
    if (fault == FAULT_MISSING)
        return FAULT_NONE;
    if (fault != FAULT_NONE)
        return fault;
    struct decoder u = decoder_over(row, length);
    *offset = decode_u64(&u);
    return u.bad ? FAULT_SYSTEM : FAULT_NONE;
}

enum fault
spool_cursor_get(struct txn *txn, const uint8_t segment[static UUID_BYTES], uint64_t *offset)
{
    uint8_t row[SPOOL_CURSOR_ROW];
    size_t length;
    enum fault fault = row_get(
        txn, TABLE_SPOOL_CURSOR, (struct row_key){segment, UUID_BYTES}, row, sizeof row, &length);
    return spool_cursor_decode(fault, row, length, offset);
}

enum fault
spool_cursor_get_for_update(struct txn *txn, const uint8_t segment[static UUID_BYTES], uint64_t *offset)
{
    uint8_t row[SPOOL_CURSOR_ROW];
    size_t length;
    enum fault fault = row_get_for_update(
        txn, TABLE_SPOOL_CURSOR, (struct row_key){segment, UUID_BYTES}, row, sizeof row, &length);
    return spool_cursor_decode(fault, row, length, offset);
}

enum fault
spool_cursor_put(struct txn *txn, const uint8_t segment[static UUID_BYTES], uint64_t offset)
{
    uint8_t row[SPOOL_CURSOR_ROW];
    struct encoder p = encoder_over(row, sizeof row);
    encode_u64(&p, offset);
    return row_put(txn, TABLE_SPOOL_CURSOR, (struct row_key){segment, UUID_BYTES}, row, p.length);
}

enum fault
spool_cursor_remove(struct txn *txn, const uint8_t segment[static UUID_BYTES])
{
    enum fault fault = row_remove(txn, TABLE_SPOOL_CURSOR, (struct row_key){segment, UUID_BYTES});
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

enum fault
spool_cursor_next(struct txn *txn, uint8_t segment[static UUID_BYTES])
{
    struct cursor cursor;
    enum fault fault = row_next(
        txn, TABLE_SPOOL_CURSOR, (struct row_key){segment, UUID_BYTES}, &cursor, NULL, 0);
    if (fault == FAULT_NONE)
        memcpy(segment, cursor.key, UUID_BYTES);
    return fault;
}
