/*
 * backup.h: backs up a store that is in use, to a directory (backup_place.h) or as an archive.
 *
 * What was answered before the backup began is in it, and each click once: first the tables are copied, then
 * the log, then, while curt-relay takes nothing out of it, the spool. A click is in the log, with how far its
 * segment is taken in, or it is in the spool.
 */
#ifndef CURT_BACKUP_BACKUP_H
#define CURT_BACKUP_BACKUP_H

#include "backup/manifest.h"
#include "base/progress.h"
#include "db/env.h"

struct backup_request {
    const char *directory; /* NULL: an archive is written to standard output */
    bool full;             /* though the log alone would do */
    progress_tell *progress;
    void *arg;
};

struct backup_result {
    bool full;
    const char *why;  /* if not asked for: why it is a full one, a clause; NULL for the first */
    int64_t from, to; /* a restore can be to any moment in between */
    uint64_t written; /* bytes */
    uint64_t bytes;   /* of all of it */
    size_t files;
};

/*
 * The store's home is in the configuration that the environment was opened with. FAULT_REFUSED (logged):
 * another backup of the store is running, or the directory is not one for backups. FAULT_AGAIN: the program
 * is interrupted. Others are logged. What fails leaves the backup before as it was.
 */
enum fault backup_run(
    struct env *, const char *home, const struct backup_request *, struct backup_result *out);

/*
 * A full backup into an empty directory, as the files of a store, of which recovery makes the tables
 * (recovery.h). No backup by log follows it, and none that does is disturbed. Faults are as of backup_run.
 */
enum fault backup_to_store(struct env *, const char *home, int directory, progress_tell *, void *arg);

#endif
