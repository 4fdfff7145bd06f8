/*
 * event_request.c: checks an event from outside and makes its envelope.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/event_request.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/json.h"
#include "base/timestamp.h"
#include "base/utf8.h"

enum {
    EVENT_REQUEST_SOURCE_MAX = 256,
    EVENT_REQUEST_TYPE_MAX = 128,
    EVENT_REQUEST_TEXT_MAX = 256,
    EVENT_REQUEST_RESOURCES_MAX = 100
};

static bool
event_request_is_text(struct json_object *value, size_t least, size_t most)
{
    if (!json_object_is_type(value, json_type_string))
        return false;
    const size_t length = (size_t)json_object_get_string_len(value);
    return length >= least && length <= most && strlen(json_object_get_string(value)) == length;
}

static enum fault
event_request_check_source(struct json_object *value, struct input_error *error)
{
    if (!event_request_is_text(value, 1, EVENT_REQUEST_SOURCE_MAX))
        return input_error_set(
            error, ERROR_INVALID_LENGTH, "", "source", "source must be a string of 1 to 256 bytes.");
    const char *source = json_object_get_string(value);
    return strcasecmp(source, "urlshortener") == 0 || strncasecmp(source, "aws.", 4) == 0
               ? input_error_set(error, ERROR_RESERVED_SOURCE, "", "source",
                     "source must not be urlshortener or begin with aws., which are reserved.")
               : FAULT_NONE;
}

static enum fault
event_request_check_resources(struct json_object *value, struct input_error *error)
{
    static const char why[] = "resources must be an array of at most 100 strings.";
    if (!json_object_is_type(value, json_type_array) ||
        json_object_array_length(value) > EVENT_REQUEST_RESOURCES_MAX)
        return input_error_set(error, ERROR_WRONG_TYPE, "", "resources", "%s", why);
    for (size_t i = 0; i < json_object_array_length(value); i++)
        if (!event_request_is_text(json_object_array_get_idx(value, i), 0, 2048))
            return input_error_set(error, ERROR_WRONG_TYPE, "", "resources", "%s", why);
    return FAULT_NONE;
}

static enum fault
event_request_check_member(
    const char *name, struct json_object *value, struct event_request *out, struct input_error *error)
{
    int64_t time;
    if (strcmp(name, "source") == 0)
        return event_request_check_source(value, error);
    if (strcmp(name, "detail-type") == 0)
        return event_request_is_text(value, 1, EVENT_REQUEST_TYPE_MAX)
                   ? FAULT_NONE
                   : input_error_set(error, ERROR_INVALID_LENGTH, "", "detail-type",
                         "detail-type must be a string of 1 to 128 bytes.");
    if (strcmp(name, "detail") == 0)
        return json_object_is_type(value, json_type_object)
                   ? FAULT_NONE
                   : input_error_set(error, ERROR_WRONG_TYPE, "", "detail", "detail must be an object.");
    if (strcmp(name, "id") == 0)
        return event_request_is_text(value, 36, 36) &&
                       uuid_parse(json_object_get_string(value), out->id) == FAULT_NONE
                   ? FAULT_NONE
                   : input_error_set(error, ERROR_WRONG_TYPE, "", "id", "id must be a UUID.");
    if (strcmp(name, "time") == 0)
        return event_request_is_text(value, 1, EVENT_REQUEST_TEXT_MAX) &&
                       timestamp_parse(json_object_get_string(value), &time) == FAULT_NONE
                   ? FAULT_NONE
                   : input_error_set(error, ERROR_INVALID_VALUE, "", "time",
                         "time must be a time, such as 2026-05-25T16:56:50Z.");
    if (strcmp(name, "resources") == 0)
        return event_request_check_resources(value, error);
    if (strcmp(name, "account") == 0 || strcmp(name, "region") == 0 || strcmp(name, "version") == 0)
        return event_request_is_text(value, 0, EVENT_REQUEST_TEXT_MAX)
                   ? FAULT_NONE
                   : input_error_set(error, ERROR_INVALID_LENGTH, "", name,
                         "%s must be a string of at most 256 bytes.", name);
    char clean[65];
    utf8_clean(name, strlen(name), clean, sizeof clean);
    return input_error_set(error, ERROR_UNKNOWN_FIELD, "", name, "An event has no field %s.", clean);
}

/* A member as it was sent, else a text. */
static void
event_request_add(struct json_object *to, struct json_object *sent, const char *name, const char *otherwise)
{
    struct json_object *value;
    json_object_object_add(to, name,
        json_object_object_get_ex(sent, name, &value) ? json_object_get(value)
                                                      : json_object_new_string(otherwise));
}

static struct json_object *
event_request_envelope(struct json_object *sent, int64_t now, const struct event_request *entry)
{
    struct json_object *all = json_object_new_object(), *resources, *detail;
    char id[UUID_SIZE], time[TIMESTAMP_SIZE];
    uuid_format(entry->id, id);
    timestamp_format(now, time);
    json_add_text(all, "version", "0");
    json_add_text(all, "id", id);
    event_request_add(all, sent, "detail-type", "");
    event_request_add(all, sent, "source", "");
    event_request_add(all, sent, "account", "");
    event_request_add(all, sent, "time", time);
    event_request_add(all, sent, "region", "");
    json_object_object_add(all, "resources",
        json_object_object_get_ex(sent, "resources", &resources) ? json_object_get(resources)
                                                                 : json_object_new_array());
    json_object_object_get_ex(sent, "detail", &detail);
    json_object_object_add(all, "detail", json_object_get(detail));
    return all;
}

enum fault
event_request_read(
    struct json_object *sent, int64_t now, struct event_request *out, struct input_error *error)
{
    static const char *const needed[] = {"source", "detail-type", "detail"};
    *out = (struct event_request){.envelope = NULL};
    if (!json_object_is_type(sent, json_type_object))
        return input_error_set(error, ERROR_WRONG_TYPE, "", "", "An event must be an object.");
    uuid_v4(out->id);
    json_object_object_foreach(sent, name, value)
    {
        enum fault fault = event_request_check_member(name, value, out, error);
        if (fault != FAULT_NONE)
            return fault;
    }
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (!json_object_object_get_ex(sent, needed[i], NULL))
            return input_error_set(error, ERROR_MISSING_FIELD, "", needed[i], "%s is missing.", needed[i]);
    out->envelope = event_request_envelope(sent, now, out);
    return FAULT_NONE;
}
