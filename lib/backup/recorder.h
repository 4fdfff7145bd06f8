/*
 * recorder.h: a sink that writes down which files went through it, with their sizes and digests.
 */
#ifndef CURT_BACKUP_RECORDER_H
#define CURT_BACKUP_RECORDER_H

#include "backup/manifest.h"
#include "db/file_sink.h"

struct recorder {
    struct file_sink sink; /* what files are written to */
    struct file_sink *to;  /* where they go on; NULL: nowhere, they are only looked at */
    struct manifest *manifest;
    uint64_t bytes; /* that went through it, of files that came twice too */
    struct manifest_file file;
    struct sha256_stream digest;
};

/* Everything stays the caller's. A file that comes once more takes the place of the first. */
void recorder_begin(struct recorder *, struct file_sink *to, struct manifest *);

/* After the last file, and after a fault. */
void recorder_end(struct recorder *);

#endif
