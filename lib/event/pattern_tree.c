/*
 * pattern_tree.c: walks an alternative of a pattern along an event.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/pattern_tree.h"

/*
 * How a part of an alternative fits a part of an event. ABSENT: nothing of it is there, and nothing has to
 * be. Only by MEETS does it choose one object of an array.
 */
enum outcome { FAILS, ABSENT, MEETS };

static enum outcome node_in_value(const struct node *, const struct event_value *, unsigned depth);

/* Of two ways to find the same: one that meets is enough, but to be absent it must be so in both. */
static enum outcome
either(enum outcome a, enum outcome b)
{
    if (a == MEETS || b == MEETS)
        return MEETS;
    return a == ABSENT && b == ABSENT ? ABSENT : FAILS;
}

static enum outcome
both(enum outcome a, enum outcome b)
{
    if (a == FAILS || b == FAILS)
        return FAILS;
    return a == MEETS || b == MEETS ? MEETS : ABSENT;
}

static enum outcome
node_absent(const struct node *node)
{
    return node->may_be_absent ? ABSENT : FAILS;
}

static enum outcome
node_on_plain_value(const struct node *node, const struct event_value *value)
{
    if (!node->leaf)
        return node_absent(node);
    for (size_t i = 0; i < node->conditions.count; i++)
        if (condition_holds(&node->conditions.list[i], value))
            return MEETS;
    return FAILS;
}

/* An element that meets is chosen. An empty array is as good as none. */
static enum outcome
node_in_array(const struct node *node, const struct event_value *array, unsigned depth)
{
    const size_t length = event_value_length(array);
    enum outcome outcome = node_absent(node);
    if (depth == PATTERN_EVENT_DEPTH_MAX)
        return outcome;
    for (size_t i = 0; i < length && outcome != MEETS; i++) {
        const struct event_value element = event_value_element(array, i);
        const enum outcome now = node_in_value(node, &element, depth + 1);
        outcome = i == 0 ? now : either(outcome, now);
    }
    return outcome;
}

/*
 * The nodes below one, in an object that is above both: its members may spell the names in between with dots.
 * level is the depth at which the object is.
 */
static enum outcome
below_with_dots(const struct node *node, const struct event_value *object, unsigned level, unsigned depth)
{
    enum outcome outcome = ABSENT;
    for (const struct node *below = node->first; below != NULL && outcome != FAILS; below = below->next) {
        const struct event_value value = event_value_member(object, below->path + below->starts[level]);
        enum outcome now = node_in_value(below, &value, depth + 1);
        if (now != MEETS && !below->leaf)
            now = either(now, below_with_dots(below, object, level, depth));
        outcome = both(outcome, now);
    }
    return outcome;
}

static enum outcome
node_in_object(const struct node *node, const struct event_value *object, unsigned depth)
{
    const unsigned level = node->depth - 1;
    const struct event_value value = event_value_member(object, node->path + node->starts[level]);
    const enum outcome outcome = node_in_value(node, &value, depth + 1);
    if (outcome == MEETS || node->leaf || !event_value_has_dots(object))
        return outcome;
    return either(outcome, below_with_dots(node, object, level, depth));
}

static enum outcome
below_in_object(const struct node *node, const struct event_value *object, unsigned depth)
{
    enum outcome outcome = ABSENT;
    if (depth == PATTERN_EVENT_DEPTH_MAX)
        return node_absent(node);
    for (const struct node *below = node->first; below != NULL && outcome != FAILS; below = below->next)
        outcome = both(outcome, node_in_object(below, object, depth));
    return outcome;
}

static enum outcome
node_in_value(const struct node *node, const struct event_value *value, unsigned depth)
{
    switch (value->kind) {
    case EVENT_VALUE_ABSENT:
        return node_absent(node);
    case EVENT_VALUE_ARRAY:
        return node_in_array(node, value, depth);
    case EVENT_VALUE_OBJECT:
        return node->leaf ? node_absent(node) : below_in_object(node, value, depth);
    default:
        return node_on_plain_value(node, value);
    }
}

bool
alternative_matches(const struct node *top, const struct event_value *event)
{
    return below_in_object(top, event, 0) != FAILS;
}
