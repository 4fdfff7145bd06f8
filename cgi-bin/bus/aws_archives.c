/*
 * aws_archives.c: archives. Each is the event log, which has all events for as long as [keep] events says;
 * what is asked for is kept, and is never more than the log gives.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "aws.h"
#include "base/json.h"

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
aws_read_archive(struct aws_call *call, struct json_object *json, bool is_new)
{
    static const char *const fields[] = {"Description", NULL};
    const char *text;
    enum fault fault = aws_read_text(call, call->input, "Description", AWS_TEXT_MAX, &text);
    if (fault == FAULT_NONE)
        fault = aws_read_text(call, call->input, "EventPattern", SIZE_MAX, &text);
    if (fault == FAULT_NONE && text[0] != '\0')
        fault = aws_fail(call, AWS_VALIDATION,
            "EventPattern is not offered: an archive is the event log, with all events.");
    if (fault == FAULT_NONE)
        fault = aws_read_retention(call, json, is_new);
    if (fault == FAULT_NONE)
        aws_copy(json, call->input, fields);
    return fault;
}

/* What create and update answer. */
static void
aws_tell_archive(struct aws_call *call, const struct aws_resource *archive)
{
    aws_add_arn(call, call->output, "ArchiveArn", "archive", archive->name);
    json_add_text(call->output, "State", "ENABLED");
    aws_add_time(call->output, "CreationTime", archive->created);
}

enum fault
aws_create_archive(struct aws_call *call)
{
    struct aws_resource archive;
    char name[TABLE_NAME_MAX + 1];
    const char *source;
    struct json_object *json = json_object_new_object();
    enum fault fault = aws_read_name(call, "ArchiveName", name);
    if (fault == FAULT_NONE)
        fault = aws_need_text(call, call->input, "EventSourceArn", AWS_ARN_SIZE, &source);
    if (fault == FAULT_NONE)
        fault = aws_read_bus(call, call->input, "EventSourceArn");
    if (fault == FAULT_NONE)
        fault = aws_read_archive(call, json, true);
    if (fault == FAULT_NONE)
        fault = aws_create(call, AWS_ARCHIVE, "Archive", name, json, &archive);
    if (fault == FAULT_NONE)
        aws_tell_archive(call, &archive);
    json_object_put(json);
    return fault;
}

static enum fault
aws_load_archive(struct aws_call *call, struct aws_resource *out)
{
    char name[TABLE_NAME_MAX + 1];
    const enum fault fault = aws_read_name(call, "ArchiveName", name);
    return fault == FAULT_NONE ? aws_load(call, AWS_ARCHIVE, "Archive", name, out) : fault;
}

struct aws_archive_change {
    struct aws_resource archive;
    int64_t before; /* when the one that was read was changed */
};

static enum fault
aws_put_archive(struct txn *txn, void *arg)
{
    const struct aws_archive_change *change = arg;
    return aws_resource_replace(txn, &change->archive, change->before);
}

enum fault
aws_update_archive(struct aws_call *call)
{
    struct aws_archive_change change;
    enum fault fault = aws_load_archive(call, &change.archive);
    if (fault != FAULT_NONE)
        return fault;
    struct json_object *json = aws_resource_read(&change.archive);
    change.before = change.archive.changed;
    fault = aws_read_archive(call, json, false);
    if (fault == FAULT_NONE)
        fault = aws_change(call, &change.archive, json);
    if (fault == FAULT_NONE) {
        fault = env_txn(call->context->env, ENV_SYNC, aws_put_archive, &change);
        fault = fault != FAULT_NONE ? aws_refuse(call, fault, NULL) : fault;
    }
    if (fault == FAULT_NONE)
        aws_tell_archive(call, &change.archive);
    json_object_put(json);
    return fault;
}

static void
aws_show_archive(struct aws_call *call, const struct aws_resource *archive, struct json_object *to)
{
    static const char *const fields[] = {"RetentionDays", NULL};
    struct json_object *json = aws_resource_read(archive);
    json_add_text(to, "ArchiveName", archive->name);
    aws_add_arn(call, to, "EventSourceArn", "event-bus", "default");
    json_add_text(to, "State", "ENABLED");
    aws_copy(to, json, fields);
    aws_add_time(to, "CreationTime", archive->created);
    json_object_put(json);
}

enum fault
aws_describe_archive(struct aws_call *call)
{
    static const char *const fields[] = {"Description", NULL};
    struct aws_resource archive;
    const enum fault fault = aws_load_archive(call, &archive);
    if (fault != FAULT_NONE)
        return fault;
    struct json_object *json = aws_resource_read(&archive);
    aws_add_arn(call, call->output, "ArchiveArn", "archive", archive.name);
    aws_show_archive(call, &archive, call->output);
    aws_copy(call->output, json, fields);
    json_object_put(json);
    return FAULT_NONE;
}

/* All are of the one bus, and enabled. */
static struct json_object *
aws_list_archive(struct aws_call *call, const struct aws_resource *archive)
{
    const char *state = json_member(call->input, "State");
    if ((state[0] != '\0' && strcmp(state, "ENABLED") != 0) ||
        !aws_is_bus(json_member(call->input, "EventSourceArn")))
        return NULL;
    struct json_object *shown = json_object_new_object();
    aws_show_archive(call, archive, shown);
    return shown;
}

enum fault
aws_list_archives(struct aws_call *call)
{
    return aws_list(call, AWS_ARCHIVE, "Archives", aws_list_archive);
}

/* The log stays. */
enum fault
aws_delete_archive(struct aws_call *call)
{
    struct aws_resource archive;
    const enum fault fault = aws_load_archive(call, &archive);
    return fault == FAULT_NONE ? aws_remove(call, &archive) : fault;
}
