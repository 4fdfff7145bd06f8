/*
 * log.c: lines to standard error.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/log.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#include "base/timestamp.h"

static const char *log_program = "curt";
static bool log_to_journal, log_to_file;

/* Is standard error what systemd named in JOURNAL_STREAM, as DEVICE:INODE (systemd.exec(5))? */
static bool
is_journal(void)
{
    const char *stream = getenv("JOURNAL_STREAM");
    struct stat out;
    uintmax_t device, inode;
    int end = -1;
    return stream && sscanf(stream, "%" SCNuMAX ":%" SCNuMAX "%n", &device, &inode, &end) == 2 &&
           stream[end] == '\0' && fstat(STDERR_FILENO, &out) == 0 && out.st_dev == device &&
           out.st_ino == inode;
}

static bool
is_file(void)
{
    struct stat out;
    return fstat(STDERR_FILENO, &out) == 0 && S_ISREG(out.st_mode);
}

void
log_open(const char *program)
{
    log_program = program;
    log_to_journal = is_journal();
    log_to_file = is_file();
}

/* What goes before the program's name. */
static void
log_mark(int priority, char out[static TIMESTAMP_SIZE + 1])
{
    out[0] = '\0';
    if (log_to_journal) {
        snprintf(out, TIMESTAMP_SIZE, "<%d>", priority);
    } else if (log_to_file) {
        timestamp_format(timestamp_now(), out);
        strcat(out, " ");
    }
}

/* One write a line, so that lines of several processes never mix. */
static void
log_line(int priority, const char *level, const char *format, va_list args)
{
    char line[1024], mark[TIMESTAMP_SIZE + 1];
    log_mark(priority, mark);
    int head = snprintf(line, sizeof line, "%s%s[%d]: %s", mark, log_program, (int)getpid(), level);
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
    log_line(LOG_INFO, "", format, args);
    va_end(args);
}

void
log_warn(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    log_line(LOG_WARNING, "warning: ", format, args);
    va_end(args);
}

void
log_error(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    log_line(LOG_ERR, "error: ", format, args);
    va_end(args);
}

void
log_fatal(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    log_line(LOG_CRIT, "fatal: ", format, args);
    va_end(args);
    exit(EXIT_FAILURE);
}
