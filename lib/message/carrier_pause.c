/*
 * carrier_pause.c: the row that says why the carrier takes no messages.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/carrier_pause.h"

#include "base/json.h"
#include "base/timestamp.h"
#include "db/table.h"

enum { CARRIER_PAUSE_ROW_MAX = 2 * 8 + 2 * 2 + CARRIER_PAUSE_REASON_MAX + CARRIER_PAUSE_DETAIL_MAX };

static void
carrier_pause_decode_key(struct decoder *key, void *record)
{
    (void)key; /* there is one row */
    (void)record;
}

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
    .decode_key = carrier_pause_decode_key,
    .encode = carrier_pause_encode,
    .decode = carrier_pause_decode};

static struct row_key
carrier_pause_key(void)
{
    return (struct row_key){"pause", 5};
}

enum fault
carrier_pause_get(struct txn *txn, struct carrier_pause *out)
{
    return table_get(txn, &carrier_pause_schema, carrier_pause_key(), out);
}

enum fault
carrier_pause_put(struct txn *txn, const struct carrier_pause *pause)
{
    return table_put(txn, &carrier_pause_schema, carrier_pause_key(), pause);
}

enum fault
carrier_pause_remove(struct txn *txn)
{
    enum fault fault = table_remove(txn, &carrier_pause_schema, carrier_pause_key());
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

struct json_object *
carrier_pause_to_json(struct env *env, bool full)
{
    struct carrier_pause pause;
    if (carrier_pause_get(env_read(env), &pause) != FAULT_NONE)
        return NULL;
    struct json_object *json = json_object_new_object();
    json_add_timestamp(json, "since", pause.since);
    json_add_timestamp(json, "next_try", pause.next_try);
    json_add_text(json, "reason", pause.reason);
    if (full)
        json_add_text_or_null(json, "detail", pause.detail);
    return json;
}
