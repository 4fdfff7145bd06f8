/*
 * aws_archives.c: archives. Each is the event log, which has all events for as long as [keep] events says, or
 * those of it that match a pattern; what is asked for is kept, and is never more than the log gives.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "aws.h"
#include "base/json.h"
#include "bus/fields.h"

enum { AWS_DAY = 86400 };

/* How long events are kept is refused where it is longer than they are. */
static enum fault
aws_read_retention(struct aws_call *call, struct json_object *json, bool is_new)
{
    const int64_t most = call->context->config->keep_events / AWS_DAY;
    int64_t days;
    const enum fault fault = aws_read_number(
        call, call->input, "RetentionDays", 0, INT32_MAX, is_new ? 0 : -1, &days);
    if (fault != FAULT_NONE || days == -1)
        return fault;
    json_object_object_add(json, "RetentionDays", json_object_new_int64(days));
    return days >= 1 && days <= most ? FAULT_NONE
                                     : aws_fail(call, AWS_VALIDATION,
                                           "RetentionDays must be 1 to %lld: an archive is the event log, "
                                           "which [keep] events keeps so long.",
                                           (long long)most);
}

static enum fault
aws_read_archive_pattern(struct aws_call *call)
{
    char pattern[RULE_PATTERN_MAX + 1];
    struct input_error error;
    enum fault fault = aws_read_pattern(call, pattern);
    if (fault == FAULT_NONE && pattern[0] != '\0')
        fault = aws_refuse(call, fields_check_pattern(pattern, &error), &error);
    return fault;
}

/* What is sent of an archive: of a new one, of the one bus. */
static enum fault
aws_read_archive(struct aws_call *call, struct json_object *json, bool is_new)
{
    static const char *const fields[] = {"Description", "EventPattern", NULL};
    const char *text;
    enum fault fault = FAULT_NONE;
    if (is_new) {
        fault = aws_need_text(call, call->input, "EventSourceArn", AWS_ARN_SIZE, &text);
        if (fault == FAULT_NONE)
            fault = aws_read_bus(call, call->input, "EventSourceArn");
    }
    if (fault == FAULT_NONE)
        fault = aws_read_text(call, call->input, "Description", AWS_TEXT_MAX, &text);
    if (fault == FAULT_NONE)
        fault = aws_read_archive_pattern(call);
    if (fault == FAULT_NONE)
        fault = aws_read_retention(call, json, is_new);
    if (fault == FAULT_NONE)
        aws_copy(json, call->input, fields);
    return fault;
}

/* What create and update answer. */
static void
aws_tell_archive(struct aws_call *call, const struct aws_resource *archive, struct json_object *json)
{
    (void)json;
    aws_add_arn(call, call->output, "ArchiveArn", "archive", archive->name);
    json_add_text(call->output, "State", "ENABLED");
    aws_add_time(call->output, "CreationTime", archive->created);
}

struct aws_archive_change {
    const struct aws_resource *archive;
    int64_t before; /* when the one that was read was changed */
};

static enum fault
aws_write_archive_body(struct txn *txn, void *arg)
{
    const struct aws_archive_change *change = arg;
    return aws_resource_replace(txn, change->archive, change->before);
}

/* Nothing comes from an archive. */
static enum fault
aws_write_archive(struct aws_call *call, const struct aws_resource *archive, int64_t before)
{
    struct aws_archive_change change = {archive, before};
    const enum fault fault = env_txn(call->context->env, ENV_SYNC, aws_write_archive_body, &change);
    return aws_refuse(call, fault, NULL);
}

static void
aws_show_archive(struct aws_call *call, const struct aws_resource *archive, struct json_object *json,
    struct json_object *to)
{
    static const char *const fields[] = {"RetentionDays", NULL};
    json_add_text(to, "ArchiveName", archive->name);
    aws_add_arn(call, to, "EventSourceArn", "event-bus", "default");
    json_add_text(to, "State", "ENABLED");
    aws_copy(to, json, fields);
    aws_add_time(to, "CreationTime", archive->created);
}

static void
aws_describe_archive(struct aws_call *call, const struct aws_resource *archive, struct json_object *json)
{
    static const char *const fields[] = {"EventPattern", NULL};
    aws_add_arn(call, call->output, "ArchiveArn", "archive", archive->name);
    aws_copy(call->output, json, fields);
}

/* All are of the one bus, and enabled. */
static bool
aws_asks_for_archive(struct aws_call *call, struct json_object *json)
{
    const char *state = json_member(call->input, "State");
    (void)json;
    return (state[0] == '\0' || strcmp(state, "ENABLED") == 0) &&
           aws_is_bus(json_member(call->input, "EventSourceArn"));
}

/* When one goes, the log stays. */
const struct aws_noun aws_archive = {.kind = AWS_ARCHIVE,
    .what = "Archive",
    .name = "ArchiveName",
    .read = aws_read_archive,
    .write = aws_write_archive,
    .tell = aws_tell_archive,
    .show = aws_show_archive,
    .describe = aws_describe_archive,
    .list = "Archives",
    .asks = aws_asks_for_archive};
