/*
 * crash_on_open.c: with LD_PRELOAD, a process that the program has forked crashes when it opens the file
 * whose path ends as CRASH_ON says: as Berkeley DB may, when it looks at a damaged one.
 *
 * SPDX-License-Identifier: ISC
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static pid_t crash_not;

__attribute__((constructor)) static void
crash_begin(void)
{
    crash_not = getpid();
}

static int
crash_is_due(const char *path)
{
    const char *end = getenv("CRASH_ON");
    const size_t length = strlen(path);
    return end != NULL && getpid() != crash_not && length >= strlen(end) &&
           strcmp(path + length - strlen(end), end) == 0;
}

int
open(const char *path, int flags, ...)
{
    int (*real)(const char *, int, ...);
    va_list rest;
    va_start(rest, flags);
    const mode_t mode = flags & O_CREAT ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    if (crash_is_due(path))
        raise(SIGSEGV);
    *(void **)&real = dlsym(RTLD_NEXT, "open");
    return real(path, flags, mode);
}
