/*
 * deliver.h: follows the event log for the targets of the rules: finds what is wanted, sends it, writes down
 * how far each target has come. Each has its own position and its own pace (target_queue.h): one that hangs
 * or fails holds nobody back. What a target does not take within seconds becomes a dead letter.
 *
 * An event is delivered at least once: it is sent before that is written down. Rules, targets and replays are
 * read again when they have changed.
 */
#ifndef CURT_BUS_DELIVER_H
#define CURT_BUS_DELIVER_H

#include "base/config.h"
#include "db/env.h"

struct deliver;

struct deliver *deliver_new(const struct config *, struct env *);
void deliver_free(struct deliver *);

/*
 * One round: looks at what is new, sends, takes in answers, and writes down what happened; waits up to that
 * long for something to happen. FAULT_AGAIN: the store was busy, the next round goes on.
 */
enum fault deliver_run(struct deliver *, int milliseconds);

/* Nothing is left to send now: every open target is at the end of the log, or pauses. */
bool deliver_is_idle(struct deliver *);

/* Before the end: waits a little for what is under way, and writes down all that happened. */
enum fault deliver_finish(struct deliver *);

/* Opens the files of log targets again. */
void deliver_reopen(struct deliver *);

#endif
