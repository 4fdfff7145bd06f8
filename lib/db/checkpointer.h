/*
 * checkpointer.h: a thread that makes checkpoints, so that nobody else waits while pages are written.
 *
 * It has a handle of the environment to itself: the handles of the rest of the process are for one thread.
 */
#ifndef CURT_DB_CHECKPOINTER_H
#define CURT_DB_CHECKPOINTER_H

#include <stdint.h>

struct env;
struct checkpointer;

/*
 * Makes a checkpoint at once, then one each so many microseconds, and earlier when the write-ahead log has
 * grown by so much (env_bound_log). Failure is fatal, then and later. The environment stays the caller's, and
 * open until checkpointer_stop.
 */
struct checkpointer *checkpointer_start(struct env *, int64_t every, unsigned kbytes);

/* Waits for a checkpoint that is being made, and ends the thread. */
void checkpointer_stop(struct checkpointer *);

/* When (monotonic.h) the checkpoint that is being made was begun; 0 when there is none. */
int64_t checkpointer_begun(struct checkpointer *);

#endif
