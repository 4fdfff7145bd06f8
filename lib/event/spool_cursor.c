/*
 * spool_cursor.c: the rows of segments that are being taken in.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/spool_cursor.h"

#include <string.h>

#include "db/codec.h"
#include "db/host.h"
#include "db/row.h"
#include "event/spool.h"

enum { SPOOL_CURSOR_ROW = 8 + HOST_NAME_SIZE };

typedef enum fault spool_cursor_row_get(struct txn *, enum table, struct row_key, void *, size_t, size_t *);

static enum fault
spool_cursor_read(
    struct txn *txn, const uint8_t segment[static UUID_BYTES], uint64_t *offset, spool_cursor_row_get *get)
{
    uint8_t row[SPOOL_CURSOR_ROW];
    size_t length;
    *offset = 0;
    enum fault fault = get(
        txn, TABLE_SPOOL_CURSOR, (struct row_key){segment, UUID_BYTES}, row, sizeof row, &length);
    if (fault != FAULT_NONE)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    struct decoder u = decoder_over(row, length);
    *offset = decode_u64(&u);
    return u.bad ? FAULT_SYSTEM : FAULT_NONE;
}

enum fault
spool_cursor_get(struct txn *txn, const uint8_t segment[static UUID_BYTES], uint64_t *offset)
{
    return spool_cursor_read(txn, segment, offset, row_get);
}

enum fault
spool_cursor_get_for_update(struct txn *txn, const uint8_t segment[static UUID_BYTES], uint64_t *offset)
{
    return spool_cursor_read(txn, segment, offset, row_get_for_update);
}

enum fault
spool_cursor_put(struct txn *txn, const uint8_t segment[static UUID_BYTES], uint64_t offset, const char *host)
{
    uint8_t row[SPOOL_CURSOR_ROW];
    struct encoder p = encoder_over(row, sizeof row);
    encode_u64(&p, offset);
    encode_bytes(&p, host, strlen(host));
    if (p.full)
        return FAULT_FULL;
    return row_put(txn, TABLE_SPOOL_CURSOR, (struct row_key){segment, UUID_BYTES}, row, p.length);
}

enum fault
spool_cursor_move(struct txn *txn, const struct spool_move *move, const char *host)
{
    uint64_t offset;
    enum fault fault = spool_cursor_get_for_update(txn, move->segment, &offset);
    if (fault == FAULT_NONE && (offset != 0 ? offset : SPOOL_HEADER) != move->from)
        fault = FAULT_REFUSED;
    return fault == FAULT_NONE && move->to != move->from
               ? spool_cursor_put(txn, move->segment, move->to, host)
               : fault;
}

enum fault
spool_cursor_remove(struct txn *txn, const uint8_t segment[static UUID_BYTES])
{
    enum fault fault = row_remove(txn, TABLE_SPOOL_CURSOR, (struct row_key){segment, UUID_BYTES});
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

enum fault
spool_cursor_next(struct txn *txn, const char *host, uint8_t segment[static UUID_BYTES])
{
    struct cursor cursor;
    uint8_t row[SPOOL_CURSOR_ROW];
    enum fault fault;
    do {
        fault = row_next(
            txn, TABLE_SPOOL_CURSOR, (struct row_key){segment, UUID_BYTES}, &cursor, row, sizeof row);
        if (fault == FAULT_NONE)
            memcpy(segment, cursor.key, UUID_BYTES);
    } while (fault == FAULT_NONE &&
             (cursor.row_length != 8 + strlen(host) || memcmp(row + 8, host, strlen(host)) != 0));
    return fault;
}
