#include "store/salt.h"

#include "base/chance.h"
#include "base/clock.h"
#include "store/pack.h"

struct salt_asking {
    uint32_t day;
    uint8_t *out;
};

uint32_t
salt_day(int64_t moment)
{
    return (uint32_t)(moment / CLOCK_DAY);
}

static enum fault
salt_body(struct txn *txn, void *arg)
{
    struct salt_asking *asking = arg;
    uint8_t space[4];
    size_t length;
    struct pack k = pack_over(space, sizeof space);
    pack_u32(&k, asking->day);
    enum fault fault = row_get_to_change(txn, TABLE_SALT, pack_key(&k), asking->out, SALT_BYTES, &length);
    if (fault != FAULT_MISSING)
        return fault;
    chance_bytes(asking->out, SALT_BYTES);
    return row_add(txn, TABLE_SALT, pack_key(&k), asking->out, SALT_BYTES);
}

enum fault
salt_get(struct env *env, uint32_t day, uint8_t out[static SALT_BYTES])
{
    return env_txn(env, ENV_SYNC, salt_body, &(struct salt_asking){day, out});
}

bool
salt_over(const struct walk *walk, void *arg, bool *stop)
{
    struct unpack u = unpack_over(walk->key, walk->key_length);
    *stop = unpack_u32(&u) >= *(const uint32_t *)arg;
    return !*stop;
}
