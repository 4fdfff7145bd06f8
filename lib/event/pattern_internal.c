/*
 * pattern_internal.c: names, places and refusals of the pattern compiler.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/pattern_internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/utf8.h"
#include "event/pattern.h"

struct pattern_member
pattern_compiler_member(const char *marked, struct json_object *value)
{
    return (struct pattern_member){{marked, strlen(marked) - PATTERN_COMPILER_MARK}, value};
}

bool
member_is(const struct pattern_member *member, const char *name)
{
    return strlen(name) == member->name.length && memcmp(name, member->name.bytes, member->name.length) == 0;
}

static void
place_write(const struct pattern_place *at, struct buffer *out)
{
    if (at == NULL) {
        buffer_add(out, "$");
        return;
    }
    place_write(at->outer, out);
    if (at->name.bytes == NULL) {
        buffer_addf(out, "[%zu]", at->index);
        return;
    }
    buffer_add(out, ".");
    buffer_add_bytes(out, at->name.bytes, at->name.length);
}

enum fault
pattern_compiler_refuse(struct pattern_compiler *c, const struct pattern_place *at, const char *format, ...)
{
    char place[PATTERN_ERROR_SIZE / 2], sentence[PATTERN_ERROR_SIZE / 2], line[PATTERN_ERROR_SIZE + 8];
    struct buffer out = buffer_over(place, sizeof place);
    va_list list;
    va_start(list, format);
    vsnprintf(sentence, sizeof sentence, format, list);
    va_end(list);
    place_write(at, &out);
    snprintf(line, sizeof line, "%s%s: %s", place, out.full ? "..." : "", sentence);
    utf8_clean(line, strlen(line), c->why, PATTERN_ERROR_SIZE);
    return FAULT_INPUT;
}

const char *
pattern_compiler_kind(struct json_object *value)
{
    switch (event_value_from_json(value).kind) {
    case EVENT_VALUE_NULL:
        return "null";
    case EVENT_VALUE_FALSE:
        return "false";
    case EVENT_VALUE_TRUE:
        return "true";
    case EVENT_VALUE_NUMBER:
        return "a number";
    case EVENT_VALUE_STRING:
        return "a string";
    case EVENT_VALUE_ARRAY:
        return "an array";
    default:
        return "an object";
    }
}
