/*
 * create_limit.c: a token bucket per key.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/create_limit.h"

#include "base/rate_limiter.h"
#include "base/timestamp.h"
#include "db/codec.h"

enum { CREATE_LIMIT_ROW = 16 };

struct create_limit_taking {
    uint32_t key;
    int64_t per_minute, count, now, wait;
    bool refused;
};

/* A row is the tokens left, in millionths, and when that was so: rate_limiter.h has the same. It fills from
 * then on, so that one with a time to come would never fill until then. */
static enum fault
create_limit_take_body(struct txn *txn, void *arg)
{
    struct create_limit_taking *taking = arg;
    uint8_t space[4], row[CREATE_LIMIT_ROW];
    size_t length;
    struct encoder k = encoder_over(space, sizeof space), p = encoder_over(row, sizeof row);
    encode_u32(&k, taking->key);
    enum fault fault = row_get_for_update(txn, TABLE_CREATE_LIMIT, encoder_key(&k), row, sizeof row, &length);
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
    return row_put(txn, TABLE_CREATE_LIMIT, encoder_key(&k), row, p.length);
}

enum fault
create_limit_take(
    struct env *env, uint32_t key, int64_t per_minute, int64_t count, int64_t now, int64_t *wait)
{
    struct create_limit_taking taking = {.key = key, .per_minute = per_minute, .count = count, .now = now};
    if (per_minute == 0)
        return FAULT_NONE;
    enum fault fault = env_txn(env, ENV_WRITE, create_limit_take_body, &taking);
    *wait = taking.wait;
    return fault == FAULT_NONE && taking.refused ? FAULT_REFUSED : fault;
}

bool
create_limit_is_expired(const struct cursor *cursor, void *arg, bool *stop)
{
    (void)stop;
    struct decoder u = decoder_over(cursor->row, cursor->row_length);
    decode_timestamp(&u);
    return decode_timestamp(&u) + 3600 * TIMESTAMP_SECOND < *(const int64_t *)arg;
}
