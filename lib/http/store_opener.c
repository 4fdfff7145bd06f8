/*
 * store_opener.c: the thread that opens the store.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/store_opener.h"

#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/program.h"

enum { STORE_OPENER_REST = 2 /* seconds after a failure: the program is started again, and tries again */ };

struct store_opener {
    const struct config *config;
    table_set tables, readonly;
    struct env *env;
    enum fault fault;
    int ended;
    pthread_t thread;
};

static void *
store_opener_run(void *arg)
{
    struct store_opener *opener = arg;
    opener->fault = env_open(&opener->env, opener->config, opener->tables, opener->readonly);
    if (opener->fault != FAULT_NONE)
        sleep(STORE_OPENER_REST);
    eventfd_write(opener->ended, 1);
    return NULL;
}

struct store_opener *
store_opener_start(const struct config *config, table_set tables, table_set readonly)
{
    struct store_opener *opener = xcalloc(1, sizeof *opener);
    *opener = (struct store_opener){
        .config = config, .tables = tables, .readonly = readonly, .ended = eventfd(0, EFD_CLOEXEC)};
    if (opener->ended < 0 || program_start_thread(&opener->thread, store_opener_run, opener) != 0)
        log_fatal("cannot start the thread that opens the store");
    return opener;
}

bool
store_opener_wait(struct store_opener *opener, int milliseconds)
{
    struct pollfd ended = {.fd = opener->ended, .events = POLLIN};
    return poll(&ended, 1, milliseconds) > 0;
}

int
store_opener_descriptor(const struct store_opener *opener)
{
    return opener->ended;
}

struct env *
store_opener_finish(struct store_opener *opener)
{
    pthread_join(opener->thread, NULL);
    struct env *env = opener->env;
    if (opener->fault != FAULT_NONE)
        log_fatal("cannot run without the store");
    close(opener->ended);
    free(opener);
    return env;
}
