/*
 * aws_destinations.c: API destinations: the URLs that targets of rules call.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "aws.h"
#include "base/json.h"
#include "bus/target_config.h"

enum { AWS_RATE_MAX = 1000000, AWS_RATE = 300 };

/* The connection with the ARN that is sent, which is kept by its name. */
static enum fault
aws_read_connection_arn(struct aws_call *call, struct json_object *json)
{
    struct aws_resource connection;
    char name[TABLE_NAME_MAX + 1], uuid[UUID_SIZE];
    const char *arn;
    enum fault fault = aws_need_text(call, call->input, "ConnectionArn", AWS_ARN_SIZE, &arn);
    if (fault != FAULT_NONE)
        return fault;
    if (aws_arn_parse(arn, "connection", name, uuid) != FAULT_NONE)
        return aws_fail(call, AWS_VALIDATION, "ConnectionArn must be the ARN of a connection.");
    fault = aws_load(call, AWS_CONNECTION, "Connection", name, &connection);
    if (fault != FAULT_NONE)
        return fault;
    struct json_object *known = aws_resource_read(&connection);
    if (strcmp(json_member(known, "Uuid"), uuid) != 0)
        fault = aws_fail(call, AWS_NOT_FOUND, "Connection %s does not exist with this ARN.", name);
    json_add_text(json, "Connection", name);
    json_object_put(known);
    return fault;
}

static enum fault
aws_read_endpoint(struct aws_call *call, struct json_object *json)
{
    const struct bus *bus = call->context->program;
    const char *url, *why;
    const enum fault fault = aws_need_text(call, call->input, "InvocationEndpoint", URL_MAX, &url);
    if (fault != FAULT_NONE)
        return fault;
    json_add_text(json, "InvocationEndpoint", url);
    return http_client_check(&bus->policy, url, &why) == FAULT_NONE
               ? FAULT_NONE
               : aws_fail(call, AWS_VALIDATION, "InvocationEndpoint: %s", why);
}

static enum fault
aws_read_method(struct aws_call *call, struct json_object *json)
{
    const char *method;
    const enum fault fault = aws_need_text(call, call->input, "HttpMethod", AWS_TEXT_MAX, &method);
    if (fault != FAULT_NONE)
        return fault;
    json_add_text(json, "HttpMethod", method);
    return strcmp(method, "POST") == 0 || strcmp(method, "PUT") == 0 || strcmp(method, "PATCH") == 0
               ? FAULT_NONE
               : aws_fail(call, AWS_VALIDATION, "HttpMethod must be POST, PUT or PATCH.");
}

/* What is sent of a destination, into its JSON; what an update leaves out stays. */
static enum fault
aws_read_destination(struct aws_call *call, struct json_object *json, bool is_new)
{
    static const char *const fields[] = {"Description", "InvocationRateLimitPerSecond", NULL};
    const char *text;
    int64_t rate;
    struct json_object *input = call->input;
    if (is_new)
        aws_draw_uuid(json);
    enum fault fault = aws_read_text(call, input, "Description", AWS_TEXT_MAX, &text);
    if (fault == FAULT_NONE)
        fault = aws_read_number(
            call, input, "InvocationRateLimitPerSecond", 1, AWS_RATE_MAX, AWS_RATE, &rate);
    if (fault == FAULT_NONE && is_new)
        json_object_object_add(json, "InvocationRateLimitPerSecond", json_object_new_int64(rate));
    if (fault == FAULT_NONE)
        aws_copy(json, input, fields);
    if (fault == FAULT_NONE && (is_new || json_object_object_get_ex(input, "ConnectionArn", NULL)))
        fault = aws_read_connection_arn(call, json);
    if (fault == FAULT_NONE && (is_new || json_object_object_get_ex(input, "InvocationEndpoint", NULL)))
        fault = aws_read_endpoint(call, json);
    if (fault == FAULT_NONE && (is_new || json_object_object_get_ex(input, "HttpMethod", NULL)))
        fault = aws_read_method(call, json);
    return fault;
}

bool
aws_destination_is_of(struct json_object *destination, const char *connection)
{
    return strcmp(json_member(destination, "Connection"), connection) == 0;
}

static void
aws_tell_destination(struct aws_call *call, const struct aws_resource *resource, struct json_object *json)
{
    aws_add_own_arn(call, call->output, "ApiDestinationArn", "api-destination", resource, json);
    json_add_text(call->output, "ApiDestinationState", "ACTIVE");
    aws_add_times(call->output, resource);
}

/* Adds the ARN of its connection. */
static void
aws_add_connection_arn(struct aws_call *call, struct json_object *to, const char *name)
{
    struct aws_resource connection;
    if (aws_resource_get(env_read(call->context->env), AWS_CONNECTION, name, &connection) != FAULT_NONE)
        return;
    struct json_object *json = aws_resource_read(&connection);
    aws_add_own_arn(call, to, "ConnectionArn", "connection", &connection, json);
    json_object_put(json);
}

static void
aws_show_destination(struct aws_call *call, const struct aws_resource *resource, struct json_object *json,
    struct json_object *to)
{
    static const char *const fields[] = {
        "InvocationEndpoint", "HttpMethod", "InvocationRateLimitPerSecond", NULL};
    json_add_text(to, "Name", resource->name);
    aws_add_own_arn(call, to, "ApiDestinationArn", "api-destination", resource, json);
    json_add_text(to, "ApiDestinationState", "ACTIVE");
    aws_add_connection_arn(call, to, json_member(json, "Connection"));
    aws_copy(to, json, fields);
    aws_add_times(to, resource);
}

/* Those of one connection, or all. */
static bool
aws_asks_for_destination(struct aws_call *call, struct json_object *json)
{
    char name[TABLE_NAME_MAX + 1], uuid[UUID_SIZE];
    const char *arn = json_member(call->input, "ConnectionArn");
    return arn[0] == '\0' ||
           (aws_arn_parse(arn, "connection", name, uuid) == FAULT_NONE && aws_destination_is_of(json, name));
}

const struct aws_noun aws_destination = {.kind = AWS_DESTINATION,
    .what = "ApiDestination",
    .name = "Name",
    .read = aws_read_destination,
    .write = aws_targets_follow,
    .tell = aws_tell_destination,
    .show = aws_show_destination,
    .list = "ApiDestinations",
    .asks = aws_asks_for_destination};
