/*
 * recipient.c: the rows of a campaign's recipients.
 *
 * SPDX-License-Identifier: ISC
 */
#include "campaign/recipient.h"

#include <string.h>

#include "db/codec.h"
#include "message/message.h"
#include "message/packed_json.h"

enum { RECIPIENT_BY_PLACE = 'p', RECIPIENT_BY_NUMBER = 't' };
enum { RECIPIENT_KEY_MAX = 8 + 1 + MESSAGE_ADDRESS_MAX + 8 };

static struct row_key
recipient_key(struct encoder *p, uint64_t campaign, uint64_t place)
{
    encode_u64(p, campaign);
    encode_u8(p, RECIPIENT_BY_PLACE);
    encode_u64(p, place);
    return encoder_key(p);
}

static struct row_key
recipient_number_key(struct encoder *p, uint64_t campaign, const char *to)
{
    encode_u64(p, campaign);
    encode_u8(p, RECIPIENT_BY_NUMBER);
    encode_bytes(p, to, strlen(to));
    return encoder_key(p);
}

enum fault
recipient_add(
    struct txn *txn, uint64_t campaign, uint64_t place, const char *to, const char *fields, size_t length)
{
    uint8_t space[RECIPIENT_KEY_MAX], phone_number_space[RECIPIENT_KEY_MAX], row[8], packed[PACKED_JSON_MAX];
    size_t packed_length;
    struct encoder p = encoder_over(space, sizeof space),
                   number = encoder_over(phone_number_space, sizeof phone_number_space),
                   value = encoder_over(row, sizeof row);
    if (length > RECIPIENT_FIELDS_MAX || strlen(to) > MESSAGE_ADDRESS_MAX)
        return FAULT_FULL;
    encode_u64(&value, place);
    const void *packed_fields = packed_json_encode(fields, length, packed, &packed_length);
    enum fault fault = row_add(
        txn, TABLE_RECIPIENT, recipient_number_key(&number, campaign, to), row, value.length);
    return fault != FAULT_NONE ? fault
                               : row_put(txn, TABLE_RECIPIENT, recipient_key(&p, campaign, place),
                                     packed_fields, packed_length);
}

enum fault
recipient_get(struct txn *txn, uint64_t campaign, uint64_t place,
    char fields[static RECIPIENT_FIELDS_MAX + 1], size_t *length)
{
    uint8_t space[RECIPIENT_KEY_MAX];
    struct encoder p = encoder_over(space, sizeof space);
    enum fault fault = row_get(
        txn, TABLE_RECIPIENT, recipient_key(&p, campaign, place), fields, RECIPIENT_FIELDS_MAX, length);
    if (fault == FAULT_NONE)
        return packed_json_decode_in_place(fields, *length, RECIPIENT_FIELDS_MAX + 1, length);
    fields[0] = '\0';
    return fault;
}

enum fault
recipient_done(struct txn *txn, uint64_t campaign, uint64_t place)
{
    uint8_t space[RECIPIENT_KEY_MAX];
    struct encoder p = encoder_over(space, sizeof space);
    return row_remove(txn, TABLE_RECIPIENT, recipient_key(&p, campaign, place));
}

enum fault
recipient_remove(struct txn *txn, uint64_t campaign, const char *to)
{
    uint8_t space[RECIPIENT_KEY_MAX], row[8];
    struct encoder p = encoder_over(space, sizeof space);
    size_t length;
    const struct row_key key = recipient_number_key(&p, campaign, to);
    enum fault fault = row_get(txn, TABLE_RECIPIENT, key, row, sizeof row, &length);
    if (fault != FAULT_NONE)
        return fault;
    struct decoder u = decoder_over(row, length);
    fault = recipient_done(txn, campaign, decode_u64(&u));
    return fault != FAULT_NONE && fault != FAULT_MISSING ? fault : row_remove(txn, TABLE_RECIPIENT, key);
}

enum fault
recipient_remove_some(struct txn *txn, uint64_t campaign, unsigned most, unsigned *count)
{
    uint8_t space[8];
    struct encoder p = encoder_over(space, sizeof space);
    struct cursor cursor;
    encode_u64(&p, campaign);
    *count = 0;
    enum fault fault = cursor_open(&cursor, txn, TABLE_RECIPIENT, encoder_key(&p), NULL, 0);
    while (fault == FAULT_NONE && *count < most && (fault = cursor_next(&cursor)) == FAULT_NONE) {
        if (memcmp(cursor.key, space, sizeof space) != 0)
            break;
        fault = cursor_remove(&cursor);
        *count += fault == FAULT_NONE;
    }
    cursor_close(&cursor);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}
