/*
 * directory_sink.h: a sink that writes files below a directory. Each is whole when it gets its name; one that
 * takes the place of an older one is on the disk by then, the others after directory_sink_sync.
 */
#ifndef CURT_BACKUP_DIRECTORY_SINK_H
#define CURT_BACKUP_DIRECTORY_SINK_H

#include "backup/manifest.h"
#include "db/file_sink.h"

struct directory_sink {
    struct file_sink sink;
    int directory;     /* the caller's */
    const char *spool; /* the folder that stands for "spool" */
    int file;          /* -1: none is open */
    char name[MANIFEST_NAME_SIZE], new_name[MANIFEST_NAME_SIZE + 8];
};

/* Makes the folders that are not there. FAULT_SYSTEM (logged). */
enum fault directory_sink_open(struct directory_sink *, int directory, const char *spool);

/* Has all of them on the disk, with their names. FAULT_SYSTEM (logged). */
enum fault directory_sink_sync(const struct directory_sink *);

/* After the last file, and after a fault. */
void directory_sink_close(struct directory_sink *);

/* The path below the directory of a file that is called so in the store. */
void directory_sink_path(const char *spool, const char *name, char out[static MANIFEST_NAME_SIZE]);

#endif
