/*
 * program.c: log name, standard streams, core dumps, locale, umask and signals.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/program.h"

#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"

/*
 * A limit of 1 byte, not 0: Linux takes 1 to forbid a dump that is piped to a program as well, which a limit
 * of 0 does not (do_coredump in fs/coredump.c, Linux 6.1).
 */
static void
program_forbid_core_dumps(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_CORE, &limit) != 0)
        return;
    limit.rlim_max = limit.rlim_max < 1 ? limit.rlim_max : 1;
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_CORE, &limit) != 0)
        log_warn("core dumps cannot be forbidden; they would hold secrets");
}

/*
 * A standard stream that is closed would give its number to the next file that is opened, one of the store,
 * and what is printed would go there. These can be neither read from nor written to, as if still closed.
 */
static void
program_take_streams(void)
{
    for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; stream++)
        if (fcntl(stream, F_GETFD) < 0 &&
            open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY) != stream)
            log_fatal("cannot open /dev/null");
}

void
program_begin(const char *name)
{
    log_open(name);
    program_take_streams();
    program_forbid_core_dumps();
    if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
        log_warn("the locale C.UTF-8 is missing; international host names are refused");
    umask(077);
}

static sigset_t
program_signals(void)
{
    sigset_t held;
    sigemptyset(&held);
    sigaddset(&held, SIGINT);
    sigaddset(&held, SIGTERM);
    sigaddset(&held, SIGHUP);
    sigaddset(&held, SIGUSR1); /* how web servers stop programs gracefully */
    return held;
}

void
program_hold_signals(void)
{
    const sigset_t held = program_signals();
    sigprocmask(SIG_BLOCK, &held, NULL);
    signal(SIGPIPE, SIG_IGN);
}

void
program_release_signals(void)
{
    const sigset_t held = program_signals();
    sigprocmask(SIG_UNBLOCK, &held, NULL);
}

void
program_released_signals(sigset_t *out)
{
    const sigset_t held = program_signals();
    sigprocmask(SIG_BLOCK, NULL, out);
    for (int signal_number = 1; signal_number < NSIG; signal_number++)
        if (sigismember(&held, signal_number) == 1)
            sigdelset(out, signal_number);
}

bool
program_interrupted(void)
{
    sigset_t pending;
    return sigpending(&pending) == 0 &&
           (sigismember(&pending, SIGINT) == 1 || sigismember(&pending, SIGTERM) == 1 ||
               sigismember(&pending, SIGHUP) == 1);
}

int
program_start_thread(pthread_t *thread, void *(*run)(void *), void *arg)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    const int error = pthread_create(thread, NULL, run, arg);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return error;
}
