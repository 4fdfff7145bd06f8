/*
 * spool_ahead.h: room for a segment's records (spool.h), written with zeros before they come. A record that
 * goes into such room changes neither the length of the file nor where it lies on the disk, so a sync has
 * nothing to write but the record, and waits for no journal of the file system.
 *
 * A thread writes the zeros. When it does not keep up, or the disk is full, records go where no zeros are:
 * slower, but as well. Both never write to the same place: what the worker is about to write it claims first.
 */
#ifndef CURT_EVENT_SPOOL_AHEAD_H
#define CURT_EVENT_SPOOL_AHEAD_H

#include <stdbool.h>
#include <stdint.h>

#define SPOOL_AHEAD_MAX (768 * 1024) /* bytes of zeros that a segment ends with, at the most */

struct spool_ahead;

/* Starts the thread, which syncs what it writes if `sync`. NULL (logged): there will be no zeros. */
struct spool_ahead *spool_ahead_start(bool sync);

/* The next functions do nothing for NULL. There must be no segment when it is stopped. */
void spool_ahead_stop(struct spool_ahead *);

/*
 * A segment of so many bytes begins, ready to grow to `most`. `file` is closed when it ends, and is not the
 * worker's own: of a failed write to the disk, each opened file is told once.
 */
void spool_ahead_begin(struct spool_ahead *, int file, uint64_t length, uint64_t most);

/* From now on, the thread leaves the segment alone. */
void spool_ahead_end(struct spool_ahead *);

/* The worker is about to write up to here; waits for the thread if it is just writing there. */
void spool_ahead_claim(struct spool_ahead *, uint64_t end);

#endif
