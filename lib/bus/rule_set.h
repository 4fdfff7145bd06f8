/*
 * rule_set.h: the rules as the relay needs them: read from the store, compiled, and arranged so that an event
 * finds those that want it without asking each.
 */
#ifndef CURT_BUS_RULE_SET_H
#define CURT_BUS_RULE_SET_H

#include "bus/rule.h"
#include "event/pattern.h"
#include "event/rule_index.h"

struct rule_set_rule {
    char name[RULE_NAME_MAX + 1];
    bool enabled;
    struct pattern *pattern; /* NULL when it cannot be read */
};

struct rule_set {
    uint64_t version; /* rule_version when it was read */
    size_t count;     /* in the order of the names */
    struct rule_set_rule rules[RULES_MAX];
    struct rule_index *route; /* of the enabled ones, by their place in rules */
};

/* Reads all rules. The caller owns the set. */
enum fault rule_set_read(struct env *, struct rule_set **out);
void rule_set_free(struct rule_set *);

/* The rule's place; -1 when there is none of that name, or its pattern cannot be read. */
int rule_set_find(const struct rule_set *, const char *name);

#endif
