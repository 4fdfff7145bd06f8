/*
 * event_request.h: an event that somebody outside publishes, checked when it comes in: an object with source,
 * detail-type and detail, and, if its sender likes, id (a UUID: the same id is taken once), time, resources,
 * account, region and version. What comes out is the whole envelope.
 */
#ifndef CURT_EVENT_EVENT_REQUEST_H
#define CURT_EVENT_EVENT_REQUEST_H

#include <json-c/json.h>

#include "base/input_error.h"
#include "base/uuid.h"

#define EVENT_REQUESTS_MAX       1000
#define EVENT_REQUESTS_BYTES_MAX (1024 * 1024) /* of a request */

struct event_request {
    uint8_t id[UUID_BYTES];
    struct json_object *envelope;
};

/*
 * Checks what was sent and makes the envelope, which the caller owns; now is its time when it has none.
 * FAULT_INPUT: *error says what.
 */
enum fault event_request_read(
    struct json_object *sent, int64_t now, struct event_request *out, struct input_error *error);

#endif
