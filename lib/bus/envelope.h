/*
 * envelope.h: an event of the log as the world sees it: a JSON object in the EventBridge envelope, with
 * detail-type, source, id, time and detail. The same event always gives the same text.
 */
#ifndef CURT_BUS_ENVELOPE_H
#define CURT_BUS_ENVELOPE_H

#include <json-c/json.h>

#include "event/event_log.h"

/* The caller owns the object (json_object_put). NULL for a blank, and, logged, for an event that cannot be
 * read. */
struct json_object *envelope_create(const struct event *);

/* The same as it is sent to a target: with the name of the replay, "" when it is none. */
struct json_object *envelope_sent(const struct event *, const char *replay);

#endif
