/*
 * event_value.h: an event as patterns see it: values with members and elements, whatever they are made of.
 *
 * They are made of json-c's objects (an event that was read from text), or of a click (or what was missed) as
 * the event log has it: then no JSON is built, and a text that must be written first (an id, a time, an
 * address, what a stranger sent) is written when it is asked for. Both show what envelope.h shows of the
 * event. Looking allocates nothing.
 */
#ifndef CURT_EVENT_EVENT_VALUE_H
#define CURT_EVENT_EVENT_VALUE_H

#include <stdbool.h>
#include <stddef.h>

#include <json-c/json.h>

#include "base/fault.h"
#include "base/timestamp.h"
#include "event/click.h"
#include "event/decimal.h"
#include "event/event_log.h"
#include "event/labels.h"
#include "event/missed.h"

enum event_value_kind {
    EVENT_VALUE_ABSENT, /* no such member */
    EVENT_VALUE_NULL,
    EVENT_VALUE_FALSE,
    EVENT_VALUE_TRUE,
    EVENT_VALUE_NUMBER,
    EVENT_VALUE_STRING,
    EVENT_VALUE_ARRAY,
    EVENT_VALUE_OBJECT,
};

/* Bytes that need not end with a NUL. */
struct event_value_text {
    const char *bytes;
    size_t length;
};

/* A value, good for as long as what it was made of. */
struct event_value {
    enum event_value_kind kind;
    int field;                       /* of a click */
    struct json_object *json;        /* or NULL */
    struct event_value_click *click; /* or NULL */
};

/* What a click's view needs: the caller's, as long as the view is used. 36 KiB, of which little is touched.
 */
struct event_value_click {
    const struct event *event;
    struct missed missed; /* its click alone, unless the event is an EVENT_MISSED */
    struct labels labels;
    char id[UUID_SIZE], message[UUID_SIZE], time[TIMESTAMP_SIZE], ip[IP_ADDRESS_SIZE],
        visitor[17]; /* "": not written yet */
    char clean[7][CLICK_BYTES_MAX];
};

/* The object stays the caller's. */
struct event_value event_value_from_json(struct json_object *);

/* An event with a click (click_event_type). FAULT_INPUT for one that cannot be read. */
enum fault event_value_from_click(
    const struct event *, struct event_value_click *space, struct event_value *out);

/* A member of an object: of kind EVENT_VALUE_ABSENT when there is none. */
struct event_value event_value_member(const struct event_value *object, const char *name);

size_t event_value_length(const struct event_value *array);
struct event_value event_value_element(const struct event_value *array, size_t index);

struct event_value_text event_value_string(const struct event_value *string);
struct decimal event_value_number(const struct event_value *number);

/* May a name among this event's have a dot in it? */
bool event_value_has_dots(const struct event_value *);

#endif
