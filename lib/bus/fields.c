/*
 * fields.c: reads the fields of what administrators send.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/fields.h"

#include <string.h>

#include "base/json.h"
#include "base/timestamp.h"
#include "base/utf8.h"
#include "event/pattern.h"

bool
fields_have(struct json_object *sent, const char *field)
{
    struct json_object *value;
    return json_object_object_get_ex(sent, field, &value) && value != NULL;
}

enum fault
fields_check(struct json_object *sent, const char *const *known, struct input_error *error)
{
    if (!json_object_is_type(sent, json_type_object))
        return input_error_set(error, ERROR_WRONG_TYPE, "", "", "The body must be an object.");
    json_object_object_foreach(sent, name, value)
    {
        const char *const *at = known;
        (void)value;
        while (*at != NULL && strcmp(*at, name) != 0)
            at++;
        if (*at != NULL)
            continue;
        char clean[65];
        utf8_clean(name, strlen(name), clean, sizeof clean);
        return input_error_set(error, ERROR_UNKNOWN_FIELD, "", name, "There is no field %s.", clean);
    }
    return FAULT_NONE;
}

enum fault
fields_read_name(struct json_object *sent, const char *field, char out[static RULE_NAME_MAX + 1],
    struct input_error *error)
{
    const char *name = json_member(sent, field);
    if (!table_name_is_valid(name))
        return input_error_set(
            error, ERROR_INVALID_NAME, "", field, "%s must be 1 to 64 of A-Z a-z 0-9 . _ -.", field);
    if (strspn(name, ".") == strlen(name)) /* in a URL's path, . and .. are no names */
        return input_error_set(error, ERROR_INVALID_NAME, "", field, "%s must not be dots alone.", field);
    strcpy(out, name);
    return FAULT_NONE;
}

enum fault
fields_read_enabled(struct json_object *sent, bool *out, struct input_error *error)
{
    struct json_object *value;
    if (!json_object_object_get_ex(sent, "enabled", &value))
        return FAULT_NONE;
    if (!json_object_is_type(value, json_type_boolean))
        return input_error_set(error, ERROR_WRONG_TYPE, "", "enabled", "enabled must be true or false.");
    *out = json_object_get_boolean(value);
    return FAULT_NONE;
}

enum fault
fields_read_pattern(
    struct json_object *sent, char out[static RULE_PATTERN_MAX + 1], struct input_error *error)
{
    struct json_object *value = NULL;
    size_t length = 0;
    json_object_object_get_ex(sent, "pattern", &value);
    const char *text = json_object_is_type(value, json_type_string)   ? json_object_get_string(value)
                       : json_object_is_type(value, json_type_object) ? json_text(value, &length)
                                                                      : NULL;
    if (text == NULL || strlen(text) > RULE_PATTERN_MAX)
        return input_error_set(error, ERROR_INVALID_PATTERN, "", "pattern",
            "pattern must be an object, or the text of one, of at most 2,048 characters.");
    strcpy(out, text + utf8_mark_length(text, strlen(text)));
    return FAULT_NONE;
}

enum fault
fields_check_pattern(const char *text, struct input_error *error)
{
    struct pattern *pattern;
    char why[PATTERN_ERROR_SIZE];
    if (pattern_compile(text, strlen(text), &pattern, why) != FAULT_NONE)
        return input_error_set(error, ERROR_INVALID_PATTERN, "", "pattern", "pattern is not valid: %s.", why);
    pattern_free(pattern);
    return FAULT_NONE;
}

enum fault
fields_read_moment(
    struct json_object *sent, const char *field, int64_t otherwise, int64_t *out, struct input_error *error)
{
    *out = otherwise;
    if (!fields_have(sent, field))
        return FAULT_NONE;
    return timestamp_parse(json_member(sent, field), out) == FAULT_NONE
               ? FAULT_NONE
               : input_error_set(error, ERROR_INVALID_VALUE, "", field,
                     "%s must be a time, such as 2026-05-25T16:56:50Z.", field);
}
