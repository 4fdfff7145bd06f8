/*
 * click_stats_summary.c: the row of a scope that changes with every click.
 *
 * SPDX-License-Identifier: ISC
 */
#include "stats/click_stats_summary.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "db/varint.h"

enum {
    SUMMARY_HEAD_MAX = 256, /* event, totals and hour: 30 numbers and 2 times */
    SUMMARY_ROW_MAX = SUMMARY_HEAD_MAX + 32 + SUMMARY_OPENS * (1 + SUMMARY_OPEN_MAX) +
                      SUMMARY_VALUES_MAX * (10 + 2 + CLICK_STATS_VALUE_MAX),
    SUMMARY_LINK = 1, /* the row has a link's part; */
    SUMMARY_OF_MESSAGE = 2,
};

struct click_stats_summary *
click_stats_summary_create(void)
{
    struct click_stats_summary *summary = xcalloc(1, sizeof *summary);
    summary->values = xmalloc(SUMMARY_VALUES_MAX * sizeof *summary->values);
    summary->row = xmalloc(SUMMARY_ROW_MAX);
    summary->space = xmalloc(SUMMARY_ROW_MAX);
    return summary;
}

void
click_stats_summary_free(struct click_stats_summary *summary)
{
    free(summary->values);
    free(summary->row);
    free(summary->space);
    free(summary);
}

static void
summary_decode_hour(struct decoder *u, struct click_stats_summary *out)
{
    memset(&out->now, 0, sizeof out->now);
    out->hour = (uint32_t)decode_varint(u);
    if (out->hour == 0)
        return;
    for (int q = 0; q < CLICK_STATS_QUARTERS; q++) {
        for (int i = 0; i < CLICK_CLASSES; i++)
            out->now.opens[q][i] = (uint32_t)decode_varint(u);
        out->now.visitors[q] = (uint32_t)decode_varint(u);
    }
}

static void
summary_encode_hour(struct encoder *p, const struct click_stats_summary *summary)
{
    encode_varint(p, summary->hour);
    if (summary->hour == 0)
        return;
    for (int q = 0; q < CLICK_STATS_QUARTERS; q++) {
        for (int i = 0; i < CLICK_CLASSES; i++)
            encode_varint(p, summary->now.opens[q][i]);
        encode_varint(p, summary->now.visitors[q]);
    }
}

static void
summary_decode_head(struct decoder *u, struct click_stats_summary *out)
{
    struct click_stats_totals *totals = &out->totals;
    u->bad = decode_u8(u) != SUMMARY_FORMAT || u->bad;
    out->event = decode_u64(u);
    for (int i = 0; i < CLICK_CLASSES; i++)
        totals->opens[i] = decode_varint(u);
    totals->visitors = decode_varint(u);
    totals->first = decode_near(u, 0);
    totals->last = decode_near(u, totals->first);
    const uint8_t dimensions = decode_u8(u);
    u->bad = u->bad || dimensions > CLICK_STATS_DIMENSIONS;
    for (int d = 0; d < CLICK_STATS_DIMENSIONS; d++)
        totals->values[d] = d < dimensions ? (uint32_t)decode_varint(u) : 0;
    summary_decode_hour(u, out);
}

static void
summary_encode_head(struct encoder *p, const struct click_stats_summary *summary)
{
    const struct click_stats_totals *totals = &summary->totals;
    encode_u8(p, SUMMARY_FORMAT);
    encode_u64(p, summary->event);
    for (int i = 0; i < CLICK_CLASSES; i++)
        encode_varint(p, totals->opens[i]);
    encode_varint(p, totals->visitors);
    encode_near(p, totals->first, 0);
    encode_near(p, totals->last, totals->first);
    encode_u8(p, CLICK_STATS_DIMENSIONS);
    for (int d = 0; d < CLICK_STATS_DIMENSIONS; d++)
        encode_varint(p, totals->values[d]);
    summary_encode_hour(p, summary);
}

