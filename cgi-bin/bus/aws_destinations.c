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
aws_tell_destination(struct aws_call *call, const struct aws_resource *resource)
{
    aws_add_own_arn(call, call->output, "ApiDestinationArn", "api-destination", resource);
    json_add_text(call->output, "ApiDestinationState", "ACTIVE");
    aws_add_times(call->output, resource);
}

enum fault
aws_create_destination(struct aws_call *call)
{
    struct aws_resource resource;
    char name[TABLE_NAME_MAX + 1];
    struct json_object *json = json_object_new_object();
    aws_draw_uuid(json);
    enum fault fault = aws_read_name(call, "Name", name);
    if (fault == FAULT_NONE)
        fault = aws_read_destination(call, json, true);
    if (fault == FAULT_NONE)
        fault = aws_create(call, AWS_DESTINATION, "ApiDestination", name, json, &resource);
    if (fault == FAULT_NONE)
        aws_tell_destination(call, &resource);
    json_object_put(json);
    return fault;
}

static enum fault
aws_load_destination(struct aws_call *call, struct aws_resource *out)
{
    char name[TABLE_NAME_MAX + 1];
    const enum fault fault = aws_read_name(call, "Name", name);
    return fault == FAULT_NONE ? aws_load(call, AWS_DESTINATION, "ApiDestination", name, out) : fault;
}

enum fault
aws_update_destination(struct aws_call *call)
{
    struct aws_resource resource;
    enum fault fault = aws_load_destination(call, &resource);
    if (fault != FAULT_NONE)
        return fault;
    struct json_object *json = aws_resource_read(&resource);
    const int64_t before = resource.changed;
    fault = aws_read_destination(call, json, false);
    if (fault == FAULT_NONE)
        fault = aws_change(call, &resource, json);
    if (fault == FAULT_NONE)
        fault = aws_targets_follow(call, &resource, before);
    if (fault == FAULT_NONE)
        aws_tell_destination(call, &resource);
    json_object_put(json);
    return fault;
}

static void
aws_show_destination(struct aws_call *call, const struct aws_resource *resource, struct json_object *to)
{
    static const char *const fields[] = {
        "InvocationEndpoint", "HttpMethod", "InvocationRateLimitPerSecond", NULL};
    struct aws_resource connection;
    struct json_object *json = aws_resource_read(resource);
    json_add_text(to, "Name", resource->name);
    aws_add_own_arn(call, to, "ApiDestinationArn", "api-destination", resource);
    json_add_text(to, "ApiDestinationState", "ACTIVE");
    if (aws_resource_get(env_read(call->context->env), AWS_CONNECTION, json_member(json, "Connection"),
            &connection) == FAULT_NONE)
        aws_add_own_arn(call, to, "ConnectionArn", "connection", &connection);
    aws_copy(to, json, fields);
    aws_add_times(to, resource);
    json_object_put(json);
}

enum fault
aws_describe_destination(struct aws_call *call)
{
    static const char *const fields[] = {"Description", NULL};
    struct aws_resource resource;
    const enum fault fault = aws_load_destination(call, &resource);
    if (fault != FAULT_NONE)
        return fault;
    struct json_object *json = aws_resource_read(&resource);
    aws_show_destination(call, &resource, call->output);
    aws_copy(call->output, json, fields);
    json_object_put(json);
    return FAULT_NONE;
}

/* NULL: it is of another connection than is asked for. */
static struct json_object *
aws_list_destination(struct aws_call *call, const struct aws_resource *resource)
{
    char name[TABLE_NAME_MAX + 1], uuid[UUID_SIZE];
    const char *arn = json_member(call->input, "ConnectionArn");
    struct json_object *json = aws_resource_read(resource), *shown = NULL;
    if (arn[0] == '\0' ||
        (aws_arn_parse(arn, "connection", name, uuid) == FAULT_NONE && aws_destination_is_of(json, name))) {
        shown = json_object_new_object();
        aws_show_destination(call, resource, shown);
    }
    json_object_put(json);
    return shown;
}

enum fault
aws_list_destinations(struct aws_call *call)
{
    return aws_list(call, AWS_DESTINATION, "ApiDestinations", aws_list_destination);
}

enum fault
aws_delete_destination(struct aws_call *call)
{
    struct aws_resource resource;
    const enum fault fault = aws_load_destination(call, &resource);
    return fault == FAULT_NONE ? aws_remove(call, &resource) : fault;
}
