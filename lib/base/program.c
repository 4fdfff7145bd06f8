/*
 * program.c: log name, locale, umask and signals.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/program.h"

#include <locale.h>
#include <signal.h>
#include <sys/stat.h>

#include "base/log.h"

void
program_begin(const char *name)
{
    log_open(name);
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

bool
program_interrupted(void)
{
    sigset_t pending;
    return sigpending(&pending) == 0 &&
           (sigismember(&pending, SIGINT) == 1 || sigismember(&pending, SIGTERM) == 1 ||
               sigismember(&pending, SIGHUP) == 1);
}
