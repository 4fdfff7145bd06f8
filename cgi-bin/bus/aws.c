/*
 * aws.c: POST /aws/: the table of operations, and their answers.
 *
 * SPDX-License-Identifier: ISC
 */
#include "aws.h"

#include <string.h>

#include "base/json.h"
#include "base/utf8.h"
#include "base/uuid.h"
#include "http/auth.h"

enum {
    AWS_BODY_MAX = 4 * 1024 * 1024, /* 1 MiB of entries, with what JSON escapes of them */
    AWS_MEMORY_MAX = 12 * 1024 * 1024,
};

#define AWS_TYPE   "application/x-amz-json-1.1"
#define AWS_PREFIX "AWSEvents."

/* Who may: as with the path of /api/v1/ that does the same. */
static const struct aws_row {
    const char *name;
    enum role role;
    const char *path;
    aws_operation *run;
    const struct aws_noun *noun; /* that the operation is about; NULL: it knows itself */
} aws_rows[] = {
    {"PutEvents", ROLE_CREATOR, "/api/v1/events", aws_put_events, NULL},
    {"PutRule", ROLE_ADMIN, "/api/v1/rules", aws_put_rule, NULL},
    {"DescribeRule", ROLE_ADMIN, "/api/v1/rules", aws_describe_rule, NULL},
    {"ListRules", ROLE_ADMIN, "/api/v1/rules", aws_list_rules, NULL},
    {"EnableRule", ROLE_ADMIN, "/api/v1/rules", aws_enable_rule, NULL},
    {"DisableRule", ROLE_ADMIN, "/api/v1/rules", aws_disable_rule, NULL},
    {"DeleteRule", ROLE_ADMIN, "/api/v1/rules", aws_delete_rule, NULL},
    {"TestEventPattern", ROLE_ADMIN, "/api/v1/events/match", aws_test_event_pattern, NULL},
    {"PutTargets", ROLE_ADMIN, "/api/v1/targets", aws_put_targets, NULL},
    {"ListTargetsByRule", ROLE_ADMIN, "/api/v1/targets", aws_list_targets_by_rule, NULL},
    {"RemoveTargets", ROLE_ADMIN, "/api/v1/targets", aws_remove_targets, NULL},
    {"ListRuleNamesByTarget", ROLE_ADMIN, "/api/v1/targets", aws_list_rule_names_by_target, NULL},
    {"CreateEventBus", ROLE_ADMIN, "/api/v1/rules", aws_create_bus, NULL},
    {"DescribeEventBus", ROLE_ADMIN, "/api/v1/rules", aws_describe_bus, NULL},
    {"ListEventBuses", ROLE_ADMIN, "/api/v1/rules", aws_list_buses, NULL},
    {"DeleteEventBus", ROLE_ADMIN, "/api/v1/rules", aws_delete_bus, NULL},
    {"CreateArchive", ROLE_ADMIN, "/api/v1/replays", aws_create, &aws_archive},
    {"UpdateArchive", ROLE_ADMIN, "/api/v1/replays", aws_update, &aws_archive},
    {"DescribeArchive", ROLE_ADMIN, "/api/v1/replays", aws_describe, &aws_archive},
    {"ListArchives", ROLE_ADMIN, "/api/v1/replays", aws_list, &aws_archive},
    {"DeleteArchive", ROLE_ADMIN, "/api/v1/replays", aws_delete, &aws_archive},
    {"StartReplay", ROLE_ADMIN, "/api/v1/replays", aws_start_replay, NULL},
    {"DescribeReplay", ROLE_ADMIN, "/api/v1/replays", aws_describe_replay, NULL},
    {"ListReplays", ROLE_ADMIN, "/api/v1/replays", aws_list_replays, NULL},
    {"CancelReplay", ROLE_ADMIN, "/api/v1/replays", aws_cancel_replay, NULL},
    {"TagResource", ROLE_ADMIN, "/api/v1/rules", aws_tag_resource, NULL},
    {"UntagResource", ROLE_ADMIN, "/api/v1/rules", aws_untag_resource, NULL},
    {"ListTagsForResource", ROLE_ADMIN, "/api/v1/rules", aws_list_tags, NULL},
    {"CreateConnection", ROLE_ADMIN, "/api/v1/targets", aws_create, &aws_connection},
    {"UpdateConnection", ROLE_ADMIN, "/api/v1/targets", aws_update, &aws_connection},
    {"DescribeConnection", ROLE_ADMIN, "/api/v1/targets", aws_describe, &aws_connection},
    {"ListConnections", ROLE_ADMIN, "/api/v1/targets", aws_list, &aws_connection},
    {"DeleteConnection", ROLE_ADMIN, "/api/v1/targets", aws_delete, &aws_connection},
    {"CreateApiDestination", ROLE_ADMIN, "/api/v1/targets", aws_create, &aws_destination},
    {"UpdateApiDestination", ROLE_ADMIN, "/api/v1/targets", aws_update, &aws_destination},
    {"DescribeApiDestination", ROLE_ADMIN, "/api/v1/targets", aws_describe, &aws_destination},
    {"ListApiDestinations", ROLE_ADMIN, "/api/v1/targets", aws_list, &aws_destination},
    {"DeleteApiDestination", ROLE_ADMIN, "/api/v1/targets", aws_delete, &aws_destination},
};

