/*
 * old_summaries.c: rewrites the rows of counts of version 3, a few a transaction.
 *
 * TABLE_CLICK_STATS: scope, 1 -> how many dimensions the totals have (0: six), totals, then for each value:
 *                                dimension, text, count
 * link_activity.db:  link id  -> event, clicks, owner, of a message, then the opens, newest first
 *
 * SPDX-License-Identifier: ISC
 */
#include "upgrade/old_summaries.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/program.h"
#include "db/codec.h"
#include "db/old_table.h"
#include "event/checkpoint.h"
#include "stats/click_stats_row.h"
#include "stats/click_stats_summary.h"
#include "stats/link_activity.h"

enum {
    OLD_SUMMARIES_STEP = 1000,             /* rows a transaction looks at, */
    OLD_SUMMARIES_BYTES = 4 * 1024 * 1024, /* unless they are long */
    OLD_SUMMARIES_LOG_KBYTES = 64 * 1024,  /* of the write-ahead log between two checkpoints */
    OLD_DIMENSIONS = 6,                    /* before rows said how many they have */
    OLD_ROW_MAX = 1024 + SUMMARY_VALUES_MAX * (1 + 2 + CLICK_STATS_VALUE_MAX + 8),
    OLD_ACTIVITY_MAX = 8192,
};

static const char *const old_summaries_files[] = {"link_activity.db"};

struct old_summaries {
    struct old_table counts, activities; /* counts: of today's table, to see how many rows it has */
    bool has_activities;
    uint8_t last[ROW_KEY_MAX], next[ROW_KEY_MAX]; /* keys: up to which it is done, or will be */
    size_t last_length, next_length;
    uint64_t done, all, step;
    bool ended;
    struct click_stats_summary *summary;
    uint8_t opens[SUMMARY_OPENS][SUMMARY_OPEN_MAX];
    uint8_t row[OLD_ROW_MAX], activity[OLD_ACTIVITY_MAX];
};

/* scope, 1: of the kinds of rows, the one that is rewritten. */
static bool
old_is_summary(const uint8_t *key, size_t length)
{
    struct decoder u = decoder_over(key, length);
    const uint8_t kind = decode_u8(&u);
    size_t name;
    decode_bytes(&u, kind == CLICK_STATS_LINK ? 8 : 4);
    if (kind == CLICK_STATS_CAMPAIGN || kind == CLICK_STATS_TAG)
        decode_text_bytes(&u, &name);
    return decode_u8(&u) == CLICK_STATS_ROW_SUMMARY && !u.bad && decoder_is_at_end(&u);
}

static void
old_decode_totals(struct decoder *u, struct click_stats_totals *out)
{
    const uint8_t said = decode_u8(u), dimensions = said != 0 ? said : OLD_DIMENSIONS;
    u->bad = u->bad || dimensions > CLICK_STATS_DIMENSIONS;
    out->opens[0] = decode_number(u, 7);
    for (int i = 1; i < CLICK_CLASSES; i++)
        out->opens[i] = decode_u64(u);
    out->visitors = decode_u64(u);
    out->first = decode_timestamp(u);
    out->last = decode_timestamp(u);
    for (uint8_t d = 0; d < dimensions && !u->bad; d++)
        out->values[d] = decode_u32(u);
}

static void
old_decode_values(struct decoder *u, struct click_stats_summary *out)
{
    while (!u->bad && !decoder_is_at_end(u) && out->value_count < SUMMARY_VALUES_MAX) {
        struct summary_value *value = &out->values[out->value_count++];
        size_t length;
        value->dimension = decode_u8(u);
        value->text = decode_text_bytes(u, &length);
        value->length = (uint8_t)length;
        value->count = decode_u64(u);
        u->bad = u->bad || value->dimension >= CLICK_STATS_DIMENSIONS || length > CLICK_STATS_VALUE_MAX;
    }
    u->bad = u->bad || !decoder_is_at_end(u);
}

static void
old_decode_open(struct decoder *u, struct link_open *out)
{
    out->at = decode_timestamp(u);
    out->class = decode_u8(u);
    u->bad = u->bad || out->class >= CLICK_CLASSES;
    decode_text(u, out->country, sizeof out->country);
    decode_text(u, out->device, sizeof out->device);
    decode_text(u, out->browser, sizeof out->browser);
    decode_text(u, out->system, sizeof out->system);
    decode_text(u, out->referrer, sizeof out->referrer);
}

static uint32_t
old_place(const struct click_stats_summary *summary, enum click_stats_dimension dimension, const char *text)
{
    return click_stats_summary_find(
        summary, &(struct summary_value){
                     .text = text, .dimension = (uint8_t)dimension, .length = (uint8_t)strlen(text)});
}

static void
old_add_open(struct old_summaries *old, const struct link_open *open, uint8_t *space)
{
    struct click_stats_summary *s = old->summary;
    struct encoder p = encoder_over(space, SUMMARY_OPEN_MAX);
    const uint32_t places[LINK_OPEN_TEXTS] = {old_place(s, CLICK_STATS_COUNTRY, open->country),
        old_place(s, CLICK_STATS_DEVICE, open->device),
        old_place(s, open->class == CLICK_PERSON ? CLICK_STATS_BROWSER : CLICK_STATS_BOT, open->browser),
        old_place(s, CLICK_STATS_SYSTEM, open->system), old_place(s, CLICK_STATS_REFERRER, open->referrer)};
    link_open_pack(&p, open, places, s);
    click_stats_summary_add_open(s, (struct summary_open){p.bytes, (uint8_t)p.length});
}

