/*
 * event_path.h: a path into an event, as variables of an input transformer have it: $ is the whole event;
 * then come steps: .name for a member, [n] for an element of an array, counted from 0. It is what JSONPath
 * (RFC 9535) calls a singular query, without names in quotes and without negative indexes. A name is any text
 * without white space and without one of . [ ] ( ) * ' ".
 */
#ifndef CURT_BUS_EVENT_PATH_H
#define CURT_BUS_EVENT_PATH_H

#include <stdbool.h>

#include "base/fault.h"
#include "base/json.h"

/* FAULT_INPUT: *why is a sentence that says what is not supported (static text). */
enum fault event_path_check(const char *path, const char **why);

/* What the path leads to, which may be NULL for null; false, and NULL, when it leads nowhere or is no path.
 */
bool event_path_follow(struct json_object *event, const char *path, struct json_object **out);

#endif
