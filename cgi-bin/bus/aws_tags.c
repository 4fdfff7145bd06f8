/*
 * aws_tags.c: tags of rules and of the bus: in their resources.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "aws.h"
#include "base/json.h"
#include "base/timestamp.h"

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

/* What is tagged: a rule, or the bus. */
static enum fault
aws_read_tagged(struct aws_call *call, struct aws_resource *out)
{
    struct rule rule;
    char uuid[UUID_SIZE];
    const char *arn;
    *out = (struct aws_resource){.kind = AWS_RULE, .created = timestamp_now(), .changed = timestamp_now()};
    enum fault fault = aws_need_text(call, call->input, "ResourceARN", AWS_ARN_SIZE, &arn);
    if (fault != FAULT_NONE)
        return fault;
    if (aws_arn_parse(arn, "rule", out->name, uuid) == FAULT_NONE)
        return aws_find_rule(call, out->name, &rule);
    if (strncmp(arn, "arn:", 4) != 0 || !aws_is_bus(arn))
        return aws_fail(call, AWS_NOT_FOUND, "ResourceARN must be that of a rule or of the event bus.");
    out->kind = AWS_BUS;
    strcpy(out->name, "default");
    return FAULT_NONE;
}

struct aws_tagging {
    struct aws_resource *resource;
    struct json_object *added, *removed; /* one of them: Tags, or keys */
    bool too_many;
};

/* Takes the tags with these keys out; what is left. The caller owns it. */
static struct json_object *
aws_without_tags(struct json_object *tags, const struct aws_tagging *tagging)
{
    struct json_object *left = json_object_new_array(), *keys = tagging->removed;
    for (size_t i = 0; tags != NULL && i < json_object_array_length(tags); i++) {
        struct json_object *tag = json_object_array_get_idx(tags, i);
        const char *key = json_member(tag, "Key");
        bool goes = tagging->added != NULL &&
                    aws_find_tag(tagging->added, json_object_array_length(tagging->added), key) >= 0;
        for (size_t k = 0; keys != NULL && k < json_object_array_length(keys); k++)
            goes = goes || strcmp(json_object_get_string(json_object_array_get_idx(keys, k)), key) == 0;
        if (!goes)
            json_object_array_add(left, json_object_get(tag));
    }
    return left;
}

static enum fault
aws_tag_body(struct txn *txn, void *arg)
{
    struct aws_tagging *tagging = arg;
    struct json_object *tags = NULL, *left;
    struct rule rule;
    const enum fault rule_fault = tagging->resource->kind == AWS_RULE
                                      ? rule_get(txn, tagging->resource->name, &rule)
                                      : FAULT_NONE;
    enum fault fault = aws_resource_get(
        txn, tagging->resource->kind, tagging->resource->name, tagging->resource);
    if (rule_fault != FAULT_NONE || (fault != FAULT_NONE && fault != FAULT_MISSING))
        return rule_fault != FAULT_NONE ? rule_fault : fault;
    struct json_object *json = fault == FAULT_NONE ? aws_resource_read(tagging->resource)
                                                   : json_object_new_object();
    json_object_object_get_ex(json, "Tags", &tags);
    left = aws_without_tags(tags, tagging);
    for (size_t i = 0; tagging->added != NULL && i < json_object_array_length(tagging->added); i++)
        json_object_array_add(left, json_object_get(json_object_array_get_idx(tagging->added, i)));
    tagging->too_many = json_object_array_length(left) > AWS_TAGS_MAX;
    json_object_object_add(json, "Tags", left);
    fault = tagging->too_many ? FAULT_FULL : aws_resource_set(tagging->resource, json);
    json_object_put(json);
    return fault == FAULT_NONE ? aws_resource_put(txn, tagging->resource) : fault;
}

static enum fault
aws_change_tags(struct aws_call *call, struct aws_tagging *tagging)
{
    const enum fault fault = env_txn(call->context->env, ENV_SYNC, aws_tag_body, tagging);
    return fault == FAULT_FULL
               ? aws_fail(call, AWS_LIMIT, "There can be at most 50 tags of 16,384 bytes in all.")
           : fault == FAULT_MISSING ? aws_fail(call, AWS_NOT_FOUND, "The rule does not exist.")
                                    : aws_refuse(call, fault, NULL);
}

enum fault
aws_tag_resource(struct aws_call *call)
{
    struct aws_resource resource;
    struct aws_tagging tagging = {.resource = &resource};
    enum fault fault = aws_read_tagged(call, &resource);
    if (fault == FAULT_NONE)
        fault = aws_read_tags(call, &tagging.added);
    if (fault == FAULT_NONE && tagging.added == NULL)
        fault = aws_fail(call, AWS_VALIDATION, "Tags is missing.");
    return fault == FAULT_NONE ? aws_change_tags(call, &tagging) : fault;
}

enum fault
aws_untag_resource(struct aws_call *call)
{
    struct aws_resource resource;
    struct aws_tagging tagging = {.resource = &resource};
    enum fault fault = aws_read_tagged(call, &resource);
    if (fault == FAULT_NONE)
        fault = aws_read_value(call, call->input, "TagKeys", json_type_array, &tagging.removed);
    if (fault == FAULT_NONE && tagging.removed == NULL)
        fault = aws_fail(call, AWS_VALIDATION, "TagKeys is missing.");
    for (size_t i = 0; fault == FAULT_NONE && i < json_object_array_length(tagging.removed); i++)
        if (!json_object_is_type(json_object_array_get_idx(tagging.removed, i), json_type_string))
            fault = aws_fail(call, AWS_SERIALIZATION, "TagKeys must be strings.");
    return fault == FAULT_NONE ? aws_change_tags(call, &tagging) : fault;
}

enum fault
aws_list_tags(struct aws_call *call)
{
    struct aws_resource resource;
    struct json_object *tags = NULL, *json = NULL;
    enum fault fault = aws_read_tagged(call, &resource);
    if (fault != FAULT_NONE)
        return fault;
    fault = aws_resource_get(env_read(call->context->env), resource.kind, resource.name, &resource);
    if (fault == FAULT_NONE)
        json = aws_resource_read(&resource);
    json_object_object_get_ex(json, "Tags", &tags);
    json_object_object_add(
        call->output, "Tags", tags != NULL ? json_object_get(tags) : json_object_new_array());
    json_object_put(json);
    return aws_refuse(call, fault == FAULT_MISSING ? FAULT_NONE : fault, NULL);
}
