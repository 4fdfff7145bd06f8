/*
 * replay.h: replays: events of a span of time that are sent again to targets, marked with the replay's name.
 * curt-relay does the work and writes down how far it is, so that a replay goes on where it was.
 */
#ifndef CURT_BUS_REPLAY_H
#define CURT_BUS_REPLAY_H

#include "bus/rule.h"
#include "bus/target.h"

#define REPLAY_RULES_MAX  10
#define REPLAY_RULES_SIZE (REPLAY_RULES_MAX * (RULE_NAME_MAX + 1)) /* room for their names, with the NUL */

enum replay_state {
    REPLAY_RUNNING = 1,
    REPLAY_DONE = 2,
    REPLAY_CANCELLED = 3,
};

struct replay {
    char name[RULE_NAME_MAX + 1];
    char rules[REPLAY_RULES_SIZE];      /* their names, with a space between two; "" for all */
    char target[TARGET_NAME_MAX + 1];   /* "" for all */
    char pattern[RULE_PATTERN_MAX + 1]; /* only events that match it, too; "" for all */
    enum replay_state state;
    int64_t created, ended; /* ended: 0 while it runs */
    int64_t from, to;       /* times: from <= event < to */
    uint64_t first, last;   /* event numbers: those that the log held when it began */
    uint64_t number;        /* every event up to this one is settled */
    uint64_t sent;
};

enum fault replay_get(struct txn *, const char *name, struct replay *out);

/* The first replay whose name sorts after `after` ("" for the very first). */
enum fault replay_next(struct txn *, const char *after, struct replay *out);

/* Finds first and last in the log and begins. FAULT_EXISTS. */
enum fault replay_add(struct txn *, struct replay *);

enum fault replay_put(struct txn *, const struct replay *);

/* FAULT_REFUSED when it has ended already; FAULT_MISSING. */
enum fault replay_cancel(struct txn *, const char *name, int64_t now);

/* Are events sent to this target, which is one of that rule's? */
bool replay_takes(const struct replay *, const char *rule, const char *target);

const char *replay_state_name(enum replay_state);

#endif
