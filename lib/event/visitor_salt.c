/*
 * visitor_salt.c: the rows of the days' salts.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/visitor_salt.h"

#include "base/random.h"
#include "base/timestamp.h"
#include "db/codec.h"

struct visitor_salt_asking {
    uint32_t day;
    uint8_t *out;
};

uint32_t
visitor_salt_day(int64_t timestamp)
{
    return (uint32_t)(timestamp / TIMESTAMP_DAY);
}

enum fault
visitor_salt_read(struct txn *txn, uint32_t day, uint8_t out[static VISITOR_SALT_BYTES])
{
    uint8_t space[4];
    size_t length;
    struct encoder k = encoder_over(space, sizeof space);
    encode_u32(&k, day);
    return row_get(txn, TABLE_VISITOR_SALT, encoder_key(&k), out, VISITOR_SALT_BYTES, &length);
}

static enum fault
visitor_salt_body(struct txn *txn, void *arg)
{
    struct visitor_salt_asking *asking = arg;
    uint8_t space[4];
    size_t length;
    struct encoder k = encoder_over(space, sizeof space);
    encode_u32(&k, asking->day);
    enum fault fault = row_get_for_update(
        txn, TABLE_VISITOR_SALT, encoder_key(&k), asking->out, VISITOR_SALT_BYTES, &length);
    if (fault != FAULT_MISSING)
        return fault;
    random_bytes(asking->out, VISITOR_SALT_BYTES);
    return row_add(txn, TABLE_VISITOR_SALT, encoder_key(&k), asking->out, VISITOR_SALT_BYTES);
}

enum fault
visitor_salt_get(struct env *env, uint32_t day, uint8_t out[static VISITOR_SALT_BYTES])
{
    return env_txn(env, ENV_SYNC, visitor_salt_body, &(struct visitor_salt_asking){day, out});
}

bool
visitor_salt_is_expired(const struct cursor *cursor, void *arg, bool *stop)
{
    struct decoder u = decoder_over(cursor->key, cursor->key_length);
    *stop = decode_u32(&u) >= *(const uint32_t *)arg;
    return !*stop;
}
