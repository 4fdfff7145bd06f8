/*
 * owner.c: the key that what is made here belongs to.
 * SPDX-License-Identifier: ISC
 */
#include "owner.h"

#include "base/log.h"
#include "base/timestamp.h"
#include "http/api_key.h"

static void
owner_take(const struct api_key *key, void *arg)
{
    uint32_t *owner = arg;
    if (*owner == 0 && key->role == ROLE_ADMIN && api_key_is_good(key, timestamp_now()))
        *owner = key->id;
}

enum fault
owner_find(struct env *env, uint32_t *out)
{
    *out = 0;
    enum fault fault = api_key_visit(env, owner_take, out);
    if (fault != FAULT_NONE || *out != 0)
        return fault;
    log_error(
        "there is no administrator's key for it to belong to; make one with `curt key add me --role admin`");
    return FAULT_REFUSED;
}

struct owner_wanted {
    uint32_t id;
    bool good;
};

static void
owner_look(const struct api_key *key, void *arg)
{
    struct owner_wanted *wanted = arg;
    wanted->good = wanted->good || (key->id == wanted->id && api_key_is_good(key, timestamp_now()));
}

enum fault
owner_check(struct env *env, uint32_t id)
{
    struct owner_wanted wanted = {.id = id};
    const enum fault fault = api_key_visit(env, owner_look, &wanted);
    if (fault != FAULT_NONE || wanted.good)
        return fault;
    log_error("there is no good key with the number %u; `curt key list` shows them", (unsigned)id);
    return FAULT_REFUSED;
}
