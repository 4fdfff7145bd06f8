/*
 * campaign.c: campaigns in the store.
 *
 * SPDX-License-Identifier: ISC
 */
#include "campaign/campaign.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/random.h"
#include "db/codec.h"
#include "db/row.h"

enum {
    CAMPAIGN_HEAD = 128 + CAMPAIGN_SEND_WINDOW_MAX, /* all but the template */
    CAMPAIGN_ROW_MAX = CAMPAIGN_HEAD + CAMPAIGN_TEMPLATE_MAX + 16 + QUIET_HOURS_SIZE + 2,
    CAMPAIGN_USAGE_ROW = 16,
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
        [CAMPAIGN_SCHEDULED] = "scheduled",
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
    encode_timestamp(p, c->send_at);
    encode_text(p, c->quiet);
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
    out->send_at = 0;
    out->quiet[0] = '\0';
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
    out->send_at = decoder_is_at_end(u) ? 0 : decode_timestamp(u);
    if (!decoder_is_at_end(u))
        decode_text(u, out->quiet, sizeof out->quiet);
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

/* What a campaign, perhaps none (NULL), adds to its owner's. */
static struct campaign_usage
campaign_usage_of(const struct campaign *c)
{
    const bool over = c == NULL || c->state == CAMPAIGN_CANCELLED || c->taken >= c->recipients;
    return (struct campaign_usage){c != NULL, over ? 0 : c->recipients - c->taken};
}

static enum fault
campaign_usage_count(struct txn *txn, uint32_t owner, struct campaign_usage *out)
{
    struct campaign *c = xcalloc(1, sizeof *c);
    enum fault fault;
    *out = (struct campaign_usage){0};
    while ((fault = campaign_next_summary(txn, c->name, c)) == FAULT_NONE) {
        const struct campaign_usage one = campaign_usage_of(c);
        out->campaigns += c->owner == owner ? one.campaigns : 0;
        out->waiting += c->owner == owner ? one.waiting : 0;
    }
    free(c);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

typedef enum fault campaign_usage_row_get(struct txn *, enum table, struct row_key, void *, size_t, size_t *);

static enum fault
campaign_usage_read(struct txn *txn, uint32_t owner, struct campaign_usage *out, campaign_usage_row_get *get)
{
    uint8_t space[4], row[CAMPAIGN_USAGE_ROW];
    size_t length;
    struct encoder k = encoder_over(space, sizeof space);
    encode_u32(&k, owner);
    enum fault fault = get(txn, TABLE_CAMPAIGN_USAGE, encoder_key(&k), row, sizeof row, &length);
    if (fault == FAULT_MISSING)
        return campaign_usage_count(txn, owner, out);
    struct decoder u = decoder_over(row, length);
    out->campaigns = fault == FAULT_NONE ? decode_u64(&u) : 0;
    out->waiting = fault == FAULT_NONE ? decode_u64(&u) : 0;
    return fault == FAULT_NONE && u.bad ? FAULT_SYSTEM : fault;
}

enum fault
campaign_usage_get(struct txn *txn, uint32_t owner, struct campaign_usage *out)
{
    return campaign_usage_read(txn, owner, out, row_get_for_update);
}

enum fault
campaign_usage_check(struct txn *txn, uint32_t owner)
{
    struct campaign_usage kept, counted;
    enum fault fault = campaign_usage_read(txn, owner, &kept, row_get);
    if (fault == FAULT_NONE)
        fault = campaign_usage_count(txn, owner, &counted);
    return fault == FAULT_NONE && (kept.campaigns != counted.campaigns || kept.waiting != counted.waiting)
               ? FAULT_MISSING
               : fault;
}

/* Before a campaign is written: one that is counted here for the first time is not counted twice. */
static enum fault
campaign_usage_change(
    struct txn *txn, uint32_t owner, const struct campaign *before, const struct campaign *after)
{
    const struct campaign_usage old = campaign_usage_of(before), new = campaign_usage_of(after);
    uint8_t space[4], row[CAMPAIGN_USAGE_ROW];
    struct encoder k = encoder_over(space, sizeof space), p = encoder_over(row, sizeof row);
    struct campaign_usage usage;
    if (old.campaigns == new.campaigns && old.waiting == new.waiting)
        return FAULT_NONE;
    enum fault fault = campaign_usage_get(txn, owner, &usage);
    if (fault != FAULT_NONE)
        return fault;
    encode_u32(&k, owner);
    encode_u64(&p, usage.campaigns + new.campaigns - old.campaigns);
    encode_u64(&p, usage.waiting + new.waiting - old.waiting);
    return row_put(txn, TABLE_CAMPAIGN_USAGE, encoder_key(&k), row, p.length);
}

/* campaign_usage_change from what is in the store, if it is there. after: NULL when it is removed. */
static enum fault
campaign_usage_replace(struct txn *txn, const char *name, const struct campaign *after)
{
    struct campaign *before = xmalloc(sizeof *before);
    enum fault fault = table_get_for_update(txn, &campaign_schema, table_name_key(name), before);
    if (fault == FAULT_NONE)
        fault = campaign_usage_change(txn, before->owner, before, after);
    else if (fault == FAULT_MISSING)
        fault = after != NULL ? campaign_usage_change(txn, after->owner, NULL, after) : FAULT_NONE;
    free(before);
    return fault;
}

enum fault
campaign_add(struct txn *txn, struct campaign *c)
{
    do
        random_bytes(&c->id, sizeof c->id);
    while (c->id == 0 || c->id == UINT64_MAX); /* ids of other queues */
    struct campaign *other = xmalloc(sizeof *other);
    enum fault fault = table_get_for_update(txn, &campaign_schema, table_name_key(c->name), other);
    free(other);
    if (fault == FAULT_NONE)
        return FAULT_EXISTS;
    if (fault == FAULT_MISSING)
        fault = campaign_usage_change(txn, c->owner, NULL, c);
    return fault == FAULT_NONE ? table_add(txn, &campaign_schema, table_name_key(c->name), c) : fault;
}

enum fault
campaign_put(struct txn *txn, const struct campaign *c)
{
    const enum fault fault = campaign_usage_replace(txn, c->name, c);
    return fault == FAULT_NONE ? table_put(txn, &campaign_schema, table_name_key(c->name), c) : fault;
}

enum fault
campaign_remove(struct txn *txn, const char *name)
{
    const enum fault fault = campaign_usage_replace(txn, name, NULL);
    return fault == FAULT_NONE ? table_remove(txn, &campaign_schema, table_name_key(name)) : fault;
}

void
campaign_etag(const struct campaign *c, const char *shown, char out[static ETAG_SIZE])
{
    const uint8_t state = (uint8_t)c->state;
    etag_make((const struct sha256_part[]){{&c->id, sizeof c->id}, {&state, 1}, {&c->rate, sizeof c->rate},
                  {c->hours, strlen(c->hours) + 1}, {c->template, strlen(c->template)}},
        5, shown, out);
}
