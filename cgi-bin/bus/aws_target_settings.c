/*
 * aws_target_settings.c: what a target of EventBridge, its API destination and its connection come to: the
 * settings of a webhook.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include "aws.h"
#include "base/base64.h"
#include "base/json.h"
#include "bus/input_transformer.h"
#include "bus/target_config.h"
#include "net/url.h"

enum fault
aws_destination_find(struct aws_call *call, const char *arn, struct aws_destination *out)
{
    char name[TABLE_NAME_MAX + 1], uuid[UUID_SIZE];
    if (aws_arn_parse(arn, "api-destination", name, uuid) != FAULT_NONE)
        return aws_fail(call, AWS_VALIDATION, "Arn must be that of an API destination, which curt calls.");
    enum fault fault = aws_load(call, AWS_DESTINATION, "ApiDestination", name, &out->resource);
    if (fault != FAULT_NONE)
        return fault;
    struct json_object *json = aws_resource_read(&out->resource);
    if (strcmp(json_member(json, "Uuid"), uuid) != 0)
        fault = aws_fail(call, AWS_NOT_FOUND, "ApiDestination %s does not exist with this ARN.", name);
    else
        fault = aws_load(
            call, AWS_CONNECTION, "Connection", json_member(json, "Connection"), &out->connection);
    json_object_put(json);
    return fault;
}

/* A value that is a path into the event would go out as it stands. */
static enum fault
aws_check_static(struct aws_call *call, struct json_object *value)
{
    if (!json_object_is_type(value, json_type_string))
        return aws_fail(call, AWS_SERIALIZATION, "The values of HttpParameters must be strings.");
    return strncmp(json_object_get_string(value), "$.", 2) == 0
               ? aws_fail(call, AWS_VALIDATION, "Paths into the event are not offered in HttpParameters.")
               : FAULT_NONE;
}

/* Each * of the endpoint is the next of PathParameterValues. */
static enum fault
aws_add_path(struct aws_call *call, struct buffer *url, const char *endpoint, struct json_object *http)
{
    struct json_object *values;
    size_t next = 0;
    enum fault fault = aws_read_value(call, http, "PathParameterValues", json_type_array, &values);
    const size_t count = values != NULL ? json_object_array_length(values) : 0;
    while (*endpoint != '\0' && fault == FAULT_NONE) {
        const size_t part = strcspn(endpoint, "*");
        buffer_add_bytes(url, endpoint, part);
        endpoint += part;
        if (*endpoint == '\0')
            break;
        endpoint++;
        struct json_object *value = next < count ? json_object_array_get_idx(values, next++) : NULL;
        if (value == NULL)
            return aws_fail(
                call, AWS_VALIDATION, "PathParameterValues has no value for each * of the endpoint.");
        fault = aws_check_static(call, value);
        if (fault == FAULT_NONE)
            url_add_value(url, json_object_get_string(value));
    }
    return fault;
}

static enum fault
aws_add_parameters(struct aws_call *call, struct buffer *url, struct json_object *http)
{
    struct json_object *query;
    enum fault fault = aws_read_value(call, http, "QueryStringParameters", json_type_object, &query);
    if (fault != FAULT_NONE || query == NULL)
        return fault;
    json_object_object_foreach(query, name, value)
    {
        fault = aws_check_static(call, value);
        if (fault != FAULT_NONE)
            break;
        buffer_add(url, strchr(url->text, '?') != NULL ? "&" : "?");
        url_add_value(url, name);
        buffer_add(url, "=");
        url_add_value(url, json_object_get_string(value));
    }
    return fault;
}

static enum fault
aws_set_url(
    struct aws_call *call, struct json_object *settings, const char *endpoint, struct json_object *http)
{
    char space[URL_MAX + 1];
    struct buffer url = buffer_over(space, sizeof space);
    enum fault fault = aws_add_path(call, &url, endpoint, http);
    if (fault == FAULT_NONE)
        fault = aws_add_parameters(call, &url, http);
    if (fault == FAULT_NONE && url.full)
        fault = aws_fail(call, AWS_VALIDATION, "The URL with its parameters is longer than 8,192 bytes.");
    json_add_text(settings, "url", space);
    return fault;
}

static enum fault
aws_set_headers(struct aws_call *call, struct json_object *settings, struct json_object *http)
{
    struct json_object *headers;
    enum fault fault = aws_read_value(call, http, "HeaderParameters", json_type_object, &headers);
    if (fault != FAULT_NONE || headers == NULL || json_object_object_length(headers) == 0)
        return fault;
    json_object_object_foreach(headers, name, value)
    {
        (void)name;
        if (fault == FAULT_NONE)
            fault = aws_check_static(call, value);
    }
    json_object_object_add(settings, "headers", json_object_get(headers));
    return fault;
}

/* The header that the connection stands for. */
static void
aws_set_authorization(struct json_object *settings, struct json_object *connection)
{
    struct json_object *parameters, *part, *header = json_object_new_object();
    char plain[2 * 256 + 2], basic[6 + BASE64_SIZE(sizeof plain)] = "Basic ";
    json_object_object_get_ex(connection, "AuthParameters", &parameters);
    if (json_object_object_get_ex(parameters, "ApiKeyAuthParameters", &part)) {
        json_add_text(header, "name", json_member(part, "ApiKeyName"));
        json_add_text(header, "value", json_member(part, "ApiKeyValue"));
    } else if (json_object_object_get_ex(parameters, "BasicAuthParameters", &part)) {
        const int length = snprintf(
            plain, sizeof plain, "%s:%s", json_member(part, "Username"), json_member(part, "Password"));
        base64_encode(plain, (size_t)length, basic + 6);
        json_add_text(header, "name", "Authorization");
        json_add_text(header, "value", basic);
    }
    json_object_object_add(settings, "authorization", header);
}

