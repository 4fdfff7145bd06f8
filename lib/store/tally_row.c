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

enum fault
tally_get_totals(struct txn *txn, struct row_key key, struct tally_totals *out)
{
    uint8_t row[TALLY_TOTALS_BYTES];
    size_t length;
    enum fault fault = row_get(txn, TABLE_TALLY, key, row, sizeof row, &length);
    *out = (struct tally_totals){0};
    if (fault != FAULT_NONE)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    struct unpack u = unpack_over(row, length);
    for (int i = 0; i < TALLY_CLASSES; i++)
        out->opens[i] = unpack_u64(&u);
    out->visitors = unpack_u64(&u);
    out->first = unpack_moment(&u);
    out->last = unpack_moment(&u);
    for (int i = 0; i < TALLY_DIMENSIONS; i++)
        out->values[i] = unpack_u32(&u);
    return u.bad ? FAULT_SYSTEM : FAULT_NONE;
}

enum fault
tally_put_totals(struct txn *txn, struct row_key key, const struct tally_totals *totals)
{
    uint8_t row[TALLY_TOTALS_BYTES];
    struct pack p = pack_over(row, sizeof row);
    for (int i = 0; i < TALLY_CLASSES; i++)
        pack_u64(&p, totals->opens[i]);
    pack_u64(&p, totals->visitors);
    pack_moment(&p, totals->first);
    pack_moment(&p, totals->last);
    for (int i = 0; i < TALLY_DIMENSIONS; i++)
        pack_u32(&p, totals->values[i]);
    return row_put(txn, TABLE_TALLY, key, row, p.length);
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

enum fault
tally_add_count(struct txn *txn, struct row_key key, uint64_t count)
{
    uint8_t row[8];
    size_t length;
    enum fault fault = row_get(txn, TABLE_TALLY, key, row, sizeof row, &length);
    if (fault != FAULT_NONE && fault != FAULT_MISSING)
        return fault;
    struct unpack u = unpack_over(row, length);
    struct pack p = pack_over(row, sizeof row);
    pack_u64(&p, count + (fault == FAULT_NONE ? unpack_u64(&u) : 0));
    return row_put(txn, TABLE_TALLY, key, row, p.length);
}
