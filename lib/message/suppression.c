/*
 * suppression.c: the list of numbers that nothing more is sent to.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/suppression.h"

#include <stdbool.h>
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

/* The row, on the list or not. */
static enum fault
suppression_read(struct txn *txn, const char *number, struct suppression *out)
{
    uint8_t digest[SHA256_BYTES];
    return table_get(txn, &suppression_schema, suppression_key(number, digest), out);
}

static enum fault
suppression_write(
    struct txn *txn, const char *number, enum suppression_reason reason, int64_t since, const char *shown)
{
    uint8_t digest[SHA256_BYTES];
    struct suppression suppression = {.reason = reason, .since = since};
    if (strlen(shown) > MESSAGE_ADDRESS_MAX)
        return FAULT_FULL;
    strcpy(suppression.number, shown);
    return table_put(txn, &suppression_schema, suppression_key(number, digest), &suppression);
}

enum fault
suppression_get(struct txn *txn, const char *number, struct suppression *out)
{
    enum fault fault = suppression_read(txn, number, out);
    return fault == FAULT_NONE && out->reason == SUPPRESSION_STARTED ? FAULT_MISSING : fault;
}

enum fault
suppression_add(struct txn *txn, const char *number, enum suppression_reason reason, int64_t now)
{
    struct suppression before;
    enum fault fault = suppression_get(txn, number, &before);
    if (fault == FAULT_NONE)
        return FAULT_EXISTS;
    return fault == FAULT_MISSING ? suppression_write(txn, number, reason, now, number) : fault;
}

enum fault
suppression_stop(struct txn *txn, const char *number, enum suppression_reason reason, int64_t at)
{
    struct suppression before;
    enum fault fault = suppression_read(txn, number, &before);
    if (fault == FAULT_MISSING)
        return suppression_write(txn, number, reason, at, number);
    if (fault != FAULT_NONE || before.reason == SUPPRESSION_ADMIN || at < before.since)
        return fault;
    return before.reason == SUPPRESSION_STARTED
               ? suppression_write(txn, number, reason, at, number)
               : suppression_write(txn, number, before.reason, at, before.number);
}

enum fault
suppression_start(struct txn *txn, const char *number, int64_t at, int64_t now)
{
    struct suppression before;
    enum fault fault = suppression_read(txn, number, &before);
    if (fault == FAULT_MISSING)
        return at < now ? suppression_write(txn, number, SUPPRESSION_STARTED, at, "") : FAULT_NONE;
    if (fault != FAULT_NONE || before.reason == SUPPRESSION_ADMIN || at <= before.since)
        return fault;
    return suppression_write(txn, number, SUPPRESSION_STARTED, at < now ? at : before.since, "");
}

enum fault
suppression_remove(struct txn *txn, const char *number)
{
    uint8_t digest[SHA256_BYTES];
    struct suppression before;
    enum fault fault = suppression_get(txn, number, &before);
    return fault == FAULT_NONE ? table_remove(txn, &suppression_schema, suppression_key(number, digest))
                               : fault;
}

enum fault
suppression_forget(struct txn *txn, const char *number)
{
    uint8_t digest[SHA256_BYTES];
    struct suppression before;
    enum fault fault = suppression_read(txn, number, &before);
    if (fault != FAULT_NONE)
        return fault;
    if (before.reason != SUPPRESSION_STARTED)
        return suppression_write(txn, number, before.reason, before.since, "");
    fault = table_remove(txn, &suppression_schema, suppression_key(number, digest));
    return fault == FAULT_NONE ? FAULT_MISSING : fault;
}

enum fault
suppression_next(struct txn *txn, const uint8_t after[static SUPPRESSION_ID], struct suppression *out)
{
    enum fault fault = table_next(txn, &suppression_schema, (struct row_key){after, SUPPRESSION_ID}, out);
    while (fault == FAULT_NONE && out->reason == SUPPRESSION_STARTED)
        fault = table_next(txn, &suppression_schema, (struct row_key){out->id, SUPPRESSION_ID}, out);
    return fault;
}

const char *
suppression_reason_name(enum suppression_reason reason)
{
    return reason == SUPPRESSION_REPLY ? "reply" : reason == SUPPRESSION_CARRIER ? "carrier" : "admin";
}
