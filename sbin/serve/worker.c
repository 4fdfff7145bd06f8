/*
 * worker.c: fork, exec, and when to do it again.
 *
 * SPDX-License-Identifier: ISC
 */
#include "worker.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "base/monotonic.h"

enum {
    WORKER_SECOND = 1000000,
    WORKER_LIFE = 10 * WORKER_SECOND, /* what lived so long began well */
    WORKER_REQUEST = WORKER_SECOND,   /* and so does what was ended by others then */
    WORKER_PAUSE = WORKER_SECOND / 10,
    WORKER_DOUBLINGS = 6, /* up to 6.4 s */
};

static void
worker_postpone(struct worker *worker, int64_t now)
{
    const int doublings = worker->failures < WORKER_DOUBLINGS ? worker->failures : WORKER_DOUBLINGS;
    worker->due = now + ((int64_t)WORKER_PAUSE << doublings);
    worker->failures++;
}

static _Noreturn void
worker_become(const struct worker *worker, pid_t parent)
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    prctl(PR_SET_PDEATHSIG, SIGTERM); /* none outlives its parent */
    if (getppid() != parent || (worker->listening >= 0 && dup2(worker->listening, STDIN_FILENO) < 0))
        _exit(EXIT_FAILURE);
    execl(worker->path, worker->path, (char *)NULL);
    log_error("cannot run %s: %s", worker->path, strerror(errno));
    _exit(EXIT_FAILURE);
}

void
worker_start(struct worker *worker)
{
    const pid_t parent = getpid(), child = fork();
    worker->started = monotonic_now();
    if (child == 0)
        worker_become(worker, parent);
    if (child < 0) {
        log_error("cannot start %s: %s", worker->path, strerror(errno));
        worker_postpone(worker, worker->started);
    } else {
        worker->pid = child;
    }
}

/*
 * Ended by others: asked to, or killed since the store needs recovery. Status 0 alone says nothing: a program
 * may find at once that there is nothing for it to do.
 */
static bool
worker_began_well(const struct worker *worker, int status, int64_t now)
{
    const bool by_others = WIFSIGNALED(status) ? WTERMSIG(status) == SIGKILL : status == EXIT_SUCCESS;
    return now - worker->started >= (by_others ? WORKER_REQUEST : WORKER_LIFE);
}

void
worker_ended(struct worker *worker, int status)
{
    const int64_t now = monotonic_now();
    worker->pid = 0;
    worker->due = now;
    if (worker_began_well(worker, status, now))
        worker->failures = 0;
    else
        worker_postpone(worker, now);
    if (WIFSIGNALED(status))
        log_warn("%s was ended by signal %d", worker->path, WTERMSIG(status));
    else if (WEXITSTATUS(status) != EXIT_SUCCESS)
        log_warn("%s exited with status %d", worker->path, WEXITSTATUS(status));
}
