/*
 * send_time.c: reads when something is to be sent.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/send_time.h"

#include <string.h>

#include "base/timestamp.h"

#define SEND_TIME_LATE (60 * TIMESTAMP_SECOND) /* that a request may come after the time that it asks for */

enum fault
send_time_parse(const char *text, int64_t now, int64_t *out, struct input_error *error)
{
    if (timestamp_parse(text, out) != FAULT_NONE)
        return input_error_set(error, ERROR_INVALID_VALUE, "", "send_at",
            "send_at must be a time with its offset, such as 2026-12-24T18:00:00Z.");
    if (*out < now - SEND_TIME_LATE)
        return input_error_set(
            error, ERROR_OUT_OF_RANGE, "", "send_at", "send_at is over; leave it out to send at once.");
    if (*out > now + SEND_TIME_DAYS_MAX * TIMESTAMP_DAY)
        return input_error_set(error, ERROR_OUT_OF_RANGE, "", "send_at",
            "send_at must be within the next %d days.", SEND_TIME_DAYS_MAX);
    if (*out <= now)
        *out = 0;
    return FAULT_NONE;
}

enum fault
send_time_read(struct json_object *sent, int64_t now, int64_t *out, struct input_error *error)
{
    struct json_object *value;
    *out = 0;
    if (!json_object_object_get_ex(sent, "send_at", &value) || value == NULL)
        return FAULT_NONE;
    if (!json_object_is_type(value, json_type_string))
        return input_error_set(error, ERROR_WRONG_TYPE, "", "send_at", "send_at must be a string.");
    const char *text = json_object_get_string(value);
    return send_time_parse(
        strlen(text) == (size_t)json_object_get_string_len(value) ? text : "", now, out, error);
}

enum fault
send_time_read_move(struct json_object *sent, int64_t now, int64_t *out, struct input_error *error)
{
    if (!json_object_is_type(sent, json_type_object) || json_object_object_length(sent) != 1 ||
        !json_object_object_get_ex(sent, "send_at", NULL))
        return input_error_set(error, ERROR_MISSING_FIELD, "", "send_at",
            "The body must be an object with send_at, and nothing else.");
    return send_time_read(sent, now, out, error);
}
