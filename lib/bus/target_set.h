/*
 * target_set.h: the rules, and the queues of all who get events: read from the store, and read again when
 * something has changed. A queue stays the same through that, with what is on its way in it.
 */
#ifndef CURT_BUS_TARGET_SET_H
#define CURT_BUS_TARGET_SET_H

#include "bus/rule_set.h"
#include "bus/target_queue.h"

struct target_set {
    struct env *env;
    struct rule_set *rules; /* NULL before the first reading */
    struct target_queue **queues;
    size_t count;
    struct target_queue
        *by_rule[RULES_MAX][TARGETS_A_RULE]; /* open ones, by the rule's place in the set; no replays */
    unsigned by_rule_count[RULES_MAX];
    size_t first; /* the queue whose turn comes first; the caller counts it up */
};

/* Reads everything. After a fault the next reading begins from the start. */
enum fault target_set_read(struct target_set *);

/* The queue that has the turn i of a round, from 0 on: NULL when all had theirs, or the deadline
 * (monotonic.h) is over. Rounds that begin with another queue each time leave none out. */
struct target_queue *target_set_turn(const struct target_set *, size_t i, int64_t deadline);

/* Frees what is in it. */
void target_set_clear(struct target_set *);

#endif
