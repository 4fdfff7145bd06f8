/*
 * aws_tags.c: tags of rules and of the bus.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "aws.h"
#include "base/json.h"

enum { AWS_TAGS_MAX = 50, AWS_TAG_KEY_MAX = 128 * 4, AWS_TAG_VALUE_MAX = 256 * 4 };

/* The place of a key among the first `count` tags; -1: it is not there. */
static int
aws_find_tag(struct json_object *tags, size_t count, const char *key)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(json_member(json_object_array_get_idx(tags, i), "Key"), key) == 0)
            return (int)i;
    return -1;
}

static enum fault
aws_check_tag(struct aws_call *call, struct json_object *tags, size_t i)
{
    const char *key, *value;
    struct json_object *tag = json_object_array_get_idx(tags, i);
    if (!json_object_is_type(tag, json_type_object))
        return aws_fail(call, AWS_SERIALIZATION, "Each of the Tags must be an object.");
    enum fault fault = aws_need_text(call, tag, "Key", AWS_TAG_KEY_MAX, &key);
    if (fault == FAULT_NONE)
        fault = aws_read_text(call, tag, "Value", AWS_TAG_VALUE_MAX, &value);
    return fault == FAULT_NONE && aws_find_tag(tags, i, key) >= 0
               ? aws_fail(call, AWS_VALIDATION, "The keys of Tags must be different.")
               : fault;
}

enum fault
aws_read_tags(struct aws_call *call, struct json_object **out)
{
    enum fault fault = aws_read_value(call, call->input, "Tags", json_type_array, out);
    if (fault != FAULT_NONE || *out == NULL)
        return fault;
    if (json_object_array_length(*out) > AWS_TAGS_MAX)
        return aws_fail(call, AWS_VALIDATION, "There can be at most 50 Tags.");
    for (size_t i = 0; i < json_object_array_length(*out) && fault == FAULT_NONE; i++)
        fault = aws_check_tag(call, *out, i);
    return fault;
}
