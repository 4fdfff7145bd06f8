/*
 * link_request_value.c: reads texts, numbers, truths, times and labels, from JSON or as a form sends them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link/link_request_value.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/timestamp.h"

enum fault
link_request_refuse(struct link_request_reading *r, enum error_code code, const char *format, ...)
{
    char detail[INPUT_ERROR_DETAIL_SIZE];
    va_list args;
    va_start(args, format);
    vsnprintf(detail, sizeof detail, format, args);
    va_end(args);
    return input_error_set(r->error, code, "", r->name, "%s", detail);
}

enum fault
link_request_text(struct link_request_reading *r, struct json_object *value, const char **out)
{
    *out = "";
    if (json_object_get_type(value) != json_type_string)
        return link_request_refuse(r, ERROR_WRONG_TYPE, "%s must be a string.", r->name);
    *out = json_object_get_string(value);
    if (strlen(*out) != (size_t)json_object_get_string_len(value))
        return link_request_refuse(r, ERROR_WRONG_TYPE, "%s must not contain a NUL.", r->name);
    return FAULT_NONE;
}

enum fault
link_request_number(
    struct link_request_reading *r, struct json_object *value, int64_t least, int64_t most, int64_t *out)
{
    bool good = json_object_get_type(value) == json_type_int;
    errno = 0;
    *out = 0;
    if (good) {
        *out = json_object_get_int64(value);
    } else if (r->text && json_object_get_type(value) == json_type_string) {
        char *end;
        const char *text = json_object_get_string(value);
        *out = strtoll(text, &end, 10);
        good = end != text && *end == '\0';
    }
    if (!good || errno != 0 || *out < least || *out > most)
        return link_request_refuse(r, ERROR_OUT_OF_RANGE, "%s must be a whole number from %lld to %lld.",
            r->name, (long long)least, (long long)most);
    return FAULT_NONE;
}

enum fault
link_request_truth(struct link_request_reading *r, struct json_object *value, bool *out)
{
    if (json_object_get_type(value) == json_type_boolean) {
        *out = json_object_get_boolean(value) != 0;
        return FAULT_NONE;
    }
    const char *text = r->text && json_object_get_type(value) == json_type_string
                           ? json_object_get_string(value)
                           : "";
    *out = strcmp(text, "true") == 0 || strcmp(text, "on") == 0 || strcmp(text, "1") == 0;
    if (*out || strcmp(text, "false") == 0 || strcmp(text, "off") == 0 || strcmp(text, "0") == 0)
        return FAULT_NONE;
    return link_request_refuse(r, ERROR_WRONG_TYPE, "%s must be true or false.", r->name);
}

enum fault
link_request_moment(struct link_request_reading *r, struct json_object *value, int64_t *out)
{
    const char *text;
    char padded[32];
    enum fault fault = link_request_text(r, value, &text);
    if (fault != FAULT_NONE)
        return fault;
    if (r->text &&
        strlen(text) == strlen("2026-05-25T16:56")) { /* what a browser's datetime-local field sends: UTC */
        snprintf(padded, sizeof padded, "%.16s:00Z", text);
        text = padded;
    }
    if (timestamp_parse(text, out) != FAULT_NONE)
        return link_request_refuse(r, ERROR_INVALID_VALUE,
            "%s must be a time as in RFC 3339, such as 2030-01-31T12:00:00Z.", r->name);
    return FAULT_NONE;
}

enum fault
link_request_label(struct link_request_reading *r, struct json_object *value, char out[static LABEL_MAX + 1])
{
    const char *text;
    enum fault fault = link_request_text(r, value, &text);
    if (fault != FAULT_NONE)
        return fault;
    if (!label_is_valid(text))
        return link_request_refuse(r, ERROR_INVALID_LENGTH,
            "%s must be 1 to %d bytes long, without control characters.", r->name, LABEL_MAX);
    strcpy(out, text);
    return FAULT_NONE;
}
