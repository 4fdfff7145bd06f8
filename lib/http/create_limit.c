/*
 * create_limit.c: a token bucket per key.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/create_limit.h"

#include "base/timestamp.h"
#include "db/codec.h"
#include "http/bucket.h"

enum fault
create_limit_take(
    struct env *env, uint32_t key, int64_t per_minute, int64_t count, int64_t now, int64_t *wait)
{
    return bucket_take(env, TABLE_CREATE_LIMIT, key, per_minute, count, now, wait);
}

bool
create_limit_is_expired(const struct cursor *cursor, void *arg, bool *stop)
{
    (void)stop;
    struct decoder u = decoder_over(cursor->row, cursor->row_length);
    decode_timestamp(&u);
    return decode_timestamp(&u) + 3600 * TIMESTAMP_SECOND < *(const int64_t *)arg;
}