static void
aws_send(struct aws_call *call, int status, struct json_object *body)
{
    uint8_t id[UUID_BYTES];
    char text[UUID_SIZE];
    uuid_v4(id);
    uuid_format(id, text);
    response_header(call->request, "x-amzn-requestid", text);
    if (status == 503)
        response_header(call->request, "Retry-After", "1");
    response_send_json(call->request, status, AWS_TYPE, body);
}

static void
aws_send_error(struct aws_call *call)
{
    struct json_object *body = json_object_new_object();
    json_add_text(body, "__type", aws_error_name(call->error.type));
    json_add_text(body, "message", call->error.message);
    aws_send(call, aws_error_status(call->error.type), body);
}

/* NULL when there is none, which call->error says. */
static const struct aws_row *
aws_find(struct aws_call *call)
{
    const char *target = request_find_header(call->request, "X-Amz-Target");
    const size_t prefix = strlen(AWS_PREFIX);
    if (target != NULL && strncmp(target, AWS_PREFIX, prefix) == 0)
        for (size_t i = 0; i < sizeof aws_rows / sizeof *aws_rows; i++)
            if (strcmp(aws_rows[i].name, target + prefix) == 0)
                return &aws_rows[i];
    char clean[65] = "";
    if (target != NULL)
        utf8_clean(target, strlen(target), clean, sizeof clean);
    aws_fail(call, AWS_UNKNOWN_OPERATION, "There is no operation %s here; curt-aws(7) lists them.", clean);
    return NULL;
}

static enum fault
aws_read_input(struct aws_call *call, const char *body, size_t length)
{
    char why[JSON_ERROR_SIZE];
    if (!request_is_type(call->request, AWS_TYPE))
        return aws_fail(call, AWS_SERIALIZATION, "Send JSON with Content-Type: " AWS_TYPE ".");
    struct json_reader *reader = json_reader_create(AWS_MEMORY_MAX);
    const enum fault fault = json_reader_read(reader, body, length, &call->input, why);
    json_reader_free(reader);
    if (fault != FAULT_NONE)
        return aws_fail(call, AWS_SERIALIZATION, "The body is not valid JSON: %s.", why);
    return json_object_is_type(call->input, json_type_object)
               ? FAULT_NONE
               : aws_fail(call, AWS_SERIALIZATION, "The body must be an object.");
}

/* The operation that was asked for, if this key may. */
static enum fault
aws_run_operation(struct aws_call *call, const char *body, size_t length)
{
    struct input_error why;
    const struct aws_row *row = aws_find(call);
    if (row == NULL)
        return FAULT_REFUSED;
    if (auth_permit(call->request, &call->request->key, row->role, row->path, &why) != FAULT_NONE)
        return aws_fail(call, AWS_ACCESS_DENIED, "%s", why.detail);
    call->noun = row->noun;
    const enum fault fault = aws_read_input(call, body, length);
    return fault == FAULT_NONE ? row->run(call) : fault;
}

static enum fault
aws_run(struct aws_call *call)
{
    char *body;
    size_t length;
    enum fault fault = request_body(call->request, AWS_BODY_MAX, &body, &length);
    if (fault == FAULT_FULL)
        return aws_fail(call, AWS_TOO_LARGE, "The body is longer than 4 MiB.");
    if (fault != FAULT_NONE)
        return aws_fail(call, AWS_SERIALIZATION, "The body was cut off or has a NUL in it.");
    fault = aws_authenticate(call, body, length);
    return fault == FAULT_NONE ? aws_run_operation(call, body, length) : fault;
}

void
aws_handle(struct request *request, struct context *context)
{
    struct aws_call call = {.request = request, .context = context, .output = json_object_new_object()};
    if (aws_run(&call) == FAULT_NONE)
        aws_send(&call, 200, json_object_get(call.output));
    else
        aws_send_error(&call);
    json_object_put(call.input);
    json_object_put(call.output);
}
