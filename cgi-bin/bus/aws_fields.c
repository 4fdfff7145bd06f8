/*
 * aws_fields.c: reads the members of what EventBridge's clients send, and writes those that they read.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include "aws.h"
#include "base/json.h"
#include "base/timestamp.h"

#define AWS_LAST_SECOND 253402300799.0 /* 9999-12-31T23:59:59Z */

enum fault
aws_read_value(struct aws_call *call, struct json_object *from, const char *field, enum json_type type,
    struct json_object **out)
{
    *out = NULL;
    if (!json_object_object_get_ex(from, field, out) || *out == NULL || json_object_is_type(*out, type))
        return FAULT_NONE;
    return aws_fail(call, AWS_SERIALIZATION, "%s must be %s.", field,
        type == json_type_string   ? "a string"
        : type == json_type_array  ? "an array"
        : type == json_type_object ? "an object"
                                   : "a whole number");
}

enum fault
aws_read_text(
    struct aws_call *call, struct json_object *from, const char *field, size_t most, const char **out)
{
    struct json_object *value;
    enum fault fault = aws_read_value(call, from, field, json_type_string, &value);
    *out = fault == FAULT_NONE && value != NULL ? json_object_get_string(value) : "";
    const size_t length = strlen(*out);
    if (fault == FAULT_NONE && value != NULL && length != (size_t)json_object_get_string_len(value))
        fault = aws_fail(call, AWS_VALIDATION, "%s must not have a NUL in it.", field);
    if (fault == FAULT_NONE && length > most)
        fault = aws_fail(call, AWS_VALIDATION, "%s must be at most %zu bytes long.", field, most);
    return fault;
}

enum fault
aws_need_text(
    struct aws_call *call, struct json_object *from, const char *field, size_t most, const char **out)
{
    const enum fault fault = aws_read_text(call, from, field, most, out);
    return fault == FAULT_NONE && (*out)[0] == '\0' ? aws_fail(call, AWS_VALIDATION, "%s is missing.", field)
                                                    : fault;
}

enum fault
aws_read_name(struct aws_call *call, const char *field, char out[static TABLE_NAME_MAX + 1])
{
    const char *text;
    const enum fault fault = aws_need_text(call, call->input, field, TABLE_NAME_MAX, &text);
    if (fault != FAULT_NONE)
        return fault;
    if (!table_name_is_valid(text) || strspn(text, ".") == strlen(text))
        return aws_fail(
            call, AWS_VALIDATION, "%s must be 1 to 64 of A-Z a-z 0-9 . _ -, and not dots alone.", field);
    strcpy(out, text);
    return FAULT_NONE;
}

enum fault
aws_read_number(struct aws_call *call, struct json_object *from, const char *field, int64_t least,
    int64_t most, int64_t otherwise, int64_t *out)
{
    struct json_object *value;
    const enum fault fault = aws_read_value(call, from, field, json_type_int, &value);
    *out = value != NULL ? json_object_get_int64(value) : otherwise;
    return fault == FAULT_NONE && value != NULL && (*out < least || *out > most)
               ? aws_fail(call, AWS_VALIDATION, "%s must be from %lld to %lld.", field, (long long)least,
                     (long long)most)
               : fault;
}

enum fault
aws_read_time(struct aws_call *call, struct json_object *from, const char *field, int64_t *out)
{
    struct json_object *value;
    *out = 0;
    if (!json_object_object_get_ex(from, field, &value) || value == NULL)
        return FAULT_NONE;
    if (!json_object_is_type(value, json_type_double) && !json_object_is_type(value, json_type_int))
        return aws_fail(call, AWS_SERIALIZATION, "%s must be a number of seconds since 1970.", field);
    const double seconds = json_object_get_double(value);
    if (!(seconds > 0 && seconds <= AWS_LAST_SECOND))
        return aws_fail(call, AWS_VALIDATION, "%s must be a time from 1970 to 9999.", field);
    *out = (int64_t)(seconds * 1000 + 0.5) * (TIMESTAMP_SECOND / 1000);
    return FAULT_NONE;
}

bool
aws_is_bus(const char *name)
{
    static const char arn[] = ":event-bus/default";
    const size_t length = strlen(name);
    return name[0] == '\0' || strcmp(name, "default") == 0 ||
           (strncmp(name, "arn:", 4) == 0 && length > sizeof arn &&
               strcmp(name + length - (sizeof arn - 1), arn) == 0);
}

enum fault
aws_read_bus(struct aws_call *call, struct json_object *from, const char *field)
{
    const char *name;
    const enum fault fault = aws_read_text(call, from, field, AWS_ARN_SIZE, &name);
    return fault == FAULT_NONE && !aws_is_bus(name)
               ? aws_fail(call, AWS_NOT_FOUND, "Event bus %s does not exist; there is one, default.", name)
               : fault;
}

void
aws_add_time(struct json_object *to, const char *field, int64_t timestamp)
{
    char text[40];
    if (timestamp == 0)
        return;
    snprintf(text, sizeof text, "%lld.%03d", (long long)(timestamp / TIMESTAMP_SECOND),
        (int)(timestamp % TIMESTAMP_SECOND / 1000));
    json_object_object_add(
        to, field, json_object_new_double_s((double)timestamp / (double)TIMESTAMP_SECOND, text));
}

void
aws_arn(const struct aws_call *call, const char *what, const char *name, char out[static AWS_ARN_SIZE])
{
    snprintf(out, AWS_ARN_SIZE, "arn:aws:events:%s:" AWS_ACCOUNT ":%s/%s", call->region, what, name);
}

enum fault
aws_arn_parse(
    const char *arn, const char *what, char name[static TABLE_NAME_MAX + 1], char uuid[static UUID_SIZE])
{
    unsigned colons = 0;
    const size_t length = strlen(what);
    if (strncmp(arn, "arn:", 4) != 0)
        return FAULT_INPUT;
    for (; *arn != '\0' && colons < 5; arn++)
        colons += *arn == ':';
    if (strncmp(arn, what, length) != 0 || arn[length] != '/')
        return FAULT_INPUT;
    arn += length + 1;
    const size_t part = strcspn(arn, "/");
    if (part == 0 || part > TABLE_NAME_MAX || (arn[part] == '/' && strlen(arn + part + 1) >= UUID_SIZE))
        return FAULT_INPUT;
    memcpy(name, arn, part);
    name[part] = '\0';
    strcpy(uuid, arn[part] == '/' ? arn + part + 1 : "");
    return FAULT_NONE;
}

void
aws_add_arn(const struct aws_call *call, struct json_object *to, const char *field, const char *what,
    const char *name)
{
    char arn[AWS_ARN_SIZE];
    aws_arn(call, what, name, arn);
    json_add_text(to, field, arn);
}
