/*
 * checkpointer.c: checkpoints from time to time, in a thread; with a handle of its own, except in a cluster.
 *
 * SPDX-License-Identifier: ISC
 */
#include "db/checkpointer.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/monotonic.h"
#include "base/program.h"
#include "base/timestamp.h"
#include "db/env.h"
#include "db/internal.h"

enum { CHECKPOINTER_REST = 100000 /* microseconds between two looks at the log */ };

struct checkpointer {
    struct env env; /* the same environment, by another handle; its process is registered already */
    bool shared;    /* no: by the same handle */
    int64_t every;  /* microseconds */
    unsigned kbytes;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t ending;
    bool end; /* under the mutex */
    _Atomic int64_t begun;
};

/* Waits a little; false when it is to end. */
static bool
checkpointer_rest(struct checkpointer *c)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    const int64_t microseconds = until.tv_nsec / 1000 + CHECKPOINTER_REST;
    until.tv_sec += (time_t)(microseconds / TIMESTAMP_SECOND);
    until.tv_nsec = (long)(microseconds % TIMESTAMP_SECOND * 1000);
    pthread_mutex_lock(&c->mutex);
    for (int code = 0; !c->end && code != ETIMEDOUT;)
        code = pthread_cond_timedwait(&c->ending, &c->mutex, &until);
    const bool end = c->end;
    pthread_mutex_unlock(&c->mutex);
    return !end;
}

static void *
checkpointer_run(void *arg)
{
    struct checkpointer *c = arg;
    int64_t last = 0;
    do {
        const int64_t now = monotonic_now();
        const bool due = (last == 0 || now - last >= c->every) && env_has_space(&c->env);
        c->begun = now;
        const enum fault fault = due ? env_checkpoint_if_changed(&c->env) : env_bound_log(&c->env, c->kbytes);
        if (fault != FAULT_NONE && fault != FAULT_AGAIN) /* again: a host of a cluster changes its role */
            log_fatal("cannot make a checkpoint");
        if (due && fault == FAULT_NONE)
            last = now;
        c->begun = 0;
    } while (checkpointer_rest(c));
    return NULL;
}

/* In a cluster, replication runs in the first handle, and what another one logs would not reach the replicas.
 */
static void
checkpointer_open(struct checkpointer *c, struct env *env)
{
    c->shared = env->cluster != NULL;
    if (c->shared) {
        c->env.cluster = env->cluster;
        c->env.handle = env->handle;
        return;
    }
    presence_enter(c->env.inside);
    const int code = env_open_handle(&c->env, false);
    if (code != 0)
        log_fatal("cannot open the store for checkpoints: %s", db_strerror(code));
    presence_leave(c->env.inside);
}

static void
checkpointer_close(struct checkpointer *c)
{
    if (c->shared)
        return;
    presence_enter(c->env.inside);
    const int code = c->env.handle->close(c->env.handle, 0);
    if (code != 0)
        log_fatal("cannot close the store: %s", db_strerror(code));
    presence_leave(c->env.inside);
}

struct checkpointer *
checkpointer_start(struct env *env, int64_t every, unsigned kbytes)
{
    struct checkpointer *c = xcalloc(1, sizeof *c);
    pthread_condattr_t monotonic;
    c->every = every;
    c->kbytes = kbytes;
    c->env.read.env = &c->env;
    c->env.registry.home = c->env.registry.lock = c->env.registry.own = -1;
    strcpy(c->env.home, env->home);
    c->env.reserve.bytes = env->reserve.bytes;
    c->env.backup_log = env->backup_log;
    c->env.keep_log = env->keep_log;
    c->env.inside = &env->registry.presence->checkpointer;
    checkpointer_open(c, env);
    pthread_mutex_init(&c->mutex, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&c->ending, &monotonic);
    pthread_condattr_destroy(&monotonic);
    const int started = program_start_thread(&c->thread, checkpointer_run, c);
    if (started != 0)
        log_fatal("cannot start a thread for checkpoints: %s", strerror(started));
    return c;
}

void
checkpointer_stop(struct checkpointer *c)
{
    pthread_mutex_lock(&c->mutex);
    c->end = true;
    pthread_cond_signal(&c->ending);
    pthread_mutex_unlock(&c->mutex);
    pthread_join(c->thread, NULL);
    checkpointer_close(c);
    pthread_cond_destroy(&c->ending);
    pthread_mutex_destroy(&c->mutex);
    free(c);
}

int64_t
checkpointer_begun(struct checkpointer *c)
{
    return c->begun;
}
