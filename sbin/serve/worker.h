/*
 * worker.h: a process that is kept running: started, and started again whenever it ends, at once the first
 * time and ever less often while it does not live long.
 *
 * Times are those of base/monotonic.h.
 */
#ifndef CURT_SBIN_SERVE_WORKER_H
#define CURT_SBIN_SERVE_WORKER_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct worker {
    char path[PATH_MAX]; /* of its program */
    int listening;       /* the socket that it gets as its standard input; -1: none */
    pid_t pid;           /* 0: it does not run */
    int64_t started, due;
    int failures; /* in a row */
};

/* Starts it. When that fails, it is due later. */
void worker_start(struct worker *);

/* It has ended, with this status of waitpid: says so, and when it is due again. */
void worker_ended(struct worker *, int status);

#endif
