/*
 * roster.h: the rules, and the lanes of all who get events: read from the store, and read again when
 * something has changed. A lane stays the same through that, with what is on its way in it.
 */
#ifndef CURT_BUS_ROSTER_H
#define CURT_BUS_ROSTER_H

#include "bus/rule_set.h"
#include "bus/target_queue.h"

struct roster {
    struct env *env;
    struct rule_set *book; /* NULL before the first reading */
    struct target_queue **lanes;
    size_t count;
    struct target_queue
        *by_rule[RULES_MAX][TARGETS_A_RULE]; /* open ones, by the rule's place in the book; no replays */
    unsigned by_rule_count[RULES_MAX];
    size_t first; /* the lane whose turn comes first; the caller counts it up */
};

/* Reads everything. After a fault the next reading begins from the start. */
enum fault roster_read(struct roster *);

/* The lane that has the turn i of a round, from 0 on: NULL when all had theirs, or the deadline is over.
 * Rounds that begin with another lane each time leave none out. */
struct target_queue *roster_turn(const struct roster *, size_t i, int64_t deadline);

/* Frees what is in it. */
void roster_clear(struct roster *);

#endif
