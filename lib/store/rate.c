#include "store/rate.h"

#include "base/clock.h"
#include "store/pack.h"

enum { RATE_ROW = 16 };

struct rate_taking {
    uint32_t key;
    int64_t per_minute, count, now, wait;
};

/* A row is the tokens left, in millionths, and when that was so. */
static enum fault
rate_take_body(struct txn *txn, void *arg)
{
    struct rate_taking *taking = arg;
    uint8_t space[4], row[RATE_ROW];
    size_t length;
    struct pack k = pack_over(space, sizeof space), p = pack_over(row, sizeof row);
    pack_u32(&k, taking->key);
    enum fault fault = row_get_to_change(txn, TABLE_RATE, pack_key(&k), row, sizeof row, &length);
    if (fault != FAULT_NONE && fault != FAULT_MISSING)
        return fault;
    const int64_t whole = taking->per_minute * 1000000;
    int64_t left = whole;
    if (fault == FAULT_NONE) {
        struct unpack u = unpack_over(row, length);
        left = unpack_moment(&u);
        int64_t passed = taking->now - unpack_moment(&u);
        passed = passed < 0 ? 0 : passed > 60 * CLOCK_SECOND ? 60 * CLOCK_SECOND : passed;
        left += passed * taking->per_minute / 60;
        left = left > whole ? whole : left;
    }
    int64_t needed = taking->count * 1000000;
    if (needed > whole)
        needed = whole;
    if (left < needed) {
        const int64_t micros = ((needed - left) * 60 + taking->per_minute - 1) / taking->per_minute;
        taking->wait = (micros + CLOCK_SECOND - 1) / CLOCK_SECOND;
        return FAULT_REFUSED;
    }
    pack_moment(&p, left - needed);
    pack_moment(&p, taking->now);
    return row_put(txn, TABLE_RATE, pack_key(&k), row, p.length);
}

enum fault
rate_take(struct env *env, uint32_t key, int64_t per_minute, int64_t count, int64_t now, int64_t *wait)
{
    struct rate_taking taking = {.key = key, .per_minute = per_minute, .count = count, .now = now};
    if (per_minute == 0)
        return FAULT_NONE;
    enum fault fault = env_txn(env, ENV_WRITE, rate_take_body, &taking);
    *wait = taking.wait;
    return fault;
}

bool
rate_over(const struct walk *walk, void *arg, bool *stop)
{
    (void)stop;
    struct unpack u = unpack_over(walk->row, walk->row_length);
    unpack_moment(&u);
    return unpack_moment(&u) + 3600 * CLOCK_SECOND < *(const int64_t *)arg;
}
