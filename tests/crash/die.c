/*
 * die: opens the store of the configuration and is killed in it.
 *
 *   die inside     in a transaction that has written a row
 *   die outside    between two transactions
 *   die stopped    stops in a transaction that has made a table grow, which keeps others from opening it
 *   die waiting    writes "open" to standard output, and waits outside to be killed
 *
 * SPDX-License-Identifier: ISC
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/program.h"
#include "db/env.h"
#include "db/row.h"

static enum fault
die_write(struct txn *txn, void *kills)
{
    const enum fault fault = row_put(txn, TABLE_CHECKPOINT, (struct row_key){"tests/crash/die", 15}, "", 0);
    if (kills != NULL)
        raise(SIGKILL);
    return fault;
}

/* As many rows as make the table take new pages: its first page is locked until the end of the transaction.
 */
static enum fault
die_grow(struct txn *txn, void *arg)
{
    char key[32];
    static const char value[1024];
    (void)arg;
    enum fault fault = FAULT_NONE;
    for (int i = 0; i < 64 && fault == FAULT_NONE; i++) {
        const int length = snprintf(key, sizeof key, "tests/crash/die%d", i);
        fault = row_put(txn, TABLE_CHECKPOINT, (struct row_key){key, (size_t)length}, value, sizeof value);
    }
    raise(SIGSTOP);
    return fault;
}

static enum fault
die_remove(struct txn *txn, void *arg)
{
    (void)arg;
    return row_remove(txn, TABLE_CHECKPOINT, (struct row_key){"tests/crash/die", 15});
}

int
main(int argc, char **argv)
{
    static struct config config;
    program_begin("die");
    config_load_or_die(&config);
    struct env *env = env_open_or_die(&config, TABLE_ALL, 0);
    const char *how = argc > 1 ? argv[1] : "";
    if (strcmp(how, "inside") == 0)
        env_txn(env, ENV_WRITE, die_write, env);
    if (strcmp(how, "stopped") == 0)
        env_txn(env, ENV_WRITE, die_grow, NULL);
    if (env_txn(env, ENV_WRITE, die_write, NULL) == FAULT_NONE)
        env_txn(env, ENV_WRITE, die_remove, NULL);
    if (strcmp(how, "outside") == 0)
        raise(SIGKILL);
    puts("open");
    fflush(stdout);
    for (;;)
        pause();
}
