/*
 * conversion_stats.c: a row a scope and currency.
 *
 * SPDX-License-Identifier: ISC
 */
#include "stats/conversion_stats.h"

#include <string.h>

#include "db/codec.h"
#include "db/row.h"

enum {
    CONVERSION_STATS_TABLE = 'V', /* the first byte of its keys in TABLE_CLICK_STATS */
    CONVERSION_STATS_KEY_MAX = 1 + 4 + 8 + 2 + LABEL_MAX + CONVERSION_CURRENCY_SIZE,
    CONVERSION_STATS_ROW = 24,
};

static void
conversion_stats_pack(struct encoder *p, const struct conversion_stats_scope *scope)
{
    encode_u8(p, CONVERSION_STATS_TABLE);
    encode_u32(p, scope->owner);
    encode_u64(p, scope->link);
    encode_text(p, scope->campaign);
}

static void
conversion_stats_decode(const uint8_t *row, size_t length, struct conversion_stats_value *out)
{
    struct decoder u = decoder_over(row, length);
    out->count = decode_u64(&u);
    out->amount.units = decode_u64(&u);
    out->amount.rest = (int64_t)decode_u64(&u);
}

static enum fault
conversion_stats_count(
    struct txn *txn, const struct conversion_stats_scope *scope, const struct conversion *c)
{
    uint8_t space[CONVERSION_STATS_KEY_MAX], row[CONVERSION_STATS_ROW];
    struct encoder key = encoder_over(space, sizeof space), p = encoder_over(row, sizeof row);
    struct conversion_stats_value value = {.count = 0};
    size_t length;
    conversion_stats_pack(&key, scope);
    encode_bytes(&key, c->currency, strlen(c->currency));
    enum fault fault = row_get(txn, TABLE_CLICK_STATS, encoder_key(&key), row, sizeof row, &length);
    if (fault == FAULT_NONE)
        conversion_stats_decode(row, length, &value);
    if (fault != FAULT_NONE && fault != FAULT_MISSING)
        return fault;
    money_sum_add(&value.amount, c->value);
    encode_u64(&p, value.count + 1);
    encode_u64(&p, value.amount.units);
    encode_u64(&p, (uint64_t)value.amount.rest);
    return row_put(txn, TABLE_CLICK_STATS, encoder_key(&key), row, p.length);
}

enum fault
conversion_stats_add(struct txn *txn, const struct conversion *c)
{
    const struct conversion_stats_scope scopes[] = {
        {0, 0, ""},
        {c->owner, 0, ""},
        {0, 0, c->labels.campaign},
        {c->owner, 0, c->labels.campaign},
        {0, c->link, ""},
    };
    enum fault fault = FAULT_NONE;
    for (size_t i = 0; i < sizeof scopes / sizeof *scopes && fault == FAULT_NONE; i++) {
        const bool wanted = i < 2 || (i < 4 ? c->labels.campaign[0] != '\0' : c->link != 0);
        if (wanted)
            fault = conversion_stats_count(txn, &scopes[i], c);
    }
    return fault;
}

static void
conversion_stats_take(
    const struct cursor *cursor, size_t prefix, const uint8_t *row, struct conversion_stats *out)
{
    struct conversion_stats_value value;
    const size_t length = cursor->key_length - prefix;
    conversion_stats_decode(row, cursor->row_length, &value);
    out->count += value.count;
    out->without += length == 0 ? value.count : 0;
    if (length == 0 || length >= CONVERSION_CURRENCY_SIZE || out->currencies == CONVERSION_STATS_CURRENCIES)
        return;
    memcpy(value.currency, cursor->key + prefix, length);
    value.currency[length] = '\0';
    out->values[out->currencies++] = value;
}

enum fault
conversion_stats_get(
    struct txn *txn, const struct conversion_stats_scope *scope, struct conversion_stats *out)
{
    uint8_t space[CONVERSION_STATS_KEY_MAX], row[CONVERSION_STATS_ROW];
    struct encoder prefix = encoder_over(space, sizeof space);
    struct cursor cursor;
    memset(out, 0, sizeof *out);
    conversion_stats_pack(&prefix, scope);
    enum fault fault = cursor_open(&cursor, txn, TABLE_CLICK_STATS, encoder_key(&prefix), row, sizeof row);
    while (fault == FAULT_NONE && (fault = cursor_next(&cursor)) == FAULT_NONE) {
        if (cursor.key_length < prefix.length || memcmp(cursor.key, prefix.bytes, prefix.length) != 0)
            break;
        conversion_stats_take(&cursor, prefix.length, row, out);
    }
    cursor_close(&cursor);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

enum fault
conversion_stats_remove_link(struct txn *txn, uint64_t link)
{
    uint8_t space[CONVERSION_STATS_KEY_MAX];
    struct encoder prefix = encoder_over(space, sizeof space);
    conversion_stats_pack(&prefix, &(struct conversion_stats_scope){.link = link, .campaign = ""});
    return row_remove_prefix(txn, TABLE_CLICK_STATS, encoder_key(&prefix));
}
