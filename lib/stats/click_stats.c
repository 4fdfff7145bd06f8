/*
 * click_stats.c: reads the click statistics.
 *
 * SPDX-License-Identifier: ISC
 */
#include "stats/click_stats.h"

#include <string.h>

#include "stats/click_stats_row.h"
#include "stats/click_stats_summary.h"

const char *
click_stats_dimension_name(enum click_stats_dimension dimension)
{
    static const char *const names[CLICK_STATS_DIMENSIONS] = {
        [CLICK_STATS_REFERRER] = "referrer",
        [CLICK_STATS_BROWSER] = "browser",
        [CLICK_STATS_SYSTEM] = "system",
        [CLICK_STATS_DEVICE] = "device",
        [CLICK_STATS_LANGUAGE] = "language",
        [CLICK_STATS_BOT] = "bot",
        [CLICK_STATS_COUNTRY] = "country",
        [CLICK_STATS_RULE] = "rule",
    };
    return names[dimension];
}

static struct row_key
click_stats_summary_key(struct encoder *p, const struct click_stats_scope *scope)
{
    click_stats_encode_scope(p, scope);
    encode_u8(p, CLICK_STATS_ROW_SUMMARY);
    return encoder_key(p);
}

enum fault
click_stats_totals(struct txn *txn, const struct click_stats_scope *scope, struct click_stats_totals *out)
{
    uint8_t space[CLICK_STATS_KEY_MAX];
    struct encoder p = encoder_over(space, sizeof space);
    struct click_stats_summary summary;
    const enum fault fault = click_stats_summary_head(txn, click_stats_summary_key(&p, scope), &summary);
    *out = summary.totals;
    return fault;
}

enum fault
click_stats_summary(struct txn *txn, const struct click_stats_scope *scope, struct click_stats_totals *out,
    void (*visit)(enum click_stats_dimension, const char *value, uint64_t count, void *arg), void *arg)
{
    uint8_t space[CLICK_STATS_KEY_MAX];
    struct encoder p = encoder_over(space, sizeof space);
    struct click_stats_summary *summary = click_stats_summary_create();
    const enum fault fault = click_stats_summary_get(txn, click_stats_summary_key(&p, scope), false, summary);
    *out = summary->totals;
    for (uint32_t i = 0; i < summary->value_count && fault == FAULT_NONE; i++) {
        const struct summary_value *value = &summary->values[i];
        char text[CLICK_STATS_VALUE_MAX + 1];
        memcpy(text, value->text, value->length);
        text[value->length] = '\0';
        visit(value->dimension, text, value->count, arg);
    }
    click_stats_summary_free(summary);
    return fault;
}

/* A walk over the rows that begin with the prefix: FAULT_MISSING after the last. */
static enum fault
click_stats_step(struct cursor *cursor, const struct encoder *prefix)
{
    enum fault fault = cursor_next(cursor);
    if (fault != FAULT_NONE)
        return fault;
    const bool inside = cursor->key_length > prefix->length &&
                        memcmp(cursor->key, prefix->bytes, prefix->length) == 0;
    return inside ? FAULT_NONE : FAULT_MISSING;
}

/* The hours from first to last: those that are over have rows, and the one that runs is in the summary, from
 * which it moves into its row when the next begins. In a store that was upgraded, it may have both. */
struct click_stats_hours {
    uint32_t last, running; /* running: 0 when it is visited, or not asked for */
    struct click_stats_hour now;
    void (*visit)(uint32_t hour, const struct click_stats_hour *, void *arg);
    void *arg;
};

static void
click_stats_visit_running(struct click_stats_hours *hours)
{
    if (hours->running != 0)
        hours->visit(hours->running, &hours->now, hours->arg);
    hours->running = 0;
}

static void
click_stats_visit_hour(struct click_stats_hours *hours, uint32_t hour, struct click_stats_hour *counts)
{
    if (hour > hours->running)
        click_stats_visit_running(hours);
    if (hour == hours->running) {
        click_stats_hour_add(&hours->now, counts);
        click_stats_visit_running(hours);
    } else {
        hours->visit(hour, counts, hours->arg);
    }
}

static enum fault
click_stats_visit_rows(
    struct txn *txn, const struct click_stats_scope *scope, uint32_t first, struct click_stats_hours *hours)
{
    uint8_t space[CLICK_STATS_KEY_MAX], from_space[CLICK_STATS_KEY_MAX], row[CLICK_STATS_HOUR_BYTES];
    struct encoder prefix = encoder_over(space, sizeof space),
                   from = encoder_over(from_space, sizeof from_space);
    struct cursor cursor;
    click_stats_encode_scope(&prefix, scope);
    encode_u8(&prefix, CLICK_STATS_ROW_HOUR);
    encode_bytes(&from, prefix.bytes, prefix.length);
    encode_u32(&from, first);
    enum fault fault = cursor_open(&cursor, txn, TABLE_CLICK_STATS, encoder_key(&from), row, sizeof row);
    while (fault == FAULT_NONE && (fault = click_stats_step(&cursor, &prefix)) == FAULT_NONE) {
        struct decoder u = decoder_over(cursor.key + prefix.length, cursor.key_length - prefix.length);
        const uint32_t hour = decode_u32(&u);
        struct click_stats_hour counts;
        if (hour > hours->last)
            break;
        click_stats_decode_hour(row, cursor.row_length, &counts);
        click_stats_visit_hour(hours, hour, &counts);
    }
    cursor_close(&cursor);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

enum fault
click_stats_hours(struct txn *txn, const struct click_stats_scope *scope, uint32_t first, uint32_t last,
    void (*visit)(uint32_t hour, const struct click_stats_hour *, void *arg), void *arg)
{
    uint8_t space[CLICK_STATS_KEY_MAX];
    struct encoder p = encoder_over(space, sizeof space);
    struct click_stats_summary summary;
    enum fault fault = click_stats_summary_head(txn, click_stats_summary_key(&p, scope), &summary);
    struct click_stats_hours hours = {.last = last, .now = summary.now, .visit = visit, .arg = arg};
    if (summary.hour >= first && summary.hour <= last)
        hours.running = summary.hour;
    if (fault == FAULT_NONE)
        fault = click_stats_visit_rows(txn, scope, first, &hours);
    if (fault == FAULT_NONE)
        click_stats_visit_running(&hours);
    return fault;
}

size_t
click_stats_hours_from(const uint8_t id[static 8], uint8_t out[static ROW_KEY_MAX])
{
    out[0] = CLICK_STATS_LINK;
    memcpy(out + 1, id, 8);
    out[9] = CLICK_STATS_ROW_HOUR;
    return 10;
}

bool
click_stats_is_hour_of_link(const struct cursor *cursor, void *arg, bool *stop)
{
    *stop = cursor->key_length < 9 || cursor->key[0] != CLICK_STATS_LINK ||
            memcmp(cursor->key + 1, arg, 8) != 0;
    return !*stop;
}
