/*
 * aws_connections.c: connections: the header by which API destinations know who calls.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "aws.h"
#include "base/json.h"

enum { AWS_SECRET_MAX = 512, AWS_BASIC_MAX = 256 };

static const struct aws_authorization {
    const char *type, *field, *name, *value; /* value is what is not shown again */
    size_t most;
} aws_authorizations[] = {
    {"API_KEY", "ApiKeyAuthParameters", "ApiKeyName", "ApiKeyValue", AWS_SECRET_MAX},
    {"BASIC", "BasicAuthParameters", "Username", "Password", AWS_BASIC_MAX},
};

static const struct aws_authorization *
aws_find_authorization(const char *type)
{
    for (size_t i = 0; i < sizeof aws_authorizations / sizeof *aws_authorizations; i++)
        if (strcmp(aws_authorizations[i].type, type) == 0)
            return &aws_authorizations[i];
    return NULL;
}

/* Checks one of the parameters, and adds name and value to what is kept. */
static enum fault
aws_read_parameters(struct aws_call *call, const struct aws_authorization *type, struct json_object *json)
{
    const char *const both[] = {type->name, type->value, NULL};
    struct json_object *parameters, *part, *kept = json_object_new_object(), *all = json_object_new_object();
    const char *name, *value;
    json_object_object_add(all, type->field, kept);
    json_object_object_add(json, "AuthParameters", all);
    enum fault fault = aws_read_value(call, call->input, "AuthParameters", json_type_object, &parameters);
    if (fault == FAULT_NONE && json_object_object_get_ex(parameters, "InvocationHttpParameters", NULL))
        fault = aws_fail(call, AWS_VALIDATION,
            "InvocationHttpParameters are not offered; use HttpParameters of the targets.");
    if (fault == FAULT_NONE)
        fault = aws_read_value(call, parameters, type->field, json_type_object, &part);
    if (fault == FAULT_NONE && part == NULL)
        fault = aws_fail(call, AWS_VALIDATION, "AuthParameters must have %s.", type->field);
    if (fault == FAULT_NONE)
        fault = aws_need_text(call, part, type->name, type->most, &name);
    if (fault == FAULT_NONE)
        fault = aws_need_text(call, part, type->value, type->most, &value);
    if (fault == FAULT_NONE)
        aws_copy(kept, part, both);
    return fault;
}

/* What is sent of a connection, into its JSON; what an update leaves out stays. */
static enum fault
aws_read_connection(struct aws_call *call, struct json_object *json, bool is_new)
{
    static const char *const fields[] = {"Description", "AuthorizationType", NULL};
    const char *text;
    struct json_object *parameters;
    if (is_new)
        aws_draw_uuid(json);
    enum fault fault = aws_read_text(call, call->input, "Description", AWS_TEXT_MAX, &text);
    if (fault == FAULT_NONE)
        fault = aws_read_text(call, call->input, "AuthorizationType", AWS_TEXT_MAX, &text);
    if (fault == FAULT_NONE)
        fault = aws_read_value(call, call->input, "AuthParameters", json_type_object, &parameters);
    if (fault != FAULT_NONE)
        return fault;
    aws_copy(json, call->input, fields);
    const struct aws_authorization *type = aws_find_authorization(json_member(json, "AuthorizationType"));
    if (type == NULL)
        return aws_fail(call, AWS_VALIDATION, "AuthorizationType must be API_KEY or BASIC.");
    return is_new || parameters != NULL || text[0] != '\0' ? aws_read_parameters(call, type, json) : fault;
}

static void
aws_tell_connection_state(
    struct aws_call *call, const struct aws_resource *resource, struct json_object *json, const char *state)
{
    aws_add_own_arn(call, call->output, "ConnectionArn", "connection", resource, json);
    json_add_text(call->output, "ConnectionState", state);
    aws_add_times(call->output, resource);
}

static void
aws_tell_connection(struct aws_call *call, const struct aws_resource *resource, struct json_object *json)
{
    aws_tell_connection_state(call, resource, json, "AUTHORIZED");
}

static void
aws_show_connection(struct aws_call *call, const struct aws_resource *resource, struct json_object *json,
    struct json_object *to)
{
    static const char *const fields[] = {"AuthorizationType", NULL};
    json_add_text(to, "Name", resource->name);
    aws_add_own_arn(call, to, "ConnectionArn", "connection", resource, json);
    json_add_text(to, "ConnectionState", "AUTHORIZED");
    aws_copy(to, json, fields);
    aws_add_times(to, resource);
    aws_add_time(to, "LastAuthorizedTime", resource->changed);
}

/* Its parameters, without what is secret. */
static void
aws_describe_parameters(struct aws_call *call, const struct aws_resource *resource, struct json_object *json)
{
    struct json_object *shown = json_object_new_object(), *parameters, *part;
    (void)resource;
    json_object_object_add(call->output, "AuthParameters", shown);
    json_object_object_get_ex(json, "AuthParameters", &parameters);
    for (size_t i = 0; i < sizeof aws_authorizations / sizeof *aws_authorizations; i++) {
        if (!json_object_object_get_ex(parameters, aws_authorizations[i].field, &part))
            continue;
        struct json_object *open = json_object_new_object();
        json_add_text(open, aws_authorizations[i].name, json_member(part, aws_authorizations[i].name));
        json_object_object_add(shown, aws_authorizations[i].field, open);
    }
}

/* All are authorized. */
static bool
aws_asks_for_connection(struct aws_call *call, struct json_object *json)
{
    const char *state = json_member(call->input, "ConnectionState");
    (void)json;
    return state[0] == '\0' || strcmp(state, "AUTHORIZED") == 0;
}

static void
aws_tell_connection_gone(struct aws_call *call, const struct aws_resource *resource, struct json_object *json)
{
    aws_tell_connection_state(call, resource, json, "DELETING");
}

const struct aws_noun aws_connection = {.kind = AWS_CONNECTION,
    .what = "Connection",
    .name = "Name",
    .read = aws_read_connection,
    .write = aws_targets_follow,
    .tell = aws_tell_connection,
    .show = aws_show_connection,
    .describe = aws_describe_parameters,
    .tell_gone = aws_tell_connection_gone,
    .list = "Connections",
    .asks = aws_asks_for_connection};