/* What the link's row in the old table says. */
static enum fault
old_join_activity(struct old_summaries *old, struct row_key link)
{
    struct click_stats_summary *summary = old->summary;
    struct link_open opens[SUMMARY_OPENS];
    size_t length, count = 0;
    enum fault fault = old->has_activities ? old_table_row(&old->activities, link, old->activity,
                                                 sizeof old->activity, &length)
                                           : FAULT_MISSING;
    if (fault != FAULT_NONE)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    struct decoder u = decoder_over(old->activity, length);
    summary->event = decode_u64(&u);
    summary->ranked = decode_u64(&u);
    summary->owner = decode_u32(&u);
    summary->of_message = decode_u8(&u) != 0;
    while (!u.bad && !decoder_is_at_end(&u) && count < SUMMARY_OPENS)
        old_decode_open(&u, &opens[count++]);
    for (size_t i = count; i-- > 0 && !u.bad;)
        old_add_open(old, &opens[i], old->opens[i]);
    return u.bad ? FAULT_SYSTEM : FAULT_NONE;
}

static enum fault
old_rewrite(struct txn *txn, struct old_summaries *old, struct row_key key, size_t *length)
{
    const uint8_t *scope = key.bytes;
    enum fault fault = row_get(txn, TABLE_CLICK_STATS, key, old->row, sizeof old->row, length);
    if (fault != FAULT_NONE || (*length > 0 && old->row[0] == SUMMARY_FORMAT))
        return fault;
    struct decoder u = decoder_over(old->row, *length);
    click_stats_summary_clear(old->summary);
    old_decode_totals(&u, &old->summary->totals);
    old_decode_values(&u, old->summary);
    fault = u.bad ? FAULT_SYSTEM : FAULT_NONE;
    if (fault == FAULT_NONE && scope[0] == CLICK_STATS_LINK)
        fault = old_join_activity(old, (struct row_key){scope + 1, 8});
    if (fault == FAULT_SYSTEM)
        log_error("counts of the old store cannot be read");
    return fault == FAULT_NONE ? click_stats_summary_put(txn, key, old->summary) : fault;
}

static enum fault
old_summaries_some(struct txn *txn, void *arg)
{
    struct old_summaries *old = arg;
    struct cursor cursor;
    size_t bytes = 0, length;
    enum fault fault = FAULT_NONE;
    memcpy(old->next, old->last, old->last_length);
    old->next_length = old->last_length;
    for (old->step = 0; old->step < OLD_SUMMARIES_STEP && bytes < OLD_SUMMARIES_BYTES; old->step++) {
        fault = row_next(
            txn, TABLE_CLICK_STATS, (struct row_key){old->next, old->next_length}, &cursor, NULL, 0);
        if (fault != FAULT_NONE)
            break;
        memcpy(old->next, cursor.key, cursor.key_length);
        old->next_length = cursor.key_length;
        if (!old_is_summary(cursor.key, cursor.key_length))
            continue;
        fault = old_rewrite(txn, old, (struct row_key){old->next, old->next_length}, &length);
        if (fault != FAULT_NONE)
            break;
        bytes += length;
    }
    old->ended = fault == FAULT_MISSING;
    return old->ended ? FAULT_NONE : fault;
}

/* All that is counted is ranked. */
static enum fault
old_summaries_end(struct txn *txn, void *arg)
{
    struct checkpoint counted;
    (void)arg;
    const enum fault fault = checkpoint_get(txn, CHECKPOINT_AGGREGATOR, &counted);
    return fault == FAULT_NONE ? checkpoint_put(txn, CHECKPOINT_RANK, &counted) : fault;
}

static enum fault
old_summaries_all(struct old_summaries *old, struct env *env, upgrade_progress *progress)
{
    enum fault fault = old_table_count(&old->counts, &old->all);
    while (fault == FAULT_NONE && !old->ended) {
        fault = program_interrupted() ? FAULT_AGAIN : env_txn(env, ENV_WRITE, old_summaries_some, old);
        if (fault != FAULT_NONE)
            return fault;
        memcpy(old->last, old->next, old->next_length);
        old->last_length = old->next_length;
        old->done += old->step;
        if (progress != NULL && old->step > 0)
            progress(old->done, old->all);
        fault = env_bound_log(env, OLD_SUMMARIES_LOG_KBYTES);
    }
    if (fault == FAULT_NONE)
        fault = env_txn(env, ENV_WRITE, old_summaries_end, NULL);
    return fault == FAULT_NONE ? env_checkpoint(env) : fault;
}

enum fault
old_summaries_join(struct env *env, upgrade_progress *progress)
{
    struct old_summaries *old = xcalloc(1, sizeof *old);
    old->summary = click_stats_summary_create();
    enum fault fault = old_table_open(&old->activities, env, old_summaries_files[0]);
    old->has_activities = fault == FAULT_NONE;
    if (fault == FAULT_NONE || fault == FAULT_MISSING)
        fault = old_table_open(&old->counts, env, table_file(TABLE_CLICK_STATS));
    if (fault == FAULT_NONE)
        fault = old_summaries_all(old, env, progress);
    old_table_close(&old->counts);
    old_table_close(&old->activities);
    click_stats_summary_free(old->summary);
    free(old);
    return fault == FAULT_NONE ? old_table_remove(env, old_summaries_files, 1) : fault;
}
