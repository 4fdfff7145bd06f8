/*
 * journal.h: the target of type log: a line of JSON an event, at the end of a file, or to syslog (facility
 * user, level info). A line is one write, so that several programs' lines do not mix.
 */
#ifndef CURT_BUS_JOURNAL_H
#define CURT_BUS_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"

#define JOURNAL_LINE_MAX (2 * 1024 * 1024)

struct journal {
    int file;  /* -1: not open */
    bool torn; /* the last line in the file has no end */
};

/* Adds a line to the file of that path, opened when it is not open; syslog when path is NULL. FAULT_SYSTEM:
 * *why is what the system says. */
enum fault journal_write(
    struct journal *, const char *path, const char *text, size_t length, const char **why);

/* Closes the file: the next write opens it anew, after somebody has moved it away. */
void journal_close(struct journal *);

#endif
