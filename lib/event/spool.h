/*
 * spool.h: clicks, and visits to what does not open, on their way to the event log. A redirect worker appends
 * them to files of its own, below spool/ in the store's directory, and needs to write nothing else;
 * curt-relay takes them into the log (intake.h), where they get their numbers.
 *
 * A worker's file is called a segment; its name is a UUID, used once. It is SPOOL_SEGMENT bytes long at the
 * most, then comes the next. Its owner holds a flock on it: one that nobody locks has an end. The first
 * SPOOL_HEADER bytes say what it is, then come records (spool_record.h), then zeros if room was made in
 * advance (spool_ahead.h): while there is an owner, a record may come to stand there.
 */
#ifndef CURT_EVENT_SPOOL_H
#define CURT_EVENT_SPOOL_H

#include <stdint.h>

#include "base/config.h"
#include "event/spool_record.h"

#define SPOOL_MAGIC   "curt spool 1\n\0\0" /* SPOOL_HEADER bytes with its last NUL */
#define SPOOL_HEADER  16
#define SPOOL_SEGMENT (8 * 1024 * 1024)

struct spool;

/*
 * For a worker, once: its files are made when there is something for them. [store] durability and spool_limit
 * of the configuration hold. FAULT_SYSTEM (logged) when the directory cannot be used.
 */
enum fault spool_open(struct spool **out, const struct config *);
void spool_close(struct spool *);

/* Takes a click, with a new id; it is in the spool after spool_flush. Its body is at most CLICK_BYTES_MAX. */
void spool_add(struct spool *, enum event_kind, int64_t at, const void *body, size_t length);

/*
 * Takes a visit to what does not open (missed.h), unless more than half of spool_limit is taken, which is
 * looked at once a second: such visits never leave clicks without room. One that is not taken is counted.
 */
void spool_add_missed(struct spool *, int64_t at, const void *body, size_t length);

/* Counts such a visit, and does not take it. */
void spool_pass_over(struct spool *);

/*
 * Hands what was added to the kernel, with `durability = disk` to the disk. What cannot be written is
 * dropped, counted (spool_drops.h) and logged: a redirect does not fail for it.
 */
void spool_flush(struct spool *);

#endif
