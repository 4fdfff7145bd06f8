/*
 * pattern_tree.h: a pattern, compiled. For the pattern*.c of this folder and rule_index.c alone.
 *
 * Its alternatives are what $or expands to: it fits when one of them does. Each is a tree of names without
 * $or, a leaf of which has conditions, one of which must hold. A name that has both conditions and names
 * below it is two nodes.
 */
#ifndef CURT_EVENT_PATTERN_TREE_H
#define CURT_EVENT_PATTERN_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "event/condition.h"
#include "event/event_value.h"

#define PATTERN_NAMES_MAX       32 /* in a path */
#define PATTERN_EVENT_DEPTH_MAX 64

struct node {
    const char *path;       /* the names from the top on, joined by dots */
    const uint16_t *starts; /* starts[d]: where in path what follows the first d names starts */
    unsigned depth;         /* names in the path; 0 at the top */
    bool leaf;
    bool may_be_absent; /* nothing of it needs to be in the event */
    struct conditions conditions;
    const struct node *outer;
    struct node *first, *next; /* below it, and beside it */
};

struct pattern {
    struct arena arena; /* everything else is in it */
    size_t count;
    struct node **alternatives; /* their tops */
};

/* Does this one alternative fit the event, which is an object? */
bool alternative_matches(const struct node *top, const struct event_value *event);

#endif
