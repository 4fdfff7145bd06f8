/*
 * directory_sink.c: writes files below a directory.
 *
 * SPDX-License-Identifier: ISC
 */
#include "backup/directory_sink.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"

static const char directory_sink_spool[] = "spool/";

void
directory_sink_path(const char *spool, const char *name, char out[static MANIFEST_NAME_SIZE])
{
    const size_t length = sizeof directory_sink_spool - 1;
    if (strncmp(name, directory_sink_spool, length) == 0)
        snprintf(out, MANIFEST_NAME_SIZE, "%s/%s", spool, name + length);
    else
        snprintf(out, MANIFEST_NAME_SIZE, "%s", name);
}

static enum fault
directory_sink_failed(const char *what, const char *name)
{
    if (errno == ENOSPC || errno == EDQUOT)
        log_error("cannot %s %s: there is no room for it", what, name);
    else
        log_error("cannot %s %s: %s", what, name, strerror(errno));
    return FAULT_SYSTEM;
}

static enum fault
directory_sink_begin(struct file_sink *sink, const char *name, uint64_t size)
{
    struct directory_sink *to = (struct directory_sink *)sink;
    (void)size;
    directory_sink_close(to);
    directory_sink_path(to->spool, name, to->name);
    snprintf(to->new_name, sizeof to->new_name, "%s.new", to->name);
    to->file = openat(to->directory, to->new_name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    return to->file >= 0 ? FAULT_NONE : directory_sink_failed("make", to->name);
}

static enum fault
directory_sink_write(struct file_sink *sink, const void *bytes, size_t length)
{
    struct directory_sink *to = (struct directory_sink *)sink;
    for (const char *at = bytes; length > 0;) {
        const ssize_t wrote = write(to->file, at, length);
        if (wrote < 0 && errno != EINTR)
            return directory_sink_failed("write", to->name);
        at += wrote > 0 ? wrote : 0;
        length -= wrote > 0 ? (size_t)wrote : 0;
    }
    return FAULT_NONE;
}

static enum fault
directory_sink_end(struct file_sink *sink)
{
    struct directory_sink *to = (struct directory_sink *)sink;
    const bool replaces = faccessat(to->directory, to->name, F_OK, 0) == 0;
    const bool written = !replaces || fsync(to->file) == 0;
    const bool closed = close(to->file) == 0;
    to->file = -1;
    if (written && closed && renameat(to->directory, to->new_name, to->directory, to->name) == 0)
        return FAULT_NONE;
    return directory_sink_failed("write", to->name);
}

enum fault
directory_sink_open(struct directory_sink *to, int directory, const char *spool)
{
    const char *const folders[] = {"db", "log", spool};
    *to = (struct directory_sink){.sink = {directory_sink_begin, directory_sink_write, directory_sink_end},
        .directory = directory,
        .spool = spool,
        .file = -1};
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        if (mkdirat(directory, folders[i], 0700) != 0 && errno != EEXIST)
            return directory_sink_failed("make", folders[i]);
    return FAULT_NONE;
}

/* At once: file by file it would take a while. */
enum fault
directory_sink_sync(const struct directory_sink *to)
{
    return syncfs(to->directory) == 0 ? FAULT_NONE : directory_sink_failed("write", "the backup");
}

void
directory_sink_close(struct directory_sink *to)
{
    if (to->file >= 0) {
        close(to->file);
        unlinkat(to->directory, to->new_name, 0);
    }
    to->file = -1;
}
