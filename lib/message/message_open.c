/*
 * message_open.c: the rows of clicks on a message's links.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/message_open.h"

#include <string.h>

#include "db/codec.h"

/* The counts stand under the message's id alone, the opens after it under their events' numbers. */
enum { OPEN_COUNTS = 4 + 4 + 8, OPEN_ROW_MAX = 8 + 1 + 2 + LINK_NAME_MAX, OPEN_KEY = UUID_BYTES + 8 };

static struct row_key
open_counts_key(const uint8_t id[static UUID_BYTES])
{
    return (struct row_key){id, UUID_BYTES};
}

static enum fault
open_counts(struct txn *txn, const uint8_t id[static UUID_BYTES], struct message_opens *out, bool to_change)
{
    uint8_t row[OPEN_COUNTS];
    size_t length;
    *out = (struct message_opens){0};
    enum fault fault = (to_change ? row_get_for_update : row_get)(
        txn, TABLE_MESSAGE_OPEN, open_counts_key(id), row, sizeof row, &length);
    if (fault != FAULT_NONE)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    struct decoder u = decoder_over(row, length);
    out->people = decode_u32(&u);
    out->others = decode_u32(&u);
    out->first = decode_timestamp(&u);
    return u.bad ? FAULT_SYSTEM : FAULT_NONE;
}

enum fault
message_opens(struct txn *txn, const uint8_t id[static UUID_BYTES], struct message_opens *out)
{
    return open_counts(txn, id, out, false);
}

static enum fault
open_put_row(struct txn *txn, const uint8_t id[static UUID_BYTES], const struct message_open *open)
{
    uint8_t space[OPEN_KEY], row[OPEN_ROW_MAX];
    struct encoder key = encoder_over(space, sizeof space), p = encoder_over(row, sizeof row);
    encode_bytes(&key, id, UUID_BYTES);
    encode_u64(&key, open->event);
    encode_timestamp(&p, open->at);
    encode_u8(&p, (uint8_t)open->class);
    encode_text(&p, open->name);
    return row_put(txn, TABLE_MESSAGE_OPEN, encoder_key(&key), row, p.length);
}

enum fault
message_open_add(
    struct txn *txn, const uint8_t id[static UUID_BYTES], const struct message_open *open, bool *first)
{
    uint8_t row[OPEN_COUNTS];
    struct message_opens opens;
    enum fault fault = open_counts(txn, id, &opens, true);
    if (fault != FAULT_NONE)
        return fault;
    *first = open->class == CLICK_PERSON && opens.people == 0;
    if (*first)
        opens.first = open->at;
    if (opens.people + opens.others < MESSAGE_OPENS_MAX || *first)
        fault = open_put_row(txn, id, open);
    opens.people += open->class == CLICK_PERSON;
    opens.others += open->class != CLICK_PERSON;
    struct encoder p = encoder_over(row, sizeof row);
    encode_u32(&p, opens.people);
    encode_u32(&p, opens.others);
    encode_timestamp(&p, opens.first);
    return fault != FAULT_NONE ? fault : row_put(txn, TABLE_MESSAGE_OPEN, open_counts_key(id), row, p.length);
}

static enum fault
open_step(struct cursor *cursor, const uint8_t id[static UUID_BYTES])
{
    enum fault fault = cursor_next(cursor);
    if (fault != FAULT_NONE)
        return fault;
    const bool inside = cursor->key_length >= UUID_BYTES && memcmp(cursor->key, id, UUID_BYTES) == 0;
    return inside ? FAULT_NONE : FAULT_MISSING;
}

enum fault
message_open_visit(struct txn *txn, const uint8_t id[static UUID_BYTES],
    void (*visit)(const struct message_open *, void *arg), void *arg)
{
    uint8_t row[OPEN_ROW_MAX];
    struct message_open open;
    struct cursor cursor;
    enum fault fault = cursor_open(&cursor, txn, TABLE_MESSAGE_OPEN, open_counts_key(id), row, sizeof row);
    while (fault == FAULT_NONE && (fault = open_step(&cursor, id)) == FAULT_NONE) {
        if (cursor.key_length != OPEN_KEY)
            continue; /* the counts */
        struct decoder key = decoder_over(cursor.key + UUID_BYTES, 8),
                       u = decoder_over(row, cursor.row_length);
        open.event = decode_u64(&key);
        open.at = decode_timestamp(&u);
        open.class = decode_u8(&u);
        decode_text(&u, open.name, sizeof open.name);
        if (!u.bad && open.class < CLICK_CLASSES)
            visit(&open, arg);
    }
    cursor_close(&cursor);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

enum fault
message_open_remove(struct txn *txn, const uint8_t id[static UUID_BYTES])
{
    return row_remove_prefix(txn, TABLE_MESSAGE_OPEN, open_counts_key(id));
}
