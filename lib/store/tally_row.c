#include "store/tally_row.h"

void
tally_pack_scope(struct pack *p, const struct tally_scope *scope)
{
    pack_u8(p, (uint8_t)scope->kind);
    if (scope->kind == TALLY_LINK)
        pack_u64(p, scope->link);
    else
        pack_u32(p, scope->owner);
    if (scope->kind == TALLY_CAMPAIGN || scope->kind == TALLY_TAG)
        pack_text(p, scope->name);
}

void
tally_unpack_totals(const uint8_t *row, size_t length, struct tally_totals *out)
{
    struct unpack u = unpack_over(row, length);
    for (int i = 0; i < TALLY_CLASSES; i++)
        out->opens[i] = unpack_u64(&u);
    out->visitors = unpack_u64(&u);
    out->first = unpack_moment(&u);
    out->last = unpack_moment(&u);
    for (int i = 0; i < TALLY_DIMENSIONS; i++)
        out->values[i] = unpack_u32(&u);
}

enum fault
tally_get_summary(struct txn *txn, struct row_key key, struct tally_summary *out)
{
    enum fault fault = row_get(txn, TABLE_TALLY, key, out->bytes, out->size, &out->length);
    out->totals = (struct tally_totals){0};
    if (fault == FAULT_MISSING) {
        out->length = TALLY_TOTALS_BYTES;
        return FAULT_NONE;
    }
    if (fault == FAULT_NONE)
        tally_unpack_totals(out->bytes, out->length, &out->totals);
    return fault;
}

enum fault
tally_put_summary(struct txn *txn, struct row_key key, struct tally_summary *summary)
{
    const struct tally_totals *totals = &summary->totals;
    struct pack p = pack_over(summary->bytes, TALLY_TOTALS_BYTES);
    for (int i = 0; i < TALLY_CLASSES; i++)
        pack_u64(&p, totals->opens[i]);
    pack_u64(&p, totals->visitors);
    pack_moment(&p, totals->first);
    pack_moment(&p, totals->last);
    for (int i = 0; i < TALLY_DIMENSIONS; i++)
        pack_u32(&p, totals->values[i]);
    return row_put(txn, TABLE_TALLY, key, summary->bytes, summary->length);
}

/* Where the count of a value stands; NULL when the value is not kept. */
static uint8_t *
tally_find_value(
    struct tally_summary *summary, enum tally_dimension dimension, const void *text, size_t length)
{
    struct unpack u = unpack_over(summary->bytes, summary->length);
    unpack_bytes(&u, TALLY_TOTALS_BYTES);
    while (u.at < u.end) {
        size_t n;
        const bool same_dimension = unpack_u8(&u) == dimension;
        const char *name = unpack_text_bytes(&u, &n);
        uint8_t *count = summary->bytes + (u.at - summary->bytes);
        unpack_u64(&u);
        if (same_dimension && n == length && (n == 0 || memcmp(name, text, n) == 0))
            return count;
    }
    return NULL;
}

void
tally_add_value(struct tally_summary *summary, enum tally_dimension dimension, const void *text,
    size_t length, uint64_t count, uint32_t most)
{
    uint8_t *at = tally_find_value(summary, dimension, text, length);
    if (at == NULL && length > 0 && summary->totals.values[dimension] >= most) {
        tally_add_value(summary, dimension, "", 0, count, most);
        return;
    }
    if (at == NULL) {
        struct pack p = pack_over(summary->bytes, summary->size);
        p.length = summary->length;
        pack_u8(&p, (uint8_t)dimension);
        pack_text_bytes(&p, text, length);
        pack_u64(&p, 0);
        if (p.full) /* [stats] values was made smaller while there were more: no room that we know of */
            return;
        summary->length = p.length;
        summary->totals.values[dimension] += length > 0;
        at = summary->bytes + p.length - 8;
    }
    struct unpack u = unpack_over(at, 8);
    struct pack p = pack_over(at, 8);
    pack_u64(&p, unpack_u64(&u) + count);
}

void
tally_unpack_hour(const uint8_t *row, size_t length, struct tally_hour *out)
{
    struct unpack u = unpack_over(row, length);
    for (int q = 0; q < TALLY_QUARTERS; q++) {
        for (int i = 0; i < TALLY_CLASSES; i++)
            out->opens[q][i] = unpack_u32(&u);
        out->visitors[q] = unpack_u32(&u);
    }
}

enum fault
tally_add_hour(struct txn *txn, struct row_key key, const struct tally_hour *add)
{
    uint8_t row[TALLY_HOUR_BYTES];
    size_t length;
    struct tally_hour hour = {0};
    enum fault fault = row_get(txn, TABLE_TALLY, key, row, sizeof row, &length);
    if (fault == FAULT_NONE)
        tally_unpack_hour(row, length, &hour);
    else if (fault != FAULT_MISSING)
        return fault;
    struct pack p = pack_over(row, sizeof row);
    for (int q = 0; q < TALLY_QUARTERS; q++) {
        for (int i = 0; i < TALLY_CLASSES; i++)
            pack_u32(&p, hour.opens[q][i] + add->opens[q][i]);
        pack_u32(&p, hour.visitors[q] + add->visitors[q]);
    }
    return row_put(txn, TABLE_TALLY, key, row, p.length);
}
