/*
 * replays.h: what administrators do with replays (bus/replay.h), by the command or by the API: a replay
 * is checked and done in one transaction, or refused with a sentence that says what is wrong.
 *
 * JSON that was sent stays the caller's. FAULT_INPUT: a field is wrong; FAULT_EXISTS: the
 * name is taken; FAULT_MISSING: there is no such replay; FAULT_FULL: there are too many; FAULT_REFUSED: not
 * in this state. The error says why; other faults are the store's.
 */
#ifndef CURT_BUS_REPLAYS_H
#define CURT_BUS_REPLAYS_H

#include "base/input_error.h"
#include "bus/replay.h"

/* {"name", "from", "to": times, "rule" or "rules", "target", "pattern" as in a rule (rules.h)}: a name is
 * made from the time when it is left out. FAULT_INPUT. */
enum fault replay_from_json(struct json_object *sent, struct replay *out, struct input_error *);

/* Adds one that was read. FAULT_INPUT: no enabled target would receive anything. */
enum fault replay_create(struct env *, struct replay *, struct input_error *);

/* The same; `also` does what belongs to it in the same transaction. */
enum fault replay_create_and(struct env *, struct replay *, enum fault (*also)(struct txn *, void *arg),
    void *arg, struct input_error *);

/* Ends one that is running: FAULT_REFUSED when it has ended already. */
enum fault replay_stop(struct env *, const char *name, struct replay *out, struct input_error *);

#endif
