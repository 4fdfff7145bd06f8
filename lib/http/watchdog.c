/*
 * watchdog.c: a thread that looks once a second whether the same request is still being worked at.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/watchdog.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/log.h"
#include "base/program.h"

enum { WATCHDOG_INTERVAL = 1 /* seconds between two looks */ };

static atomic_int watchdog_requests; /* counts up with each */
static atomic_bool watchdog_busy;

void
watchdog_set_busy(bool busy)
{
    const int requests = atomic_load_explicit(&watchdog_requests, memory_order_relaxed);
    if (busy)
        atomic_store_explicit(&watchdog_requests, requests % 1000000 + 1, memory_order_relaxed);
    atomic_store_explicit(&watchdog_busy, busy, memory_order_relaxed);
}

/*
 * A thread that looks once a second costs a request nothing; arming an alarm for each would cost it two
 * system calls, and a clock that sends signals interrupts libfcgi's poll, which then drops the connection.
 * Death by signal leaves the store as after any crash: the next one to open it recovers.
 */
static void *
watchdog_run(void *arg)
{
    const int patience = *(const int *)arg; /* looks at the same request before it is too much */
    int seen = 0, looks = 0;
    while (looks <= patience) {
        sleep(WATCHDOG_INTERVAL);
        const int now = atomic_load_explicit(&watchdog_requests, memory_order_relaxed);
        const bool busy = atomic_load_explicit(&watchdog_busy, memory_order_relaxed);
        looks = busy && seen == now ? looks + 1 : 0;
        seen = now;
    }
    log_error("a request took longer than [web] watchdog allows; exiting");
    kill(getpid(), SIGKILL);
    return NULL;
}

void
watchdog_start(int seconds)
{
    static int patience;
    pthread_t thread;
    patience = seconds / WATCHDOG_INTERVAL;
    if (program_start_thread(&thread, watchdog_run, &patience) != 0)
        log_fatal("cannot start the watchdog thread");
}
