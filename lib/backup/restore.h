/*
 * restore.h: makes a store of a backup, all or nothing.
 */
#ifndef CURT_BACKUP_RESTORE_H
#define CURT_BACKUP_RESTORE_H

#include "backup/restored_store.h"

struct restore_request {
    const char *directory; /* NULL: an archive is read from standard input */
    int64_t moment;        /* 0: the end of the backup; else of the store as it was after that second */
    bool send_queued;
};

struct restore_result {
    int64_t from, to; /* what the backup reaches from and to */
    struct restored_store store;
};

/*
 * Into the home of the configuration, which must not exist yet, or be empty. FAULT_REFUSED (logged): it is
 * not, or the moment is not in the backup; FAULT_INPUT (logged): the backup is damaged; FAULT_AGAIN: the
 * program is interrupted. Others are logged. What fails leaves no store.
 */
enum fault restore_run(const struct config *, const struct restore_request *, struct restore_result *out);

#endif
