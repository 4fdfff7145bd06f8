/*
 * carrier_pause.c: the rows that say why carriers take no messages.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/carrier_pause.h"

#include <stddef.h>

#include "base/json.h"
#include "base/timestamp.h"
#include "db/table.h"

enum { CARRIER_PAUSE_ROW_MAX = 2 * 8 + 2 * 2 + CARRIER_PAUSE_REASON_MAX + CARRIER_PAUSE_DETAIL_MAX };

static void
carrier_pause_encode(struct encoder *p, const void *record)
{
    const struct carrier_pause *pause = record;
    encode_timestamp(p, pause->since);
    encode_timestamp(p, pause->next_try);
    encode_text(p, pause->reason);
    encode_text(p, pause->detail);
}

static void
carrier_pause_decode(struct decoder *u, void *record)
{
    struct carrier_pause *out = record;
    out->since = decode_timestamp(u);
    out->next_try = decode_timestamp(u);
    decode_text(u, out->reason, sizeof out->reason);
    decode_text(u, out->detail, sizeof out->detail);
}

static const struct table_schema carrier_pause_schema = {.table = TABLE_CARRIER_PAUSE,
    .row_max = CARRIER_PAUSE_ROW_MAX,
    .name_at = offsetof(struct carrier_pause, carrier),
    .encode = carrier_pause_encode,
    .decode = carrier_pause_decode};

enum fault
carrier_pause_get(struct txn *txn, const char *carrier, struct carrier_pause *out)
{
    return table_get(txn, &carrier_pause_schema, table_name_key(carrier), out);
}

enum fault
carrier_pause_next(struct txn *txn, const char *carrier, struct carrier_pause *out)
{
    return table_next(txn, &carrier_pause_schema, table_name_key(carrier), out);
}

enum fault
carrier_pause_oldest(struct txn *txn, struct carrier_pause *out)
{
    struct carrier_pause pause = {.since = 0};
    enum fault fault;
    out->carrier[0] = '\0';
    while ((fault = carrier_pause_next(txn, pause.carrier, &pause)) == FAULT_NONE)
        if (out->carrier[0] == '\0' || pause.since < out->since)
            *out = pause;
    return fault == FAULT_MISSING && out->carrier[0] != '\0' ? FAULT_NONE : fault;
}

enum fault
carrier_pause_put(struct txn *txn, const struct carrier_pause *pause)
{
    return table_put(txn, &carrier_pause_schema, table_name_key(pause->carrier), pause);
}

enum fault
carrier_pause_remove(struct txn *txn, const char *carrier)
{
    enum fault fault = table_remove(txn, &carrier_pause_schema, table_name_key(carrier));
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

struct json_object *
carrier_pause_to_json(struct env *env, bool full)
{
    struct carrier_pause pause;
    if (carrier_pause_oldest(env_read(env), &pause) != FAULT_NONE)
        return NULL;
    struct json_object *json = json_object_new_object();
    json_add_text(json, "carrier", pause.carrier);
    json_add_timestamp(json, "since", pause.since);
    json_add_timestamp(json, "next_try", pause.next_try);
    json_add_text(json, "reason", pause.reason);
    if (full)
        json_add_text_or_null(json, "detail", pause.detail);
    return json;
}