static void
summary_decode_link(struct decoder *u, struct click_stats_summary *out)
{
    const uint8_t flags = decode_u8(u);
    out->of_message = (flags & SUMMARY_OF_MESSAGE) != 0;
    out->owner = 0;
    out->ranked = out->open_count = out->open_first = 0;
    if ((flags & SUMMARY_LINK) == 0)
        return;
    out->owner = (uint32_t)decode_varint(u);
    out->ranked = decode_varint(u);
    out->open_count = decode_u8(u);
    out->open_first = decode_u8(u);
    u->bad = u->bad || out->open_count > SUMMARY_OPENS || out->open_first >= SUMMARY_OPENS;
}

static void
summary_decode_opens(struct decoder *u, struct click_stats_summary *out)
{
    for (uint32_t i = 0; i < out->open_count && !u->bad; i++) {
        out->opens[i].length = decode_u8(u);
        out->opens[i].bytes = decode_bytes(u, out->opens[i].length);
    }
}

static void
summary_encode_link(struct encoder *p, const struct click_stats_summary *summary)
{
    encode_u8(p,
        (uint8_t)((summary->event != 0 ? SUMMARY_LINK : 0) | (summary->of_message ? SUMMARY_OF_MESSAGE : 0)));
    if (summary->event == 0)
        return;
    encode_varint(p, summary->owner);
    encode_varint(p, summary->ranked);
    encode_u8(p, (uint8_t)summary->open_count);
    encode_u8(p, (uint8_t)summary->open_first);
}

static void
summary_encode_opens(struct encoder *p, const struct click_stats_summary *summary)
{
    for (uint32_t i = 0; i < summary->open_count; i++) {
        encode_u8(p, summary->opens[i].length);
        encode_bytes(p, summary->opens[i].bytes, summary->opens[i].length);
    }
}

static void
summary_decode_counts(struct decoder *u, struct click_stats_summary *out)
{
    const uint64_t count = decode_varint(u);
    u->bad = u->bad || count > SUMMARY_VALUES_MAX;
    out->value_count = u->bad ? 0 : (uint32_t)count;
    for (uint32_t i = 0; i < out->value_count; i++)
        out->values[i].count = decode_varint(u);
}

static void
summary_encode_counts(struct encoder *p, const struct click_stats_summary *summary)
{
    encode_varint(p, summary->value_count);
    for (uint32_t i = 0; i < summary->value_count; i++)
        encode_varint(p, summary->values[i].count);
}

static void
summary_decode_texts(struct decoder *u, struct click_stats_summary *out)
{
    for (uint32_t i = 0; i < out->value_count && !u->bad; i++) {
        struct summary_value *value = &out->values[i];
        value->dimension = decode_u8(u);
        value->length = decode_u8(u);
        value->text = decode_bytes(u, value->length);
        u->bad = u->bad || value->dimension >= CLICK_STATS_DIMENSIONS ||
                 value->length > CLICK_STATS_VALUE_MAX;
    }
}

static void
summary_encode_texts(struct encoder *p, const struct click_stats_summary *summary)
{
    for (uint32_t i = 0; i < summary->value_count; i++) {
        encode_u8(p, summary->values[i].dimension);
        encode_u8(p, summary->values[i].length);
        encode_bytes(p, summary->values[i].text, summary->values[i].length);
    }
}

void
click_stats_summary_clear(struct click_stats_summary *summary)
{
    *summary = (struct click_stats_summary){
        .values = summary->values, .row = summary->row, .space = summary->space};
}

static enum fault
summary_decode(enum fault fault, size_t length, struct click_stats_summary *out)
{
    if (fault != FAULT_NONE) {
        click_stats_summary_clear(out);
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    }
    struct decoder u = decoder_over(out->row, length);
    summary_decode_head(&u, out);
    summary_decode_link(&u, out);
    summary_decode_counts(&u, out);
    summary_decode_opens(&u, out);
    summary_decode_texts(&u, out);
    return u.bad ? FAULT_SYSTEM : FAULT_NONE;
}

