/*
 * queue.h: a table that is a queue: records of one length that are appended, read by number and taken from
 * the front. Berkeley DB locks a record and not a page, so many processes append at once.
 *
 * Records are numbered from 1, without end. A number stays without a record for ever when the transaction
 * that took it was aborted. Berkeley DB itself counts slots, 1 to 2^32 - 1 and then from 1 again; a number's
 * slot names what belongs to the record elsewhere, and is free again long before it comes around.
 */
#ifndef CURT_DB_QUEUE_H
#define CURT_DB_QUEUE_H

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "db/table_id.h"

#define QUEUE_RECORD 159  /* bytes of a record: enough for most clicks; 25 of them fill a page */
#define QUEUE_EXTENT 1024 /* pages a file: the unit in which the disk gets space back */

#define QUEUE_EXTENT_NAME_SIZE 64 /* room for the name of such a file, with its NUL */

struct env;
struct txn;

uint32_t queue_slot(uint64_t number);

/* The file that a slot is in, numbered from 0, and its name, as Berkeley DB gives it. */
uint32_t queue_extent(uint32_t slot);
void queue_extent_name(enum table, uint32_t extent, char out[static QUEUE_EXTENT_NAME_SIZE]);

/* Appends a record of at most QUEUE_RECORD bytes. Which number the slot stands for is known after the commit.
 */
enum fault queue_append(struct txn *, enum table, const void *record, size_t length, uint32_t *slot);

/* Waits for a record that is not yet committed. FAULT_MISSING: there is none of this number. */
enum fault queue_get(struct txn *, enum table, uint64_t number, uint8_t record[static QUEUE_RECORD]);

/* Writes a record in place of one that was read in this transaction; or one of a number that none has, which
 * becomes the first of an empty queue. */
enum fault queue_put(struct txn *, enum table, uint64_t number, const void *record, size_t length);

/* Has the queue go on after this number, which has no record. */
enum fault queue_reserve(struct txn *, enum table, uint64_t number);

/* Takes out the first record that is there, and says which slot it was in. */
enum fault queue_take(struct txn *, enum table, uint32_t *slot);

/*
 * The numbers of the first record and of the last, which may still be uncommitted; *last is *first - 1 when
 * the queue is empty. near is any number within two thousand million of them, or 0.
 */
enum fault queue_range(struct env *, enum table, uint64_t near, uint64_t *first, uint64_t *last);

#endif
