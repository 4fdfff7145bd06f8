/*
 * campaign.c: campaigns in the store.
 *
 * SPDX-License-Identifier: ISC
 */
#include "campaign/campaign.h"

#include <stddef.h>
#include <string.h>

#include "base/random.h"

enum {
    CAMPAIGN_HEAD = 128 + CAMPAIGN_SEND_WINDOW_MAX, /* all but the template */
    CAMPAIGN_ROW_MAX = CAMPAIGN_HEAD + CAMPAIGN_TEMPLATE_MAX + 8,
};
_Static_assert(CAMPAIGN_TEMPLATE_MAX <= 65536, "the template's length has four bytes");

const char *
campaign_state_name(enum campaign_state state)
{
    static const char *const names[CAMPAIGN_STATES] = {
        [CAMPAIGN_DRAFT] = "draft",
        [CAMPAIGN_RUNNING] = "running",
        [CAMPAIGN_PAUSED] = "paused",
        [CAMPAIGN_CANCELLED] = "cancelled",
        [CAMPAIGN_DONE] = "done",
    };
    return names[state];
}

static void
campaign_encode(struct encoder *p, const void *record)
{
    const struct campaign *c = record;
    encode_u64(p, c->id);
    encode_u32(p, c->owner);
    encode_u8(p, (uint8_t)c->state);
    encode_timestamp(p, c->created);
    encode_timestamp(p, c->started);
    encode_timestamp(p, c->ended);
    encode_u32(p, c->rate);
    encode_u64(p, c->recipients);
    encode_u64(p, c->taken);
    encode_u64(p, c->suppressed);
    encode_u64(p, c->invalid);
    encode_text(p, c->hours);
    encode_u32(p, (uint32_t)strlen(c->template));
    encode_bytes(p, c->template, strlen(c->template));
}

static void
campaign_decode_head(struct decoder *u, void *record)
{
    struct campaign *out = record;
    out->id = decode_u64(u);
    out->owner = decode_u32(u);
    out->state = decode_u8(u);
    out->created = decode_timestamp(u);
    out->started = decode_timestamp(u);
    out->ended = decode_timestamp(u);
    out->rate = decode_u32(u);
    out->recipients = decode_u64(u);
    out->taken = decode_u64(u);
    out->suppressed = decode_u64(u);
    out->invalid = decode_u64(u);
    decode_text(u, out->hours, sizeof out->hours);
    out->template[0] = '\0';
    u->bad = u->bad || out->state >= CAMPAIGN_STATES;
}

static void
campaign_decode(struct decoder *u, void *record)
{
    struct campaign *out = record;
    campaign_decode_head(u, out);
    const size_t n = decode_u32(u);
    const char *template = n < sizeof out->template ? decode_bytes(u, n) : NULL;
    u->bad = u->bad || template == NULL;
    if (u->bad)
        return;
    memcpy(out->template, template, n);
    out->template[n] = '\0';
}

static const struct table_schema campaign_schema = {.table = TABLE_CAMPAIGN,
    .row_max = CAMPAIGN_ROW_MAX,
    .name_at = offsetof(struct campaign, name),
    .encode = campaign_encode,
    .decode = campaign_decode};

/* To read rows without the template, which comes last. */
static const struct table_schema campaign_summary_schema = {.table = TABLE_CAMPAIGN,
    .row_max = CAMPAIGN_HEAD,
    .name_at = offsetof(struct campaign, name),
    .decode = campaign_decode_head};

enum fault
campaign_get(struct txn *txn, const char *name, struct campaign *out)
{
    return table_get(txn, &campaign_schema, table_name_key(name), out);
}

enum fault
campaign_get_for_update(struct txn *txn, const char *name, struct campaign *out)
{
    return table_get_for_update(txn, &campaign_schema, table_name_key(name), out);
}

enum fault
campaign_next(struct txn *txn, const char *after, struct campaign *out)
{
    return table_next(txn, &campaign_schema, table_name_key(after), out);
}

enum fault
campaign_next_summary(struct txn *txn, const char *after, struct campaign *out)
{
    return table_next(txn, &campaign_summary_schema, table_name_key(after), out);
}

enum fault
campaign_add(struct txn *txn, struct campaign *c)
{
    do
        random_bytes(&c->id, sizeof c->id);
    while (c->id == 0 || c->id == UINT64_MAX); /* ids of other queues */
    return table_add(txn, &campaign_schema, table_name_key(c->name), c);
}

enum fault
campaign_put(struct txn *txn, const struct campaign *c)
{
    return table_put(txn, &campaign_schema, table_name_key(c->name), c);
}

enum fault
campaign_remove(struct txn *txn, const char *name)
{
    return table_remove(txn, &campaign_schema, table_name_key(name));
}
