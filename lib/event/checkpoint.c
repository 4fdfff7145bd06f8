/*
 * checkpoint.c: the row of a consumer's position.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/checkpoint.h"

#include <string.h>

#include "base/json.h"
#include "db/codec.h"

enum { CHECKPOINT_ROW = 16 };

static enum fault
checkpoint_unpack(enum fault fault, const uint8_t *row, size_t length, struct checkpoint *out)
{
    *out = (struct checkpoint){0};
    if (fault == FAULT_MISSING)
        return FAULT_NONE;
    if (fault != FAULT_NONE)
        return fault;
    struct decoder u = decoder_over(row, length);
    out->number = decode_u64(&u);
    out->at = decode_timestamp(&u);
    return u.bad ? FAULT_SYSTEM : FAULT_NONE;
}

enum fault
checkpoint_get(struct txn *txn, const char *name, struct checkpoint *out)
{
    uint8_t row[CHECKPOINT_ROW];
    size_t length;
    enum fault fault = row_get(
        txn, TABLE_CHECKPOINT, (struct row_key){name, strlen(name)}, row, sizeof row, &length);
    return checkpoint_unpack(fault, row, length, out);
}

enum fault
checkpoint_get_for_update(struct txn *txn, const char *name, struct checkpoint *out)
{
    uint8_t row[CHECKPOINT_ROW];
    size_t length;
    enum fault fault = row_get_for_update(
        txn, TABLE_CHECKPOINT, (struct row_key){name, strlen(name)}, row, sizeof row, &length);
    return checkpoint_unpack(fault, row, length, out);
}

enum fault
checkpoint_put(struct txn *txn, const char *name, const struct checkpoint *to)
{
    uint8_t row[CHECKPOINT_ROW];
    struct encoder p = encoder_over(row, sizeof row);
    encode_u64(&p, to->number);
    encode_timestamp(&p, to->at);
    return row_put(txn, TABLE_CHECKPOINT, (struct row_key){name, strlen(name)}, row, p.length);
}

struct json_object *
checkpoint_to_json(const struct checkpoint *checkpoint)
{
    struct json_object *json = json_object_new_object();
    json_object_object_add(json, "event", json_object_new_uint64(checkpoint->number));
    json_add_timestamp(json, "time", checkpoint->at);
    return json;
}
