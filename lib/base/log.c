/*
 * log.c: lines to standard error.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char *log_program = "curt";

void
log_open(const char *program)
{
    log_program = program;
}

/* One write a line, so that lines of several processes never mix. */
static void
log_line(const char *level, const char *format, va_list args)
{
    char line[1024];
    int head = snprintf(line, sizeof line, "%s[%d]: %s", log_program, (int)getpid(), level);
    if (head < 0 || (size_t)head >= sizeof line)
        return;
    int body = vsnprintf(line + head, sizeof line - (size_t)head, format, args);
    if (body < 0)
        return;
    size_t end = (size_t)head + (size_t)body;
    if (end > sizeof line - 2)
        end = sizeof line - 2;
    for (size_t i = (size_t)head; i < end; i++)
        if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f)
            line[i] = '?';
    line[end] = '\n';
    if (write(STDERR_FILENO, line, end + 1) < 0)
        return; /* there is nowhere to report it */
}

void
log_info(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    log_line("", format, args);
    va_end(args);
}

void
log_warn(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    log_line("warning: ", format, args);
    va_end(args);
}

void
log_error(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    log_line("error: ", format, args);
    va_end(args);
}

void
log_fatal(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    log_line("fatal: ", format, args);
    va_end(args);
    exit(EXIT_FAILURE);
}
