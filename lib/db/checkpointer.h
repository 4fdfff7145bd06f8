/*
 * checkpointer.h: a thread that makes checkpoints, so that nobody else waits while pages are written.
 *
 * It has a handle of the environment to itself: the handles of the rest of the process are for one thread.
 */
#ifndef CURT_DB_CHECKPOINTER_H
#define CURT_DB_CHECKPOINTER_H

#include <stdint.h>

#define CHECKPOINTER_LOG 32768

struct env;
struct checkpointer;

/*
 * Makes a checkpoint at once, then one each so many microseconds, and one whenever the write-ahead log has
 * grown by CHECKPOINTER_LOG kilobytes since the last; log files that nothing needs then go. Failure is fatal,
 * then and later. The environment stays the caller's, and open until checkpointer_stop.
 */
struct checkpointer *checkpointer_start(struct env *, int64_t every);

/* Waits for a checkpoint that is being made, and ends the thread. */
void checkpointer_stop(struct checkpointer *);

/* When (timestamp.h) the checkpoint that is being made was begun; 0 when there is none. */
int64_t checkpointer_begun(struct checkpointer *);

#endif
