/*
 * intake.h: takes the clicks of the spool (spool.h) into the event log, by batches.
 *
 *     intake_collect(intake, &count)      reads the next clicks into memory
 *     env_txn(... intake_append ...)      events and cursors (spool_cursor.h), all or nothing
 *     intake_commit(intake)               the next intake_collect goes on after them
 *
 * Two programs that take in at the same time do each other no harm: intake_append is refused when a cursor is
 * not where the batch begins. A record that is torn is what its writer died over, and nothing follows it.
 *
 * On a replica of a cluster (intake_set_host), the batch goes to the master (spool_shipment.h) in place of
 * intake_append.
 */
#ifndef CURT_EVENT_INTAKE_H
#define CURT_EVENT_INTAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "db/env.h"
#include "event/spool_cursor.h"
#include "event/spool_record.h"

#define INTAKE_BATCH    1500 /* clicks at the most */
#define INTAKE_SEGMENTS 256  /* that are open at a time; more take turns */

struct intake;

/* Of the spool in the store's directory home. FAULT_SYSTEM (logged) when it cannot be used. */
enum fault intake_open(struct intake **out, struct env *, const char *home);
void intake_close(struct intake *);

/*
 * In a cluster: the name of this host, and whether the master takes in what is collected here. Cursors are
 * looked up again.
 */
void intake_set_host(struct intake *, const char *name, bool ships);

/* Reads the next batch in place of the last; *count is how many clicks it has, 0 when there are none. */
enum fault intake_collect(struct intake *, size_t *count);

/* How many clicks the batch has. */
size_t intake_count(const struct intake *);

/* One of the batch; it belongs to the intake. */
const struct spool_record *intake_record(const struct intake *, size_t index);

/* Has the batch all that a batch can have, so that there may be more? */
bool intake_is_full(const struct intake *);

/* Shortens the batch to its first `count` clicks; the others come with the next. */
void intake_shorten(struct intake *, size_t count);

/*
 * Appends the batch to the log and moves the cursors. *in_order: the events have the numbers from `first` on,
 * without a gap; they have not when somebody else appends at the same time. FAULT_REFUSED: somebody else has
 * taken these; the next batch begins after them.
 */
enum fault intake_append(struct txn *, struct intake *, uint64_t first, bool *in_order);

/* From where to where the batch goes in each segment, and the segments that are gone, whose cursors go too;
 * good until intake_tidy. How many there are. A replica's batch has one that goes nowhere for a cursor that
 * it has looked up itself, to hear whether the master has it there: until then, nothing of that segment is
 * removed. */
size_t intake_moves(const struct intake *, struct spool_move moves[static INTAKE_SEGMENTS]);
const uint8_t (*intake_forgotten(const struct intake *, size_t *count))[UUID_BYTES];

/* After the transaction is committed, here or at the master. */
void intake_commit(struct intake *);

/* The master says where a cursor of the batch stands, when some do not stand where the batch begins. */
void intake_move_to(struct intake *, const uint8_t segment[static UUID_BYTES], uint64_t offset);

/*
 * Takes off the disk what was taken in before the last call, and removes segments that have an end and are
 * taken in for so many microseconds; on a replica, what the master and the own store say is taken in. The
 * caller flushes the log (env_flush) between two calls, and more often than that. While a backup copies the
 * spool (spool_directory_hold), neither is done.
 */
enum fault intake_tidy(struct intake *, int64_t keep);

#endif
