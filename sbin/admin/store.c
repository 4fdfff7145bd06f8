/*
 * store.c: the store as a command of curt opens it.
 * SPDX-License-Identifier: ISC
 */
#include "store.h"

#include "base/program.h"
#include "link/code_case.h"

static struct env *
store_enter(const struct config *config)
{
    struct env *env = env_open_or_die(config, TABLE_ALL, 0);
    code_case_begin(env, config, false);
    return env;
}

struct env *
store_open(struct config *config)
{
    config_load_or_die(config);
    program_hold_signals();
    return store_enter(config);
}

struct env *
store_rest(struct env *env, const struct config *config, useconds_t microseconds)
{
    env_close(env);
    usleep(microseconds);
    return store_enter(config);
}

void
store_close(struct env *env)
{
    env_close(env);
    program_release_signals();
}
