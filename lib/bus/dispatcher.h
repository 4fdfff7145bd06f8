/*
 * dispatcher.h: follows the event log for the targets of the rules: finds what is wanted, sends it, writes
 * down how far each target has come. Each has its own position and its own pace (target_queue.h): one that
 * hangs or fails holds no other back. What a target does not take within seconds becomes a dead letter.
 *
 * An event is delivered at least once: it is sent before that is written down. Rules, targets and replays are
 * read again when they have changed.
 */
#ifndef CURT_BUS_DISPATCHER_H
#define CURT_BUS_DISPATCHER_H

#include "base/config.h"
#include "db/env.h"

struct dispatcher;

struct dispatcher *dispatcher_create(const struct config *, struct env *);
void dispatcher_free(struct dispatcher *);

/*
 * One round: reads what is new, sends, takes in answers, and writes down what happened; waits up to that
 * long for something to happen. FAULT_AGAIN: the store was busy, FAULT_SPACE: its disk has no room; the next
 * round goes on.
 */
enum fault dispatcher_run(struct dispatcher *, int milliseconds);

/*
 * Sends nothing: waits for answers under way for at most that long, and writes down what happened, from the
 * reserve if need be. For a full disk: what is under way would time out, though the target took it.
 * FAULT_AGAIN, FAULT_SPACE: not written down yet; the next dispatcher_drain or dispatcher_run does it.
 */
enum fault dispatcher_drain(struct dispatcher *, int milliseconds);

/* Nothing is left to send now: every open target is at the end of the log, or pauses. */
bool dispatcher_is_idle(struct dispatcher *);

/* Before the end: waits a little for what is under way, and writes down all that happened. */
enum fault dispatcher_finish(struct dispatcher *);

/* Opens the files of log targets again. */
void dispatcher_reopen(struct dispatcher *);

#endif
