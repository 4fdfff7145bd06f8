/*
 * log_target.c: appends lines to a file or to syslog.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/log_target.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <syslog.h>
#include <unistd.h>

enum fault
log_target_write(struct log_target *log, const char *path, const char *text, size_t length, const char **why)
{
    char end = '\n';
    if (path == NULL) {
        syslog(LOG_USER | LOG_INFO, "%.*s", (int)length, text);
        return FAULT_NONE;
    }
    if (log->file < 0)
        log->file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0640);
    const size_t before = log->torn ? 1 : 0; /* what was cut off must not take this line along */
    const struct iovec line[] = {{&end, before}, {(void *)(uintptr_t)text, length}, {&end, 1}};
    const ssize_t wrote = log->file < 0 ? -1 : writev(log->file, line, 3);
    if (wrote == (ssize_t)(before + length + 1)) {
        log->torn = false;
        return FAULT_NONE;
    }
    log->torn = log->torn || wrote > 0;
    *why = wrote < 0 ? strerror(errno) : "the line was cut off; the disk is full";
    log_target_close(log);
    return FAULT_SYSTEM;
}

void
log_target_close(struct log_target *log)
{
    if (log->file >= 0)
        close(log->file);
    log->file = -1;
}
