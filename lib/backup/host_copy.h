/*
 * host_copy.h: the store's files as a new host of the cluster asks for them, a piece at a time, while others
 * write to the store (backup/seed.h is the other side).
 *
 * It is what Berkeley DB calls a hot backup: first the files of the tables, as they are on the disk after a
 * checkpoint, then the log since that checkpoint, of which recovery makes the tables. Nothing is kept for a
 * copy: it holds for as long as the log since its checkpoint is there ([cluster] keep_log), and this host was
 * not a replica since then, which may have to take back what it had written. Its id, in the store's file
 * copies, says so.
 */
#ifndef CURT_BACKUP_HOST_COPY_H
#define CURT_BACKUP_HOST_COPY_H

#include <json-c/json.h>
#include <stddef.h>
#include <stdint.h>

#include "base/uuid.h"
#include "db/env.h"

#define HOST_COPY_PIECE (1024 * 1024) /* bytes of a piece, at most */

/*
 * Begins a copy, with a checkpoint: a new object, which the caller owns, with the copy's id, store_version,
 * log_first (the number of the first file of the log) and files, each with name and size. FAULT_SPACE; others
 * are logged.
 */
enum fault host_copy_begin(struct env *, const char *home, struct json_object **out);

/* May a copy with this id, which needs the log from this file on, go on? */
bool host_copy_holds(const char *home, const char *id, uint32_t log_first);

/*
 * When all else is copied: an object with the files of the log from this one on up to now, as above.
 * FAULT_MISSING: one of them is gone. Others are logged.
 */
enum fault host_copy_log(struct env *, const char *home, uint32_t log_first, struct json_object **out);

/*
 * A piece of a file, from an offset on, of `most` bytes; *length is less where the file ends. No page of a
 * table is half old and half new in it. FAULT_INPUT: no file of a copy has this name, or a piece this length;
 * FAULT_MISSING: it is not there, FAULT_AGAIN: it is written too often just now; FAULT_SYSTEM (logged).
 */
enum fault host_copy_read(const char *home, const char *name, uint64_t from, size_t most,
    uint8_t out[static HOST_COPY_PIECE], size_t *length);

/* No copy goes on: this host is a replica. */
void host_copy_end_all(const char *home);

/* May a file of a copy have this name? The names are those in the store: "db/link.db", "log/log.0000000001",
 * "cluster/__db.rep.system". */
bool host_copy_name_is_valid(const char *name);

/* Is it a file of the log? */
bool host_copy_is_log(const char *name);

#endif
