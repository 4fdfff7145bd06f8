/*
 * book.h: the rules as the relay needs them: read from the store, compiled, and arranged so that an event
 * finds those that want it without asking each.
 */
#ifndef CURT_BUS_BOOK_H
#define CURT_BUS_BOOK_H

#include "bus/pattern.h"
#include "bus/route.h"
#include "store/rule.h"

struct book_rule {
    char name[RULE_NAME_MAX + 1];
    bool enabled;
    struct pattern *pattern; /* NULL when it cannot be read */
};

struct book {
    uint64_t version; /* rule_version when it was read */
    size_t count;     /* in the order of the names */
    struct book_rule rules[RULES_MAX];
    struct route *route; /* of the enabled ones, by their place in rules */
};

/* Reads all rules. The caller owns the book. */
enum fault book_read(struct env *, struct book **out);
void book_free(struct book *);

/* The rule's place; -1 when there is none of that name, or its pattern cannot be read. */
int book_find(const struct book *, const char *name);

#endif
