/*
 * click_stats.c: reads the click statistics.
 *
 * SPDX-License-Identifier: ISC
 */
#include "stats/click_stats.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "stats/click_stats_row.h"

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
    uint8_t space[CLICK_STATS_KEY_MAX], row[CLICK_STATS_TOTALS_BYTES];
    size_t length;
    struct encoder p = encoder_over(space, sizeof space);
    enum fault fault = row_get_head(
        txn, TABLE_CLICK_STATS, click_stats_summary_key(&p, scope), row, sizeof row, &length);
    *out = (struct click_stats_totals){0};
    if (fault == FAULT_NONE)
        click_stats_decode_totals(row, length, out);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

enum fault
click_stats_summary(struct txn *txn, const struct click_stats_scope *scope, struct click_stats_totals *out,
    void (*visit)(enum click_stats_dimension, const char *value, uint64_t count, void *arg), void *arg)
{
    uint8_t space[CLICK_STATS_KEY_MAX];
    struct encoder p = encoder_over(space, sizeof space);
    struct click_stats_summary summary = {.size = CLICK_STATS_SUMMARY_BYTES(CLICK_STATS_VALUES_MAX)};
    summary.bytes = xmalloc(summary.size);
    enum fault fault = click_stats_get_summary(txn, click_stats_summary_key(&p, scope), &summary);
    *out = summary.totals;
    struct decoder u = decoder_over(
        summary.bytes, fault == FAULT_NONE ? summary.length : CLICK_STATS_TOTALS_BYTES);
    decode_bytes(&u, CLICK_STATS_TOTALS_BYTES);
    while (u.at < u.end && !u.bad) {
        char value[CLICK_STATS_VALUE_MAX + 1];
        const uint8_t dimension = decode_u8(&u);
        decode_text(&u, value, sizeof value);
        const uint64_t count = decode_u64(&u);
        if (!u.bad && dimension < CLICK_STATS_DIMENSIONS)
            visit(dimension, value, count, arg);
    }
    free(summary.bytes);
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

enum fault
click_stats_hours(struct txn *txn, const struct click_stats_scope *scope, uint32_t first, uint32_t last,
    void (*visit)(uint32_t hour, const struct click_stats_hour *, void *arg), void *arg)
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
        if (hour > last)
            break;
        click_stats_decode_hour(row, cursor.row_length, &counts);
        visit(hour, &counts, arg);
    }
    cursor_close(&cursor);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

size_t
click_stats_link_from(const uint8_t id[static 8], uint8_t out[static ROW_KEY_MAX])
{
    out[0] = CLICK_STATS_LINK;
    memcpy(out + 1, id, 8);
    return 9;
}

bool
click_stats_is_of_link(const struct cursor *cursor, void *arg, bool *stop)
{
    *stop = cursor->key_length < 9 || cursor->key[0] != CLICK_STATS_LINK ||
            memcmp(cursor->key + 1, arg, 8) != 0;
    return !*stop;
}
