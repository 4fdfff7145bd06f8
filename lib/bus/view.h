/*
 * view.h: an event as patterns see it: values with members and elements, whatever they are made of.
 *
 * They are made of json-c's objects (an event that was read from text), or of a click as the event log has
 * it: then no JSON is built, and a text that must be written first (an id, a time, an address, what a
 * stranger sent) is written when it is asked for. Both show what envelope.h shows of the event. Looking
 * allocates nothing.
 */
#ifndef CURT_BUS_VIEW_H
#define CURT_BUS_VIEW_H

#include <stdbool.h>
#include <stddef.h>

#include <json-c/json.h>

#include "base/clock.h"
#include "base/fault.h"
#include "bus/decimal.h"
#include "store/click.h"
#include "store/event.h"
#include "store/labels.h"

enum view_kind {
    VIEW_ABSENT, /* no such member */
    VIEW_NULL,
    VIEW_FALSE,
    VIEW_TRUE,
    VIEW_NUMBER,
    VIEW_STRING,
    VIEW_ARRAY,
    VIEW_OBJECT,
};

/* Bytes that need not end with a NUL. */
struct view_text {
    const char *bytes;
    size_t length;
};

/* A value, good for as long as what it was made of. */
struct view {
    enum view_kind kind;
    int field;                /* of a click */
    struct json_object *json; /* or NULL */
    struct view_click *click; /* or NULL */
};

/* What a click's view needs: the caller's, as long as the view is used. 24 KiB, of which little is touched.
 */
struct view_click {
    const struct event *event;
    struct click click;
    struct labels labels;
    char id[UUID_TEXT], message[UUID_TEXT], time[CLOCK_TEXT], ip[ADDRESS_TEXT],
        visitor[17]; /* "": not written yet */
    char clean[5][CLICK_BYTES_MAX];
};

/* The object stays the caller's. */
struct view view_of_json(struct json_object *);

/* An event of kind EVENT_CLICK or EVENT_PREFETCH. FAULT_INPUT for one that cannot be read. */
enum fault view_of_click(const struct event *, struct view_click *space, struct view *out);

/* A member of an object: of kind VIEW_ABSENT when there is none. */
struct view view_member(const struct view *object, const char *name);

size_t view_length(const struct view *array);
struct view view_element(const struct view *array, size_t index);

struct view_text view_string(const struct view *string);
struct decimal view_number(const struct view *number);

/* May a name among this event's have a dot in it? */
bool view_has_dots(const struct view *);

#endif
