#include "http/create_limit.h"

#include "base/timestamp.h"
#include "db/codec.h"

enum { CREATE_LIMIT_ROW = 16 };

struct create_limit_taking {
    uint32_t key;
    int64_t per_minute, count, now, wait;
};

/* A row is the tokens left, in millionths, and when that was so. */
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
    const int64_t whole = taking->per_minute * 1000000;
    int64_t left = whole;
    if (fault == FAULT_NONE) {
        struct decoder u = decoder_over(row, length);
        left = decode_timestamp(&u);
        int64_t passed = taking->now - decode_timestamp(&u);
        passed = passed < 0 ? 0 : passed > 60 * TIMESTAMP_SECOND ? 60 * TIMESTAMP_SECOND : passed;
        left += passed * taking->per_minute / 60;
        left = left > whole ? whole : left;
    }
    int64_t needed = taking->count * 1000000;
    if (needed > whole)
        needed = whole;
    if (left < needed) {
        const int64_t micros = ((needed - left) * 60 + taking->per_minute - 1) / taking->per_minute;
        taking->wait = (micros + TIMESTAMP_SECOND - 1) / TIMESTAMP_SECOND;
        return FAULT_REFUSED;
    }
    encode_timestamp(&p, left - needed);
    encode_timestamp(&p, taking->now);
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
    return fault;
}

bool
create_limit_is_expired(const struct cursor *cursor, void *arg, bool *stop)
{
    (void)stop;
    struct decoder u = decoder_over(cursor->row, cursor->row_length);
    decode_timestamp(&u);
    return decode_timestamp(&u) + 3600 * TIMESTAMP_SECOND < *(const int64_t *)arg;
}
