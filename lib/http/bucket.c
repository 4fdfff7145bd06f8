/*
 * bucket.c: token buckets as rows.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/bucket.h"

#include <stdbool.h>

#include "base/rate_limiter.h"
#include "base/timestamp.h"
#include "db/codec.h"
#include "db/row.h"

enum { BUCKET_ROW = 16 };

struct bucket_taking {
    enum table table;
    uint32_t bucket;
    int64_t per_minute, count, now, wait;
    bool refused;
};

/* A row is the tokens left, in millionths, and when that was so: rate_limiter.h has the same. It fills from
 * then on, so that one with a time to come would never fill until then. */
static enum fault
bucket_take_body(struct txn *txn, void *arg)
{
    struct bucket_taking *taking = arg;
    uint8_t space[4], row[BUCKET_ROW];
    size_t length;
    struct encoder k = encoder_over(space, sizeof space), p = encoder_over(row, sizeof row);
    encode_u32(&k, taking->bucket);
    enum fault fault = row_get_for_update(txn, taking->table, encoder_key(&k), row, sizeof row, &length);
    if (fault != FAULT_NONE && fault != FAULT_MISSING)
        return fault;
    struct rate_limiter bucket = {0};
    rate_limiter_set(&bucket, taking->per_minute, 60, taking->per_minute);
    if (fault == FAULT_NONE) {
        struct decoder u = decoder_over(row, length);
        bucket.tokens = decode_timestamp(&u);
        bucket.at = decode_timestamp(&u);
    }
    const bool is_back = taking->now < bucket.at; /* the clock was set back: the row must be told */
    const unsigned needed = (unsigned)(taking->count < taking->per_minute ? taking->count
                                                                          : taking->per_minute);
    taking->refused = rate_limiter_available(&bucket, taking->now, needed) < needed;
    if (taking->refused)
        taking->wait = (rate_limiter_wait(&bucket, needed) + TIMESTAMP_SECOND - 1) / TIMESTAMP_SECOND;
    else
        rate_limiter_take(&bucket, needed);
    if (taking->refused && !is_back)
        return FAULT_NONE;
    encode_timestamp(&p, bucket.tokens);
    encode_timestamp(&p, bucket.at);
    return row_put(txn, taking->table, encoder_key(&k), row, p.length);
}

enum fault
bucket_take(struct env *env, enum table table, uint32_t number, int64_t per_minute, int64_t count,
    int64_t now, int64_t *wait)
{
    struct bucket_taking taking = {
        .table = table, .bucket = number, .per_minute = per_minute, .count = count, .now = now};
    if (per_minute == 0)
        return FAULT_NONE;
    enum fault fault = env_txn(env, ENV_WRITE, bucket_take_body, &taking);
    *wait = taking.wait;
    return fault == FAULT_NONE && taking.refused ? FAULT_REFUSED : fault;
}
