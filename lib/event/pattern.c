/*
 * pattern.c: a pattern fits when one of its alternatives does.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/pattern.h"

#include <stdlib.h>

#include "event/pattern_tree.h"

bool
pattern_matches(const struct pattern *pattern, const struct event_value *event)
{
    if (event->kind != EVENT_VALUE_OBJECT)
        return false;
    for (size_t i = 0; i < pattern->count; i++)
        if (alternative_matches(pattern->alternatives[i], event))
            return true;
    return false;
}

void
pattern_free(struct pattern *pattern)
{
    if (pattern == NULL)
        return;
    arena_free(&pattern->arena);
    free(pattern);
}
