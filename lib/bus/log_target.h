/*
 * log_target.h: the target of type log: a line of JSON an event, at the end of a file, or to syslog (facility
 * user, level info). A line is one write, so that several programs' lines do not mix.
 */
#ifndef CURT_BUS_LOG_TARGET_H
#define CURT_BUS_LOG_TARGET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"

struct log_target {
    int file;  /* -1: not open */
    bool torn; /* the last line in the file has no end */
};

/* Adds a line to the file of that path, opened when it is not open; syslog when path is NULL. FAULT_SYSTEM:
 * *why is what the system says. */
enum fault log_target_write(
    struct log_target *, const char *path, const char *text, size_t length, const char **why);

/* Closes the file: the next write opens it again, after it was moved away. */
void log_target_close(struct log_target *);

#endif
