/*
 * condition_compile.h: the operators of a pattern, from JSON into conditions. For pattern_compile.c alone.
 */
#ifndef CURT_EVENT_CONDITION_COMPILE_H
#define CURT_EVENT_CONDITION_COMPILE_H

#include "event/condition.h"
#include "event/pattern_internal.h"

/* The conditions of a leaf: an array of values and operators. */
enum fault conditions_compile(struct pattern_compiler *, const struct pattern_place *,
    struct json_object *leaf, bool *may_be_absent, struct conditions *out);

/* Is this the name of an operator? */
bool condition_is_operator(const struct pattern_member *);

#endif