enum fault
click_stats_summary_get(struct txn *txn, struct row_key key, bool for_update, struct click_stats_summary *out)
{
    size_t length;
    const enum fault fault = for_update
                                 ? row_get_for_update(
                                       txn, TABLE_CLICK_STATS, key, out->row, SUMMARY_ROW_MAX, &length)
                                 : row_get(txn, TABLE_CLICK_STATS, key, out->row, SUMMARY_ROW_MAX, &length);
    return summary_decode(fault, length, out);
}

enum fault
click_stats_summary_edit(struct row_editor *rows, struct row_key key, struct click_stats_summary *out)
{
    size_t length;
    const enum fault fault = row_editor_get(rows, key, out->row, SUMMARY_ROW_MAX, &length);
    return summary_decode(fault, length, out);
}

enum fault
click_stats_summary_head(struct txn *txn, struct row_key key, struct click_stats_summary *out)
{
    uint8_t row[SUMMARY_HEAD_MAX];
    size_t length;
    enum fault fault = row_get_head(txn, TABLE_CLICK_STATS, key, row, sizeof row, &length);
    memset(out, 0, sizeof *out);
    if (fault != FAULT_NONE)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    struct decoder u = decoder_over(row, length);
    summary_decode_head(&u, out);
    return u.bad ? FAULT_SYSTEM : FAULT_NONE;
}

static size_t
summary_encode(const struct click_stats_summary *summary)
{
    struct encoder p = encoder_over(summary->space, SUMMARY_ROW_MAX);
    summary_encode_head(&p, summary);
    summary_encode_link(&p, summary);
    summary_encode_counts(&p, summary);
    summary_encode_opens(&p, summary);
    summary_encode_texts(&p, summary);
    return p.length;
}

enum fault
click_stats_summary_put(struct txn *txn, struct row_key key, struct click_stats_summary *summary)
{
    const size_t length = summary_encode(summary);
    return row_put(txn, TABLE_CLICK_STATS, key, summary->space, length);
}

enum fault
click_stats_summary_replace(struct row_editor *rows, struct row_key key, struct click_stats_summary *summary)
{
    const size_t length = summary_encode(summary);
    return row_editor_put(rows, key, summary->space, length);
}

uint32_t
click_stats_summary_find(const struct click_stats_summary *summary, const struct summary_value *wanted)
{
    for (uint32_t i = 0; i < summary->value_count; i++) {
        const struct summary_value *value = &summary->values[i];
        if (value->length == wanted->length && value->dimension == wanted->dimension &&
            (value->length == 0 || memcmp(value->text, wanted->text, value->length) == 0))
            return i;
    }
    return SUMMARY_NONE;
}

uint32_t
click_stats_summary_add(struct click_stats_summary *summary, const struct summary_value *value, uint32_t most)
{
    uint32_t at = click_stats_summary_find(summary, value);
    if (at == SUMMARY_NONE && value->length > 0 && summary->totals.values[value->dimension] >= most) {
        const struct summary_value other = {.text = "", .count = value->count, .dimension = value->dimension};
        click_stats_summary_add(summary, &other, most);
        return SUMMARY_NONE;
    }
    if (at == SUMMARY_NONE && summary->value_count == SUMMARY_VALUES_MAX)
        return SUMMARY_NONE;
    if (at == SUMMARY_NONE) {
        at = summary->value_count++;
        summary->values[at] = *value;
        summary->totals.values[value->dimension] += value->length > 0;
    } else {
        summary->values[at].count += value->count;
    }
    return at;
}

void
click_stats_summary_add_open(struct click_stats_summary *summary, struct summary_open open)
{
    if (summary->open_count < SUMMARY_OPENS)
        memmove(summary->opens + 1, summary->opens, summary->open_count++ * sizeof *summary->opens);
    else
        summary->open_first = (summary->open_first + SUMMARY_OPENS - 1) % SUMMARY_OPENS;
    summary->opens[summary->open_first] = open;
}

struct summary_open
click_stats_summary_open(const struct click_stats_summary *summary, uint32_t nth)
{
    return summary->opens[(summary->open_first + nth) % SUMMARY_OPENS];
}
