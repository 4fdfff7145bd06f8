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
    uint64_t head, end; /* while it is read */
};

/*
 * Reads everything. head is the next number that those who keep up look at, end the log's last. After a fault
 * the next reading begins anew.
 */
enum fault roster_read(struct roster *, uint64_t head, uint64_t end);

/* Frees what is in it. */
void roster_clear(struct roster *);

#endif
