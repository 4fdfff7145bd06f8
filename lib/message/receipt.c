/*
 * receipt.c: the rows of raw receipts.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/receipt.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/random.h"
#include "db/codec.h"
#include "message/message.h"
#include "message/packed_json.h"

/* The first byte of a key: whose receipts. */
enum { RECEIPT_OF_MESSAGE = 'm', RECEIPT_OF_UNKNOWN = 'u' };
enum { RECEIPT_KEY_MAX = 1 + MESSAGE_CLIENT_REF_MAX + 1 + 8 + 4 };

static void
receipt_pack_message(struct encoder *p, const uint8_t message[static UUID_BYTES])
{
    encode_u8(p, RECEIPT_OF_MESSAGE);
    encode_bytes(p, message, UUID_BYTES);
}

static void
receipt_pack_unknown(struct encoder *p, const char *carrier_id)
{
    encode_u8(p, RECEIPT_OF_UNKNOWN);
    encode_bytes(p, carrier_id, strlen(carrier_id));
    encode_u8(p, 0);
}

/* To the next receipt under the prefix. */
static enum fault
receipt_step(struct cursor *cursor, const struct encoder *prefix, struct receipt *out)
{
    enum fault fault = cursor_next(cursor);
    if (fault != FAULT_NONE)
        return fault;
    if (cursor->key_length < prefix->length + 8 || memcmp(cursor->key, prefix->bytes, prefix->length) != 0)
        return FAULT_MISSING;
    struct decoder u = decoder_over(cursor->key + prefix->length, cursor->key_length - prefix->length);
    out->at = decode_timestamp(&u);
    return packed_json_decode_in_place(out->body, cursor->row_length, sizeof out->body, &out->length);
}

/* Is this very text there, below the prefix? FAULT_MISSING: it is not. */
static enum fault
receipt_find_same(struct txn *txn, const struct encoder *prefix, const char *body, size_t length)
{
    struct receipt *space = xmalloc(sizeof *space);
    struct cursor cursor;
    enum fault fault = cursor_open(
        &cursor, txn, TABLE_RECEIPT, encoder_key(prefix), space->body, RECEIPT_BODY_MAX);
    while (fault == FAULT_NONE && (fault = receipt_step(&cursor, prefix, space)) == FAULT_NONE)
        if (space->length == length && memcmp(space->body, body, length) == 0)
            break;
    cursor_close(&cursor);
    free(space);
    return fault;
}

/* Adds it below the prefix; once: if it is not there. */
static enum fault
receipt_put(struct txn *txn, struct encoder *p, bool once, int64_t at, const char *body, size_t length)
{
    uint8_t chance[4], space[PACKED_JSON_MAX];
    size_t packed_length;
    const enum fault fault = once ? receipt_find_same(txn, p, body, length) : FAULT_MISSING;
    if (fault != FAULT_MISSING)
        return fault;
    random_bytes(chance, sizeof chance); /* two may come at the same time */
    encode_timestamp(p, at);
    encode_bytes(p, chance, sizeof chance);
    if (length > RECEIPT_BODY_MAX || p->full)
        return FAULT_FULL;
    const void *packed = packed_json_encode(body, length, space, &packed_length);
    return row_put(txn, TABLE_RECEIPT, encoder_key(p), packed, packed_length);
}

enum fault
receipt_add(struct txn *txn, const uint8_t message[static UUID_BYTES], bool once, int64_t at,
    const char *body, size_t length)
{
    uint8_t space[RECEIPT_KEY_MAX];
    struct encoder p = encoder_over(space, sizeof space);
    receipt_pack_message(&p, message);
    return receipt_put(txn, &p, once, at, body, length);
}

enum fault
receipt_add_unknown(
    struct txn *txn, const char *carrier_id, bool once, int64_t at, const char *body, size_t length)
{
    uint8_t space[RECEIPT_KEY_MAX];
    struct encoder p = encoder_over(space, sizeof space);
    receipt_pack_unknown(&p, carrier_id);
    return receipt_put(txn, &p, once, at, body, length);
}

enum fault
receipt_visit(struct txn *txn, const uint8_t message[static UUID_BYTES], struct receipt *space,
    void (*visit)(const struct receipt *, void *arg), void *arg)
{
    uint8_t key[RECEIPT_KEY_MAX];
    struct encoder p = encoder_over(key, sizeof key);
    struct cursor cursor;
    receipt_pack_message(&p, message);
    enum fault fault = cursor_open(
        &cursor, txn, TABLE_RECEIPT, encoder_key(&p), space->body, RECEIPT_BODY_MAX);
    while (fault == FAULT_NONE && (fault = receipt_step(&cursor, &p, space)) == FAULT_NONE)
        visit(space, arg);
    cursor_close(&cursor);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

enum fault
receipt_take_unknown(struct txn *txn, const char *carrier_id, struct receipt *out)
{
    uint8_t key[RECEIPT_KEY_MAX];
    struct encoder p = encoder_over(key, sizeof key);
    struct cursor cursor;
    receipt_pack_unknown(&p, carrier_id);
    enum fault fault = cursor_open(&cursor, txn, TABLE_RECEIPT, encoder_key(&p), out->body, RECEIPT_BODY_MAX);
    if (fault == FAULT_NONE)
        fault = receipt_step(&cursor, &p, out);
    if (fault == FAULT_NONE)
        fault = cursor_remove(&cursor);
    cursor_close(&cursor);
    return fault;
}

enum fault
receipt_remove(struct txn *txn, const uint8_t message[static UUID_BYTES])
{
    uint8_t key[RECEIPT_KEY_MAX];
    struct encoder p = encoder_over(key, sizeof key);
    receipt_pack_message(&p, message);
    return row_remove_prefix(txn, TABLE_RECEIPT, encoder_key(&p));
}

bool
receipt_is_expired(const struct cursor *cursor, void *arg, bool *stop)
{
    const uint8_t *end = memchr(cursor->key, 0, cursor->key_length);
    *stop = cursor->key_length < 1 || cursor->key[0] != RECEIPT_OF_UNKNOWN || end == NULL;
    if (*stop)
        return false;
    struct decoder u = decoder_over(end + 1, cursor->key_length - (size_t)(end + 1 - cursor->key));
    return decode_timestamp(&u) < *(const int64_t *)arg;
}

size_t
receipt_from(uint8_t out[static ROW_KEY_MAX])
{
    out[0] = RECEIPT_OF_UNKNOWN;
    return 1;
}
