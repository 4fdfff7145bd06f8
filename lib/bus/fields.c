/*
 * fields.c: reads the fields of what administrators send.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/fields.h"

#include <string.h>

#include "base/timestamp.h"

bool
fields_have(struct json_object *sent, const char *field)
{
    struct json_object *value;
    return json_object_object_get_ex(sent, field, &value) && value != NULL;
}

enum fault
fields_check(struct json_object *sent, const char *const *known, struct refusal *refusal)
{
    if (!json_object_is_type(sent, json_type_object))
        return refuse(refusal, FAULT_INPUT, "#", "An object is expected.");
    json_object_object_foreach(sent, name, value)
    {
        const char *const *at = known;
        (void)value;
        while (*at != NULL && strcmp(*at, name) != 0)
            at++;
        if (*at == NULL)
            return refuse_field(refusal, name, "There is no such field.");
    }
    return FAULT_NONE;
}

enum fault
fields_read_name(
    struct json_object *sent, const char *field, char out[static RULE_NAME_MAX + 1], struct refusal *refusal)
{
    const char *name = json_member(sent, field);
    if (!table_name_is_valid(name))
        return refuse_field(
            refusal, field, "It must be a text of 1 to 64 characters, of A-Z, a-z, 0-9, dot, _ and -.");
    if (strspn(name, ".") == strlen(name)) /* in a URL's path, . and .. are no names */
        return refuse_field(refusal, field, "It must not be dots alone.");
    strcpy(out, name);
    return FAULT_NONE;
}

enum fault
fields_read_enabled(struct json_object *sent, bool *out, struct refusal *refusal)
{
    struct json_object *value;
    if (!json_object_object_get_ex(sent, "enabled", &value))
        return FAULT_NONE;
    if (!json_object_is_type(value, json_type_boolean))
        return refuse(refusal, FAULT_INPUT, "#/enabled", "It must be true or false.");
    *out = json_object_get_boolean(value);
    return FAULT_NONE;
}

enum fault
fields_read_moment(
    struct json_object *sent, const char *field, int64_t otherwise, int64_t *out, struct refusal *refusal)
{
    *out = otherwise;
    if (!fields_have(sent, field))
        return FAULT_NONE;
    return timestamp_parse(json_member(sent, field), out) == FAULT_NONE
               ? FAULT_NONE
               : refuse_field(refusal, field, "It must be a time, such as 2026-05-25T16:56:50Z.");
}
