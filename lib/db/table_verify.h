/*
 * table_verify.h: looks for damage in the files of the tables.
 *
 * Berkeley DB itself verifies what nobody uses, in processes that may crash; of a store in use, what can be
 * seen of its pages is looked at. It does not miss a file of the event log that is lost, as Berkeley DB does.
 */
#ifndef CURT_DB_TABLE_VERIFY_H
#define CURT_DB_TABLE_VERIFY_H

#include <stdint.h>

#include "db/env.h"

/* Told about each table: damaged says that Berkeley DB finds its file so, or crashes looking at it. */
typedef void table_verify_tell(enum table, bool damaged, void *arg);

/*
 * Verifies the files of a store that nobody has open, after a checkpoint, and keeps others waiting meanwhile.
 * FAULT_REFUSED: somebody has it open; FAULT_AGAIN: the program is interrupted; FAULT_SYSTEM (logged).
 */
enum fault table_verify_files(const char *path, table_verify_tell *, void *arg);

/*
 * Looks at the heads of a btree's pages: whether each is in its place, and of a kind that a btree has. *page
 * is the number of the first that is not. FAULT_NONE; FAULT_INPUT: there is such a page; FAULT_AGAIN: the
 * program is interrupted; FAULT_SYSTEM (logged).
 */
enum fault table_verify_pages(struct env *, enum table, uint32_t *page);

/* Are the queue's files there, from its first record to its last? *missing is how many are not. */
enum fault table_verify_extents(struct env *, enum table, uint32_t *missing);

#endif
