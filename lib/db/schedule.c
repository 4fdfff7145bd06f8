/*
 * schedule.c: rows ordered by when they are due.
 *
 * SPDX-License-Identifier: ISC
 */
#include "db/schedule.h"

#include <string.h>

#include "db/codec.h"

enum { SCHEDULE_KEY_MAX = 8 + 1 + SCHEDULE_NAME_MAX + 1 };

static struct row_key
schedule_key(struct encoder *p, int64_t at, enum schedule_kind kind, const void *name, size_t length)
{
    encode_timestamp(p, at);
    encode_u8(p, (uint8_t)kind);
    encode_bytes(p, name, length);
    return encoder_key(p);
}

enum fault
schedule_add(struct txn *txn, int64_t at, enum schedule_kind kind, const void *name, size_t length)
{
    uint8_t space[SCHEDULE_KEY_MAX];
    struct encoder p = encoder_over(space, sizeof space);
    struct row_key key = schedule_key(&p, at, kind, name, length);
    return length > SCHEDULE_NAME_MAX ? FAULT_FULL : row_put(txn, TABLE_SCHEDULE, key, "", 0);
}

static enum fault
schedule_unpack(const struct cursor *cursor, struct schedule_entry *out)
{
    struct decoder u = decoder_over(cursor->key, cursor->key_length);
    out->at = decode_timestamp(&u);
    out->kind = decode_u8(&u);
    out->length = (size_t)(u.end - u.at);
    if (u.bad || out->length > SCHEDULE_NAME_MAX)
        return FAULT_SYSTEM;
    memcpy(out->name, u.at, out->length);
    out->name[out->length] = '\0';
    return FAULT_NONE;
}

enum fault
schedule_next(struct txn *txn, const struct schedule_entry *from, int64_t now, struct schedule_entry *out)
{
    uint8_t space[SCHEDULE_KEY_MAX];
    struct encoder p = encoder_over(space, sizeof space);
    struct cursor cursor;
    schedule_key(&p, from->at, from->kind, from->name, from->length);
    if (from->at != 0)
        encode_u8(&p, 0); /* nothing sorts between a key and that key with a zero */
    enum fault fault = cursor_open(&cursor, txn, TABLE_SCHEDULE, encoder_key(&p), NULL, 0);
    if (fault == FAULT_NONE)
        fault = cursor_next(&cursor);
    if (fault == FAULT_NONE)
        fault = schedule_unpack(&cursor, out);
    cursor_close(&cursor);
    return fault == FAULT_NONE && out->at > now ? FAULT_MISSING : fault;
}

enum fault
schedule_remove(struct txn *txn, const struct schedule_entry *due)
{
    uint8_t space[SCHEDULE_KEY_MAX];
    struct encoder p = encoder_over(space, sizeof space);
    return row_remove(txn, TABLE_SCHEDULE, schedule_key(&p, due->at, due->kind, due->name, due->length));
}
