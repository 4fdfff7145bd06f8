/*
 * store_copy.h: a copy of a store in use, opened as a store of its own, that only this process knows: all
 * that was answered before it was begun is in it, each click once, and all of its tables are of one moment.
 */
#ifndef CURT_BACKUP_STORE_COPY_H
#define CURT_BACKUP_STORE_COPY_H

#include "base/config.h"
#include "base/progress.h"
#include "db/env.h"

struct store_copy {
    struct config config; /* of the copy */
    struct env *env;      /* NULL: it is not open */
    bool made;            /* the directory is ours */
};

/*
 * Copies the store to a directory, which must not be there; but what a process that died has left there is
 * removed first. FAULT_REFUSED (logged): something else is there, or another makes a copy; FAULT_AGAIN: the
 * program is interrupted; others are logged. To be closed with store_copy_close in any case.
 */
enum fault store_copy_make(struct store_copy *, struct env *, const struct config *, const char *directory,
    progress_tell *, void *arg);

/* Opens the copy, when the store itself need not be open any more, and takes the spool's clicks into its log.
 * FAULT_AGAIN; others are logged. */
enum fault store_copy_open(struct store_copy *);

/* Removes the copy. */
void store_copy_close(struct store_copy *);

#endif
