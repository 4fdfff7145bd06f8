#include "message/suppression.h"

#include <string.h>

#include "base/sha256.h"
#include "db/codec.h"
#include "db/row.h"

enum { SUPPRESSION_ROW_MAX = 8 + 1 + 2 + MESSAGE_ADDRESS_MAX };

static struct row_key
suppression_key(const char *number, uint8_t id[static SUPPRESSION_ID])
{
    uint8_t digest[SHA256_BYTES];
    sha256_text(number, digest);
    memcpy(id, digest, SUPPRESSION_ID);
    return (struct row_key){id, SUPPRESSION_ID};
}

static enum fault
suppression_unpack(const uint8_t *row, size_t length, struct suppression *out)
{
    struct decoder u = decoder_over(row, length);
    out->since = decode_timestamp(&u);
    out->reason = decode_u8(&u);
    decode_text(&u, out->number, sizeof out->number);
    return u.bad ? FAULT_SYSTEM : FAULT_NONE;
}

static size_t
suppression_pack(const struct suppression *stop, uint8_t row[static SUPPRESSION_ROW_MAX])
{
    struct encoder p = encoder_over(row, SUPPRESSION_ROW_MAX);
    encode_timestamp(&p, stop->since);
    encode_u8(&p, (uint8_t)stop->reason);
    encode_text(&p, stop->number);
    return p.length;
}

enum fault
suppression_get(struct txn *txn, const char *number, struct suppression *out)
{
    uint8_t row[SUPPRESSION_ROW_MAX];
    size_t length;
    enum fault fault = row_get(
        txn, TABLE_SUPPRESSION, suppression_key(number, out->id), row, sizeof row, &length);
    return fault != FAULT_NONE ? fault : suppression_unpack(row, length, out);
}

enum fault
suppression_add(struct txn *txn, const char *number, enum suppression_reason reason, int64_t now)
{
    uint8_t row[SUPPRESSION_ROW_MAX];
    struct suppression stop = {.reason = reason, .since = now};
    if (strlen(number) > MESSAGE_ADDRESS_MAX)
        return FAULT_FULL;
    strcpy(stop.number, number);
    return row_add(
        txn, TABLE_SUPPRESSION, suppression_key(number, stop.id), row, suppression_pack(&stop, row));
}

enum fault
suppression_remove(struct txn *txn, const char *number)
{
    uint8_t id[SUPPRESSION_ID];
    return row_remove(txn, TABLE_SUPPRESSION, suppression_key(number, id));
}

enum fault
suppression_forget(struct txn *txn, const char *number)
{
    uint8_t row[SUPPRESSION_ROW_MAX];
    struct suppression stop;
    enum fault fault = suppression_get(txn, number, &stop);
    if (fault != FAULT_NONE)
        return fault;
    stop.number[0] = '\0';
    return row_put(
        txn, TABLE_SUPPRESSION, (struct row_key){stop.id, SUPPRESSION_ID}, row, suppression_pack(&stop, row));
}

enum fault
suppression_next(struct txn *txn, const uint8_t after[static SUPPRESSION_ID], struct suppression *out)
{
    uint8_t row[SUPPRESSION_ROW_MAX];
    struct cursor cursor;
    enum fault fault = row_next(
        txn, TABLE_SUPPRESSION, (struct row_key){after, SUPPRESSION_ID}, &cursor, row, sizeof row);
    if (fault != FAULT_NONE)
        return fault;
    memcpy(out->id, cursor.key, SUPPRESSION_ID);
    return suppression_unpack(row, cursor.row_length, out);
}

const char *
suppression_reason_name(enum suppression_reason reason)
{
    return reason == SUPPRESSION_REPLY ? "reply" : reason == SUPPRESSION_CARRIER ? "carrier" : "admin";
}
