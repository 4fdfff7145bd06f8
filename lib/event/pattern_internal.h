/*
 * pattern_internal.h: what the parts of the pattern compiler share: where in the pattern they are, and how
 * they refuse it. For pattern_compile.c and condition_compile.c alone.
 *
 * The pattern is JSON, read by json-c, in which every name has PATTERN_COMPILER_MARK characters more at its
 * end: they are different for each, so that json-c keeps a name that is given twice.
 */
#ifndef CURT_EVENT_PATTERN_INTERNAL_H
#define CURT_EVENT_PATTERN_INTERNAL_H

#include <json-c/json.h>

#include "base/arena.h"
#include "base/fault.h"
#include "event/event_value.h"

#define PATTERN_COMPILER_MARK 4

struct pattern_compiler {
    struct arena *arena; /* the pattern's */
    char *why;           /* PATTERN_ERROR_SIZE bytes */
};

/* A step from the pattern's top to what is looked at: a member's name, or an element's number. */
struct pattern_place {
    const struct pattern_place *outer; /* NULL at the top */
    struct event_value_text name;      /* bytes is NULL for an element */
    size_t index;
};

/* A member as the pattern's author wrote it. */
struct pattern_member {
    struct event_value_text name;
    struct json_object *value;
};

struct pattern_member pattern_compiler_member(const char *marked, struct json_object *value);
bool member_is(const struct pattern_member *, const char *name);

/* Says where and why; always FAULT_INPUT. */
enum fault pattern_compiler_refuse(struct pattern_compiler *, const struct pattern_place *,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

/* "a string", "null", ...: what a value is called in a sentence. */
const char *pattern_compiler_kind(struct json_object *);

#endif
