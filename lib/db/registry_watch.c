/*
 * registry_watch.c: a thread that looks for deaths until it is told to end.
 *
 * SPDX-License-Identifier: ISC
 */
#include "db/registry_watch.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/program.h"

enum { REGISTRY_WATCH_LOOK = 50 /* milliseconds */ };

struct registry_watch {
    pthread_t thread;
    const struct registry *registry;
    bool holds_gate;
    int ended; /* an eventfd */
};

/* Has one died inside, with nobody about who sees to it? */
static bool
registry_watch_sees(const struct registry_watch *watch)
{
    return registry_is_damaged(watch->registry) &&
           (watch->holds_gate || registry_gate_is_free(watch->registry));
}

static void *
registry_watch_run(void *arg)
{
    const struct registry_watch *watch = arg;
    struct pollfd end = {.fd = watch->ended, .events = POLLIN};
    for (int seen = 0; poll(&end, 1, REGISTRY_WATCH_LOOK) == 0;) {
        seen = registry_watch_sees(watch) ? seen + REGISTRY_WATCH_LOOK : 0;
        if (seen < REGISTRY_WATCH_PATIENCE)
            continue;
        log_error("a process died in the store, and it was not recovered; exiting");
        kill(getpid(), SIGKILL);
    }
    return NULL;
}

struct registry_watch *
registry_watch_begin(const struct registry *registry, bool holds_gate)
{
    struct registry_watch *watch = xcalloc(1, sizeof *watch);
    watch->registry = registry;
    watch->holds_gate = holds_gate;
    watch->ended = eventfd(0, EFD_CLOEXEC);
    const int error = watch->ended < 0 ? errno
                                       : program_start_thread(&watch->thread, registry_watch_run, watch);
    if (error == 0)
        return watch;
    log_warn("cannot watch the store for deaths: %s", strerror(error));
    if (watch->ended >= 0)
        close(watch->ended);
    free(watch);
    return NULL;
}

void
registry_watch_end(struct registry_watch *watch)
{
    if (watch == NULL)
        return;
    eventfd_write(watch->ended, 1);
    pthread_join(watch->thread, NULL);
    close(watch->ended);
    free(watch);
}
