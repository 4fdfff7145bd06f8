#include "store/consumer.h"

#include <string.h>

#include "store/pack.h"

enum { CONSUMER_ROW = 16 };

static enum fault
consumer_unpack(enum fault fault, const uint8_t *row, size_t length, struct consumer *out)
{
    *out = (struct consumer){0};
    if (fault == FAULT_MISSING)
        return FAULT_NONE;
    if (fault != FAULT_NONE)
        return fault;
    struct unpack u = unpack_over(row, length);
    out->number = unpack_u64(&u);
    out->at = unpack_moment(&u);
    return u.bad ? FAULT_SYSTEM : FAULT_NONE;
}

enum fault
consumer_get(struct txn *txn, const char *name, struct consumer *out)
{
    uint8_t row[CONSUMER_ROW];
    size_t length;
    enum fault fault = row_get(
        txn, TABLE_CONSUMER, (struct row_key){name, strlen(name)}, row, sizeof row, &length);
    return consumer_unpack(fault, row, length, out);
}

enum fault
consumer_get_to_move(struct txn *txn, const char *name, struct consumer *out)
{
    uint8_t row[CONSUMER_ROW];
    size_t length;
    enum fault fault = row_get_to_change(
        txn, TABLE_CONSUMER, (struct row_key){name, strlen(name)}, row, sizeof row, &length);
    return consumer_unpack(fault, row, length, out);
}

enum fault
consumer_move(struct txn *txn, const char *name, const struct consumer *to)
{
    uint8_t row[CONSUMER_ROW];
    struct pack p = pack_over(row, sizeof row);
    pack_u64(&p, to->number);
    pack_moment(&p, to->at);
    return row_put(txn, TABLE_CONSUMER, (struct row_key){name, strlen(name)}, row, p.length);
}
