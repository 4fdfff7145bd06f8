/*
 * verify.h: is a store, or a backup, whole?
 *
 * Of a store in use, all is read that can be read beside others: pages, rows, whether they can be read as
 * what they are, and whether tables agree that belong together. A transaction reads a few rows, so nobody
 * waits for it longer than for any other reader. Of a store that nobody uses, Berkeley DB verifies the files
 * first.
 */
#ifndef CURT_BACKUP_VERIFY_H
#define CURT_BACKUP_VERIFY_H

#include "backup/verify_result.h"
#include "db/env.h"

typedef void verify_tell(const struct verify_result *, void *arg);

/*
 * The files of a store that nobody uses, after a checkpoint: tells of those that are damaged. FAULT_REFUSED:
 * somebody uses it; FAULT_AGAIN: the program is interrupted; FAULT_SYSTEM (logged).
 */
enum fault verify_files(const char *home, verify_tell *, void *arg);

/*
 * What is in the store: tells of every table at the end; if files are damaged, of those tables only, and
 * reads no rows. FAULT_AGAIN: the program is interrupted; other faults (logged): it cannot be read.
 */
enum fault verify_store(struct env *, verify_tell *, void *arg);

/*
 * The backup in a directory, or the archive on standard input for NULL: is every file as it was written, and
 * the log without a gap? FAULT_INPUT (logged): not; FAULT_AGAIN; FAULT_REFUSED, FAULT_SYSTEM (logged).
 */
enum fault verify_backup(const char *directory, uint64_t *files, uint64_t *bytes);

#endif
