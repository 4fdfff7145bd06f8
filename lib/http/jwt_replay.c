/*
 * jwt_replay.c: the rows of used token ids.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/jwt_replay.h"

#include "base/sha256.h"
#include "base/timestamp.h"
#include "db/codec.h"

enum { JWT_REPLAY_ID = 16, JWT_REPLAY_KEY = 4 + JWT_REPLAY_ID };

/* By the minute, so that the oldest are together; within it by digest, so that those who write at the same
 * time do not meet on one page. */
static uint32_t
jwt_replay_minute(int64_t timestamp)
{
    return (uint32_t)(timestamp / (60 * TIMESTAMP_SECOND));
}

enum fault
jwt_replay_add(struct txn *txn, int64_t signed_at, const char *token_id)
{
    uint8_t space[JWT_REPLAY_KEY], digest[SHA256_BYTES];
    struct encoder p = encoder_over(space, sizeof space);
    sha256_text(token_id, digest);
    encode_u32(&p, jwt_replay_minute(signed_at));
    encode_bytes(&p, digest, JWT_REPLAY_ID);
    return row_add(txn, TABLE_JWT_REPLAY, encoder_key(&p), "", 0);
}

bool
jwt_replay_is_expired(const struct cursor *cursor, void *arg, bool *stop)
{
    struct decoder u = decoder_over(cursor->key, cursor->key_length);
    *stop = decode_u32(&u) >= jwt_replay_minute(*(const int64_t *)arg);
    return !*stop;
}
