/*
 * log_files.h: the files of the store's write-ahead log, log/log.0000000001 and up: which of them a backup
 * needs, and which can go.
 *
 * What a backup has, the next one to the same place need not copy, if the log since then is still there. So
 * the store remembers, in its file backup, from which file on. Of what recovery needs no more, these are kept
 * while there are at most [store] backup_log of them, and the disk has space (env_has_space).
 *
 * A host of a cluster that was down, or that a copy of the store was made for (host_copy.h), needs the log
 * since then, or it must have all of the store copied. Berkeley DB keeps none for hosts that are not
 * connected; so of what recovery needs no more, the newest are kept, [cluster] keep_log of them, while the
 * disk has space.
 */
#ifndef CURT_DB_LOG_FILES_H
#define CURT_DB_LOG_FILES_H

#include <stdbool.h>
#include <stdint.h>

#include "db/env.h"

#define LOG_FILES_DIRECTORY "log"
#define LOG_FILE_NAME_SIZE  24 /* room for "log.0000000001" */

void log_file_name(uint32_t number, char out[static LOG_FILE_NAME_SIZE]);
/* FAULT_INPUT: it is no such name. */
enum fault log_file_number(const char *name, uint32_t *out);

/* The first that recovery needs, or needs after an earlier checkpoint. */
enum fault log_files_first(struct env *, uint32_t *number);

/* Puts the log on the disk. The file that it ends in, and where: what follows there is zeros. */
struct log_end {
    uint32_t number, offset;
};
enum fault log_files_end(struct env *, struct log_end *out);

/* Those from this one on are kept for a backup; 0: none. FAULT_SYSTEM (logged). */
enum fault log_files_keep(struct env *, uint32_t from);
uint32_t log_files_kept(const struct env *);

#endif
