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

void
click_stats_hour_add(struct click_stats_hour *hour, const struct click_stats_hour *add)
{
    for (int q = 0; q < CLICK_STATS_QUARTERS; q++) {
        for (int i = 0; i < CLICK_CLASSES; i++)
            hour->opens[q][i] += add->opens[q][i];
        hour->visitors[q] += add->visitors[q];
    }
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
    click_stats_hour_add(&hour, add);
    for (int q = 0; q < CLICK_STATS_QUARTERS; q++) {
        for (int i = 0; i < CLICK_CLASSES; i++)
            encode_u32(&p, hour.opens[q][i]);
        encode_u32(&p, hour.visitors[q]);
    }
    return row_put(txn, TABLE_CLICK_STATS, key, row, p.length);
}
