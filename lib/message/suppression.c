/*
 * suppression.c: the list of numbers that nothing more is sent to.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/suppression.h"

#include <string.h>

#include "base/sha256.h"
#include "db/table.h"

enum { SUPPRESSION_ROW_MAX = 8 + 1 + 2 + MESSAGE_ADDRESS_MAX };

static void
suppression_decode_key(struct decoder *key, void *record)
{
    struct suppression *out = record;
    const void *id = decode_bytes(key, SUPPRESSION_ID);
    if (id != NULL)
        memcpy(out->id, id, SUPPRESSION_ID);
}

static void
suppression_encode(struct encoder *p, const void *record)
{
    const struct suppression *suppression = record;
    encode_timestamp(p, suppression->since);
    encode_u8(p, (uint8_t)suppression->reason);
    encode_text(p, suppression->number);
}

static void
suppression_decode(struct decoder *u, void *record)
{
    struct suppression *out = record;
    out->since = decode_timestamp(u);
    out->reason = decode_u8(u);
    decode_text(u, out->number, sizeof out->number);
}

static const struct table_schema suppression_schema = {.table = TABLE_SUPPRESSION,
    .row_max = SUPPRESSION_ROW_MAX,
    .decode_key = suppression_decode_key,
    .encode = suppression_encode,
    .decode = suppression_decode};

static struct row_key
suppression_key(const char *number, uint8_t digest[static SHA256_BYTES])
{
    sha256_text(number, digest);
    return (struct row_key){digest, SUPPRESSION_ID};
}

enum fault
suppression_get(struct txn *txn, const char *number, struct suppression *out)
{
    uint8_t digest[SHA256_BYTES];
    return table_get(txn, &suppression_schema, suppression_key(number, digest), out);
}

enum fault
suppression_add(struct txn *txn, const char *number, enum suppression_reason reason, int64_t now)
{
    uint8_t digest[SHA256_BYTES];
    struct suppression suppression = {.reason = reason, .since = now};
    if (strlen(number) > MESSAGE_ADDRESS_MAX)
        return FAULT_FULL;
    strcpy(suppression.number, number);
    return table_add(txn, &suppression_schema, suppression_key(number, digest), &suppression);
}

enum fault
suppression_remove(struct txn *txn, const char *number)
{
    uint8_t digest[SHA256_BYTES];
    return table_remove(txn, &suppression_schema, suppression_key(number, digest));
}

enum fault
suppression_forget(struct txn *txn, const char *number)
{
    uint8_t digest[SHA256_BYTES];
    struct suppression suppression;
    enum fault fault = suppression_get(txn, number, &suppression);
    suppression.number[0] = '\0';
    return fault != FAULT_NONE
               ? fault
               : table_put(txn, &suppression_schema, suppression_key(number, digest), &suppression);
}

enum fault
suppression_next(struct txn *txn, const uint8_t after[static SUPPRESSION_ID], struct suppression *out)
{
    return table_next(txn, &suppression_schema, (struct row_key){after, SUPPRESSION_ID}, out);
}

const char *
suppression_reason_name(enum suppression_reason reason)
{
    return reason == SUPPRESSION_REPLY ? "reply" : reason == SUPPRESSION_CARRIER ? "carrier" : "admin";
}
