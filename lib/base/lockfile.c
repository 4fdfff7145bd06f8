/*
 * lockfile.c: flock on a file.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/lockfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"

enum fault
lockfile_acquire(const char *directory, const char *name)
{
    char path[512];
    struct stat at;
    if (stat(directory, &at) == 0 &&
        at.st_uid != geteuid()) { /* a lock file of ours would lock the owner out */
        log_error("%s belongs to another user; run this as that user", directory);
        return FAULT_SYSTEM;
    }
    snprintf(path, sizeof path, "%s/%s", directory, name);
    const int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) {
        log_error("cannot open %s: %s", path, strerror(errno));
        return FAULT_SYSTEM;
    }
    if (flock(file, LOCK_EX | LOCK_NB) == 0)
        return FAULT_NONE; /* the file stays open, and so locked, for the process's life */
    const bool taken = errno == EWOULDBLOCK;
    if (!taken)
        log_error("cannot lock %s: %s", path, strerror(errno));
    close(file);
    return taken ? FAULT_REFUSED : FAULT_SYSTEM;
}
