/*
 * store.c: the store as a command of curt opens it.
 * SPDX-License-Identifier: ISC
 */
#include "store.h"

#include "base/program.h"

struct env *
store_open(struct config *config)
{
    config_load_or_die(config);
    program_hold_signals();
    return env_open_or_die(config, TABLE_ALL, 0);
}

void
store_close(struct env *env)
{
    env_close(env);
    program_release_signals();
}
