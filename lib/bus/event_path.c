/*
 * event_path.c: reads a path step by step.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/event_path.h"

#include <stdlib.h>
#include <string.h>

enum { EVENT_PATH_NAME_MAX = 255, EVENT_PATH_DIGITS_MAX = 9 };

static const char event_path_digits[] = "0123456789";

static const char event_path_begins[] = "A path into the event must be $, or begin with $. or $[, such as "
                                        "\"$.detail.code\".";

/* One step: a member's name, or, with length 0, an element's index. */
struct event_path_step {
    const char *name;
    size_t length;
    size_t index;
};

static const char *
event_path_read_name(const char *at, struct event_path_step *out, const char **why)
{
    out->name = at;
    out->length = strcspn(at, ".[]()*'\" \t\r\n");
    if (*at == '.' || *at == '[')
        *why = "A path into the event must not have .. or .[ in it; name each member.";
    else if (*at == '*' || at[out->length] == '*')
        *why = "A path into the event must not have the wildcard * in it.";
    else if (out->length == 0 || (at[out->length] != '\0' && strchr(".[", at[out->length]) == NULL))
        *why = "A path into the event must be $ and then .name or [number] each time, such as "
               "\"$.detail.list[0].n\".";
    else if (out->length > EVENT_PATH_NAME_MAX)
        *why = "A name in a path into the event must be at most 255 bytes long.";
    return at + out->length;
}

static const char *
event_path_read_index(const char *at, struct event_path_step *out, const char **why)
{
    const size_t digits = strspn(at, event_path_digits);
    out->length = 0;
    if (digits == 0 || digits > EVENT_PATH_DIGITS_MAX || at[digits] != ']' || (*at == '0' && digits > 1))
        *why =
            "Brackets in a path into the event must hold the number of one element, such as [0]; wildcards, "
            "filters, slices, negative numbers and names in quotes are not supported.";
    else
        out->index = strtoul(at, NULL, 10);
    return at + digits + (at[digits] == ']');
}

/* The step that begins at `at`; where it ends. *why stays NULL when it is good. */
static const char *
event_path_read(const char *at, struct event_path_step *out, const char **why)
{
    if (*at == '.')
        return event_path_read_name(at + 1, out, why);
    if (*at == '[')
        return event_path_read_index(at + 1, out, why);
    *why = event_path_begins; /* $a is such a one */
    return at;
}

enum fault
event_path_check(const char *path, const char **why)
{
    struct event_path_step step;
    *why = *path == '$' ? NULL : event_path_begins;
    for (const char *at = path + 1; *why == NULL && *at != '\0';)
        at = event_path_read(at, &step, why);
    return *why == NULL ? FAULT_NONE : FAULT_INPUT;
}

static bool
event_path_take(struct json_object *from, const struct event_path_step *step, struct json_object **out)
{
    char name[EVENT_PATH_NAME_MAX + 1];
    if (step->length == 0) {
        const bool there = json_object_is_type(from, json_type_array) &&
                           step->index < json_object_array_length(from);
        *out = there ? json_object_array_get_idx(from, step->index) : NULL;
        return there;
    }
    memcpy(name, step->name, step->length);
    name[step->length] = '\0';
    return json_object_is_type(from, json_type_object) && json_object_object_get_ex(from, name, out);
}

bool
event_path_follow(struct json_object *event, const char *path, struct json_object **out)
{
    struct event_path_step step;
    struct json_object *reached = event;
    const char *why = NULL;
    *out = NULL;
    for (const char *at = path + 1; *at != '\0';) {
        at = event_path_read(at, &step, &why);
        if (why != NULL || !event_path_take(reached, &step, &reached))
            return false;
    }
    *out = reached;
    return true;
}
