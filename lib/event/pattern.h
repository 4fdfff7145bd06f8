/*
 * pattern.h: which events a rule wants: EventBridge patterns, compiled once and matched without allocation.
 *
 * A pattern is a JSON object such as {"source": ["urlshortener"], "detail": {"code": ["abc", {"prefix":
 * "x-"}]}}: all of its fields must fit, each with one of the values in its array. Where the language leaves a
 * choice:
 *
 * - A field's path is its names joined by dots: "detail.code" is "code" in "detail", in the pattern as in the
 * event. An event that spells one path in both ways gives two values for it, as an array would.
 *
 * - A path that is given twice means what was given last, a field inside of $or among them: names must not be
 * repeated to ask for two things.
 *
 * - What stands in one object of an event's array fits together or not at all. {"exists": false} asks the
 * object that the other fields have chosen; where they choose none, it asks all.
 *
 * - Numbers are compared exactly as they are written (decimal.h); letters as condition.h says.
 *
 * - What lies in an event deeper than PATTERN_EVENT_DEPTH_MAX (pattern_tree.h) values is not there. (Text is
 * not read as deep as that.)
 *
 * Matching takes time in proportion to the event and to the pattern, whatever they are.
 */
#ifndef CURT_EVENT_PATTERN_H
#define CURT_EVENT_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"
#include "event/event_value.h"

#define PATTERN_MAX              2048  /* characters */
#define PATTERN_COMBINATIONS_MAX 1000  /* of the alternatives in all $or */
#define PATTERN_FIELDS_MAX       10000 /* in all combinations together */
#define PATTERN_ERROR_SIZE       512   /* room for a refusal, with its NUL */

struct pattern;

/*
 * Compiles a pattern; text[length] is a NUL. *out is the caller's (pattern_free). FAULT_INPUT leaves it NULL,
 * and why is a line that says where and why: "$.detail.code[1].prefix: a string is expected here, not a
 * number".
 */
enum fault pattern_compile(
    const char *text, size_t length, struct pattern **out, char why[static PATTERN_ERROR_SIZE]);

/* Takes NULL too. */
void pattern_free(struct pattern *);

/* Does it fit the event? An event that is no object fits no pattern. */
bool pattern_matches(const struct pattern *, const struct event_value *event);

#endif
