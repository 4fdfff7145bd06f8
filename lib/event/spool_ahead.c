/*
 * spool_ahead.c: the thread that writes zeros ahead of a worker's records.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/spool_ahead.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/program.h"

enum {
    SPOOL_AHEAD_LOW = 256 * 1024, /* bytes of zeros that are left when more are written */
    SPOOL_AHEAD_STEP = SPOOL_AHEAD_MAX - SPOOL_AHEAD_LOW, /* at once */
    SPOOL_AHEAD_PIECE = 16 * 1024,
    SPOOL_AHEAD_PAUSE = 1, /* seconds after a write that failed */
};

struct spool_ahead {
    pthread_t thread;
    pthread_mutex_t lock;  /* of what follows */
    pthread_cond_t low;    /* there is something to do for the thread */
    pthread_cond_t idle;   /* the thread has stopped writing */
    int file;              /* -1: no segment */
    uint64_t length, most; /* of the segment: what the worker has claimed, and what it can have */
    uint64_t zeroed;       /* where the zeros end; claimed or not, nothing was written after that */
    bool sync, writing, failed, ending;
};

/* Writes zeros from..to; returns where they end. */
static uint64_t
spool_ahead_write(const struct spool_ahead *ahead, int file, uint64_t from, uint64_t to)
{
    static const uint8_t zeros[SPOOL_AHEAD_PIECE];
    while (from < to) {
        const size_t size = to - from < sizeof zeros ? (size_t)(to - from) : sizeof zeros;
        const ssize_t wrote = pwrite(file, zeros, size, (off_t)from);
        if (wrote <= 0)
            break;
        from += (uint64_t)wrote;
    }
    if (ahead->sync)
        fdatasync(file); /* if it fails, the worker's own will say so */
    return from;
}

static bool
spool_ahead_is_low(const struct spool_ahead *ahead)
{
    return ahead->file >= 0 && ahead->zeroed < ahead->most && ahead->zeroed < ahead->length + SPOOL_AHEAD_LOW;
}

/* Waits until there is something to do, but a while first when the last write failed. */
static void
spool_ahead_wait(struct spool_ahead *ahead)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += SPOOL_AHEAD_PAUSE;
    while (ahead->failed && !ahead->ending)
        if (pthread_cond_timedwait(&ahead->low, &ahead->lock, &until) == ETIMEDOUT)
            ahead->failed = false;
    while (!spool_ahead_is_low(ahead) && !ahead->ending)
        pthread_cond_wait(&ahead->low, &ahead->lock);
}

static void *
spool_ahead_run(void *arg)
{
    struct spool_ahead *ahead = arg;
    pthread_mutex_lock(&ahead->lock);
    for (spool_ahead_wait(ahead); !ahead->ending; spool_ahead_wait(ahead)) {
        const int file = ahead->file;
        const uint64_t from = ahead->zeroed,
                       to = from + SPOOL_AHEAD_STEP < ahead->most ? from + SPOOL_AHEAD_STEP : ahead->most;
        ahead->writing = true;
        pthread_mutex_unlock(&ahead->lock);
        const uint64_t end = spool_ahead_write(ahead, file, from, to);
        pthread_mutex_lock(&ahead->lock);
        ahead->writing = false;
        ahead->zeroed = end;
        ahead->failed = end < to;
        pthread_cond_signal(&ahead->idle);
    }
    pthread_mutex_unlock(&ahead->lock);
    return NULL;
}

struct spool_ahead *
spool_ahead_start(bool sync)
{
    struct spool_ahead *ahead = xcalloc(1, sizeof *ahead);
    ahead->file = -1;
    ahead->sync = sync;
    pthread_mutex_init(&ahead->lock, NULL);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&ahead->low, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_cond_init(&ahead->idle, NULL);
    const int error = program_start_thread(&ahead->thread, spool_ahead_run, ahead);
    if (error == 0)
        return ahead;
    log_warn("cannot write the spool in advance: %s", strerror(error));
    free(ahead);
    return NULL;
}

void
spool_ahead_stop(struct spool_ahead *ahead)
{
    if (ahead == NULL)
        return;
    pthread_mutex_lock(&ahead->lock);
    ahead->ending = true;
    pthread_cond_signal(&ahead->low);
    pthread_mutex_unlock(&ahead->lock);
    pthread_join(ahead->thread, NULL);
    free(ahead);
}

void
spool_ahead_begin(struct spool_ahead *ahead, int file, uint64_t length, uint64_t most)
{
    if (ahead == NULL)
        return;
    pthread_mutex_lock(&ahead->lock);
    ahead->file = file;
    ahead->length = ahead->zeroed = length;
    ahead->most = most;
    pthread_cond_signal(&ahead->low);
    pthread_mutex_unlock(&ahead->lock);
}

void
spool_ahead_end(struct spool_ahead *ahead)
{
    if (ahead == NULL)
        return;
    pthread_mutex_lock(&ahead->lock);
    while (ahead->writing)
        pthread_cond_wait(&ahead->idle, &ahead->lock);
    if (ahead->file >= 0)
        close(ahead->file);
    ahead->file = -1;
    pthread_mutex_unlock(&ahead->lock);
}

void
spool_ahead_claim(struct spool_ahead *ahead, uint64_t end)
{
    if (ahead == NULL)
        return;
    pthread_mutex_lock(&ahead->lock);
    while (ahead->writing && end > ahead->zeroed)
        pthread_cond_wait(&ahead->idle, &ahead->lock);
    ahead->length = end;
    if (end > ahead->zeroed)
        ahead->zeroed = end;
    if (spool_ahead_is_low(ahead) && !ahead->writing)
        pthread_cond_signal(&ahead->low);
    pthread_mutex_unlock(&ahead->lock);
}
