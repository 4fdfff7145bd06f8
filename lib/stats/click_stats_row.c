/*
 * click_stats_row.c: the rows of click statistics as bytes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "stats/click_stats_row.h"

void
click_stats_encode_scope(struct encoder *p, const struct click_stats_scope *scope)
{
    encode_u8(p, (uint8_t)scope->kind);
    if (scope->kind == CLICK_STATS_LINK)
        encode_u64(p, scope->link);
    else
        encode_u32(p, scope->owner);
    if (scope->kind == CLICK_STATS_CAMPAIGN || scope->kind == CLICK_STATS_TAG)
        encode_text(p, scope->name);
}

enum { OLD_DIMENSIONS = 6 /* before rows said how many they have */ };

/* How many dimensions the totals of a row have. */
static size_t
click_stats_row_dimensions(const uint8_t *row, size_t length)
{
    const size_t dimensions = length > 0 && row[0] != 0 ? row[0] : OLD_DIMENSIONS;
    return dimensions < CLICK_STATS_DIMENSIONS ? dimensions : CLICK_STATS_DIMENSIONS;
}

void
click_stats_decode_totals(const uint8_t *row, size_t length, struct click_stats_totals *out)
{
    const size_t dimensions = click_stats_row_dimensions(row, length);
    struct decoder u = decoder_over(row, length);
    decode_u8(&u);
    out->opens[0] = decode_number(&u, 7);
    for (int i = 1; i < CLICK_CLASSES; i++)
        out->opens[i] = decode_u64(&u);
    out->visitors = decode_u64(&u);
    out->first = decode_timestamp(&u);
    out->last = decode_timestamp(&u);
    for (size_t i = 0; i < CLICK_STATS_DIMENSIONS; i++)
        out->values[i] = i < dimensions ? decode_u32(&u) : 0;
}

/* Makes room in the totals of a row that was written before there were as many dimensions. */
static void
click_stats_widen(struct click_stats_summary *summary)
{
    const size_t more = 4 * (CLICK_STATS_DIMENSIONS -
                                click_stats_row_dimensions(summary->bytes, summary->length)),
                 head = CLICK_STATS_TOTALS_BYTES - more;
    if (more == 0 || summary->length < head)
        return;
    memmove(summary->bytes + CLICK_STATS_TOTALS_BYTES, summary->bytes + head, summary->length - head);
    memset(summary->bytes + head, 0, more);
    summary->length += more;
    summary->bytes[0] = CLICK_STATS_DIMENSIONS;
}

enum fault
click_stats_get_summary(struct txn *txn, struct row_key key, struct click_stats_summary *out)
{
    const size_t widest = 4 * (CLICK_STATS_DIMENSIONS - OLD_DIMENSIONS); /* what widening may add */
    enum fault fault = row_get(txn, TABLE_CLICK_STATS, key, out->bytes, out->size - widest, &out->length);
    out->totals = (struct click_stats_totals){0};
    if (fault == FAULT_MISSING) {
        out->length = CLICK_STATS_TOTALS_BYTES;
        return FAULT_NONE;
    }
    if (fault == FAULT_NONE) {
        click_stats_widen(out);
        click_stats_decode_totals(out->bytes, out->length, &out->totals);
    }
    return fault;
}

enum fault
click_stats_put_summary(struct txn *txn, struct row_key key, struct click_stats_summary *summary)
{
    const struct click_stats_totals *totals = &summary->totals;
    struct encoder p = encoder_over(summary->bytes, CLICK_STATS_TOTALS_BYTES);
    encode_u8(&p, CLICK_STATS_DIMENSIONS);
    encode_number(&p, totals->opens[0], 7);
    for (int i = 1; i < CLICK_CLASSES; i++)
        encode_u64(&p, totals->opens[i]);
    encode_u64(&p, totals->visitors);
    encode_timestamp(&p, totals->first);
    encode_timestamp(&p, totals->last);
    for (int i = 0; i < CLICK_STATS_DIMENSIONS; i++)
        encode_u32(&p, totals->values[i]);
    return row_put(txn, TABLE_CLICK_STATS, key, summary->bytes, summary->length);
}

/* Where the count of a value stands; NULL when the value is not kept. */
static uint8_t *
click_stats_find_value(struct click_stats_summary *summary, enum click_stats_dimension dimension,
    const void *text, size_t length)
{
    /* Each is a byte, a text and a count (codec.h). There may be hundreds, and this is done for each value of
     * a batch: so without a decoder. */
    uint8_t *at = summary->bytes + CLICK_STATS_TOTALS_BYTES;
    const uint8_t *const end = summary->bytes + summary->length;
    while (end - at >= 1 + 2 + 8) {
        const size_t n = (size_t)at[1] << 8 | at[2];
        if (n > (size_t)(end - at) - (1 + 2 + 8))
            break;
        if (at[0] == dimension && n == length && (n == 0 || memcmp(at + 3, text, n) == 0))
            return at + 3 + n;
        at += 1 + 2 + n + 8;
    }
    return NULL;
}

void
click_stats_add_value(struct click_stats_summary *summary, enum click_stats_dimension dimension,
    const void *text, size_t length, uint64_t count, uint32_t most)
{
    uint8_t *at = click_stats_find_value(summary, dimension, text, length);
    if (at == NULL && length > 0 && summary->totals.values[dimension] >= most) {
        click_stats_add_value(summary, dimension, "", 0, count, most);
        return;
    }
    if (at == NULL) {
        struct encoder p = encoder_over(summary->bytes, summary->size);
        p.length = summary->length;
        encode_u8(&p, (uint8_t)dimension);
        encode_text_bytes(&p, text, length);
        encode_u64(&p, 0);
        if (p.full) /* [stats] values was made smaller while there were more: no room that we know of */
            return;
        summary->length = p.length;
        summary->totals.values[dimension] += length > 0;
        at = summary->bytes + p.length - 8;
    }
    struct decoder u = decoder_over(at, 8);
    struct encoder p = encoder_over(at, 8);
    encode_u64(&p, decode_u64(&u) + count);
}

void
click_stats_decode_hour(const uint8_t *row, size_t length, struct click_stats_hour *out)
{
    struct decoder u = decoder_over(row, length);
    for (int q = 0; q < CLICK_STATS_QUARTERS; q++) {
        for (int i = 0; i < CLICK_CLASSES; i++)
            out->opens[q][i] = decode_u32(&u);
        out->visitors[q] = decode_u32(&u);
    }
}

enum fault
click_stats_add_hour(struct txn *txn, struct row_key key, const struct click_stats_hour *add)
{
    uint8_t row[CLICK_STATS_HOUR_BYTES];
    size_t length;
    struct click_stats_hour hour = {0};
    enum fault fault = row_get(txn, TABLE_CLICK_STATS, key, row, sizeof row, &length);
    if (fault == FAULT_NONE)
        click_stats_decode_hour(row, length, &hour);
    else if (fault != FAULT_MISSING)
        return fault;
    struct encoder p = encoder_over(row, sizeof row);
    for (int q = 0; q < CLICK_STATS_QUARTERS; q++) {
        for (int i = 0; i < CLICK_CLASSES; i++)
            encode_u32(&p, hour.opens[q][i] + add->opens[q][i]);
        encode_u32(&p, hour.visitors[q] + add->visitors[q]);
    }
    return row_put(txn, TABLE_CLICK_STATS, key, row, p.length);
}
