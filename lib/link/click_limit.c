/*
 * click_limit.c: a row a link that has a limit: how often it was opened.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link/click_limit.h"

#include "db/codec.h"

static enum fault
click_limit_read(struct txn *txn, const struct link *link, uint64_t *used, bool to_change)
{
    uint8_t id[8], row[8];
    size_t length;
    struct encoder p = encoder_over(id, sizeof id);
    encode_u64(&p, link->id);
    enum fault fault = (to_change ? row_get_for_update : row_get)(
        txn, TABLE_LINK_USE, encoder_key(&p), row, sizeof row, &length);
    struct decoder u = decoder_over(row, length);
    *used = fault == FAULT_NONE ? decode_u64(&u) : 0;
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

enum fault
click_limit_used(struct txn *txn, const struct link *link, uint64_t *used)
{
    return click_limit_read(txn, link, used, false);
}

enum fault
click_limit_take(struct txn *txn, const struct link *link)
{
    uint64_t used;
    enum fault fault = click_limit_read(txn, link, &used, true);
    if (fault != FAULT_NONE)
        return fault;
    if (used >= link->max_clicks)
        return FAULT_REFUSED;
    return click_limit_set(txn, link, used + 1);
}

enum fault
click_limit_set(struct txn *txn, const struct link *link, uint64_t used)
{
    uint8_t id[8], row[8];
    struct encoder key = encoder_over(id, sizeof id), value = encoder_over(row, sizeof row);
    encode_u64(&key, link->id);
    encode_u64(&value, used);
    return row_put(txn, TABLE_LINK_USE, encoder_key(&key), row, sizeof row);
}

enum fault
click_limit_remove(struct txn *txn, const struct link *link)
{
    uint8_t id[8];
    struct encoder key = encoder_over(id, sizeof id);
    encode_u64(&key, link->id);
    enum fault fault = row_remove(txn, TABLE_LINK_USE, encoder_key(&key));
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}