void
aws_replace(struct buffer *out, const char *text, const char *what, const char *with)
{
    for (const char *found; (found = strstr(text, what)) != NULL; text = found + strlen(what)) {
        buffer_add_bytes(out, text, (size_t)(found - text));
        buffer_add(out, with);
    }
    buffer_add(out, text);
}

/* The same JSON for each event. In a template, < may begin a variable; in JSON it is in texts alone. */
static enum fault
aws_set_constant(struct aws_call *call, struct json_object *settings, const char *input)
{
    char space[INPUT_TRANSFORMER_TEMPLATE_MAX + 1], why[JSON_ERROR_SIZE];
    struct buffer template = buffer_over(space, sizeof space);
    struct json_object *value = json_read_or_say(input, strlen(input), why);
    json_object_put(value);
    if (value == NULL)
        return aws_fail(call, AWS_VALIDATION, "Input must be JSON%s%s.", why[0] != '\0' ? ": " : "", why);
    aws_replace(&template, input, "<", AWS_INPUT_LESS_THAN);
    if (template.full)
        return aws_fail(call, AWS_VALIDATION, "Input is too long: each < in it counts as 6 bytes of 8,192.");
    json_add_text(settings, "template", space);
    return FAULT_NONE;
}

static enum fault
aws_set_transformer(struct aws_call *call, struct json_object *settings, struct json_object *transformer)
{
    struct json_object *paths;
    const char *template;
    enum fault fault = aws_need_text(call, transformer, "InputTemplate", 8192, &template);
    if (fault == FAULT_NONE)
        fault = aws_read_value(call, transformer, "InputPathsMap", json_type_object, &paths);
    if (fault != FAULT_NONE)
        return fault;
    json_add_text(settings, "template", template);
    if (paths != NULL && json_object_object_length(paths) > 0)
        json_object_object_add(settings, "variables", json_object_get(paths));
    return FAULT_NONE;
}

/* What the target gets in place of the event. */
static enum fault
aws_set_input(struct aws_call *call, struct json_object *settings, struct json_object *sent)
{
    struct json_object *transformer;
    const char *input, *path;
    enum fault fault = aws_read_text(call, sent, "Input", 8192, &input);
    if (fault == FAULT_NONE)
        fault = aws_read_text(call, sent, "InputPath", TARGET_CONFIG_EVENT_PATH_MAX, &path);
    if (fault == FAULT_NONE)
        fault = aws_read_value(call, sent, "InputTransformer", json_type_object, &transformer);
    if (fault != FAULT_NONE)
        return fault;
    if (transformer != NULL)
        return aws_set_transformer(call, settings, transformer);
    if (input[0] != '\0')
        return aws_set_constant(call, settings, input);
    if (path[0] != '\0')
        json_add_text(settings, "event_path", path);
    return FAULT_NONE;
}

static enum fault
aws_set_retries(struct aws_call *call, struct json_object *settings, struct json_object *sent)
{
    struct json_object *policy, *letters;
    int64_t attempts, age;
    enum fault fault = aws_read_value(call, sent, "RetryPolicy", json_type_object, &policy);
    if (fault == FAULT_NONE)
        fault = aws_read_number(call, policy, "MaximumRetryAttempts", 0, 185, 185, &attempts);
    if (fault == FAULT_NONE)
        fault = aws_read_number(call, policy, "MaximumEventAgeInSeconds", 60, 86400, 86400, &age);
    if (fault == FAULT_NONE)
        fault = aws_read_value(call, sent, "DeadLetterConfig", json_type_object, &letters);
    if (fault == FAULT_NONE && json_object_object_get_ex(letters, "Arn", NULL))
        fault = aws_fail(call, AWS_VALIDATION,
            "DeadLetterConfig is not offered: curt keeps dead letters itself, see `curt dead list`.");
    if (fault != FAULT_NONE)
        return fault;
    json_object_object_add(settings, "retry_attempts", json_object_new_int64(attempts));
    json_object_object_add(settings, "retry_age", json_object_new_int64(age));
    return FAULT_NONE;
}

static enum fault
aws_set_all(struct aws_call *call, struct json_object *settings, struct json_object *sent,
    struct json_object *destination, struct json_object *connection)
{
    struct json_object *http, *rate;
    json_add_text(settings, "type", "webhook");
    json_add_text(settings, "method", json_member(destination, "HttpMethod"));
    if (json_object_object_get_ex(destination, "InvocationRateLimitPerSecond", &rate))
        json_object_object_add(settings, "rate", json_object_get(rate));
    aws_set_authorization(settings, connection);
    enum fault fault = aws_read_value(call, sent, "HttpParameters", json_type_object, &http);
    if (fault == FAULT_NONE)
        fault = aws_set_url(call, settings, json_member(destination, "InvocationEndpoint"), http);
    if (fault == FAULT_NONE)
        fault = aws_set_headers(call, settings, http);
    if (fault == FAULT_NONE)
        fault = aws_set_input(call, settings, sent);
    return fault == FAULT_NONE ? aws_set_retries(call, settings, sent) : fault;
}

enum fault
aws_target_settings(struct aws_call *call, struct json_object *sent, const struct aws_destination *from,
    struct json_object **out)
{
    struct json_object *destination = aws_resource_read(&from->resource),
                       *connection = aws_resource_read(&from->connection);
    *out = json_object_new_object();
    const enum fault fault = aws_set_all(call, *out, sent, destination, connection);
    json_object_put(destination);
    json_object_put(connection);
    if (fault == FAULT_NONE)
        return fault;
    json_object_put(*out);
    *out = NULL;
    return fault;
}
