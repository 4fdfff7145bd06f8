/*
 * promotion.c: a row of TABLE_HOST whose key is no host's name.
 *
 * SPDX-License-Identifier: ISC
 */
#include "db/promotion.h"

#include <string.h>

#include "db/codec.h"
#include "db/row.h"

enum { PROMOTION_ROW = 64 };

static const struct row_key promotion_key = {"/promotion", sizeof "/promotion" - 1};

enum fault
promotion_get(struct txn *txn, struct promotion *out)
{
    uint8_t row[PROMOTION_ROW];
    size_t length;
    const enum fault fault = row_get(txn, TABLE_HOST, promotion_key, row, sizeof row, &length);
    if (fault != FAULT_NONE)
        return fault;
    struct decoder u = decoder_over(row, length);
    out->asked = decode_timestamp(&u);
    out->ready = decode_u8(&u) != 0;
    decode_text(&u, out->name, sizeof out->name);
    return u.bad ? FAULT_SYSTEM : FAULT_NONE;
}

enum fault
promotion_put(struct txn *txn, const struct promotion *promotion)
{
    uint8_t row[PROMOTION_ROW];
    struct encoder p = encoder_over(row, sizeof row);
    encode_timestamp(&p, promotion->asked);
    encode_u8(&p, promotion->ready);
    encode_text(&p, promotion->name);
    return row_put(txn, TABLE_HOST, promotion_key, row, p.length);
}

static enum fault
promotion_remove_row(struct txn *txn, void *arg)
{
    (void)arg;
    const enum fault fault = row_remove(txn, TABLE_HOST, promotion_key);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

enum fault
promotion_remove(struct env *env)
{
    return env_txn(env, ENV_WRITE, promotion_remove_row, NULL);
}

enum fault
promotion_set_ready(struct txn *txn, const char *name)
{
    struct promotion promotion;
    const enum fault fault = promotion_get(txn, &promotion);
    if (fault != FAULT_NONE)
        return fault;
    if (strcmp(promotion.name, name) != 0)
        return FAULT_MISSING;
    promotion.ready = true;
    return promotion_put(txn, &promotion);
}
