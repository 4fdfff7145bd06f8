/*
 * archive_sink.h: a sink that writes a tar archive (pax, POSIX.1-2001) to an open file, which may be a pipe.
 */
#ifndef CURT_BACKUP_ARCHIVE_SINK_H
#define CURT_BACKUP_ARCHIVE_SINK_H

#include <stdbool.h>

#include "db/file_sink.h"

struct archive;

struct archive_sink {
    struct file_sink sink;
    struct archive *archive;
};

/* FAULT_SYSTEM (logged). The file stays the caller's. */
enum fault archive_sink_open(struct archive_sink *, int file);

/* Writes the end; without `whole`, the archive breaks off. */
enum fault archive_sink_close(struct archive_sink *, bool whole);

#endif
