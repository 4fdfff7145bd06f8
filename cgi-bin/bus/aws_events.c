/*
 * aws_events.c: PutEvents.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "aws.h"
#include "base/json.h"
#include "base/timestamp.h"
#include "bus/publish.h"

enum {
    AWS_ENTRIES_MAX = 10,
    AWS_ENTRIES_BYTES_MAX = 1024 * 1024,
    AWS_ENTRY_TIME_BYTES = 14, /* that a Time counts */
};

/* How many bytes a member of an entry counts: a text's, or those of the texts in an array. */
static size_t
aws_entry_bytes(struct json_object *entry, const char *field)
{
    struct json_object *value;
    size_t bytes = 0;
    if (!json_object_object_get_ex(entry, field, &value))
        return 0;
    if (!json_object_is_type(value, json_type_array))
        return (size_t)json_object_get_string_len(value);
    for (size_t i = 0; i < json_object_array_length(value); i++)
        bytes += (size_t)json_object_get_string_len(json_object_array_get_idx(value, i));
    return bytes;
}

static enum fault
aws_check_entries(struct aws_call *call, struct json_object *entries)
{
    static const char *const counted[] = {"Source", "DetailType", "Detail", "Resources"};
    const size_t count = entries != NULL ? json_object_array_length(entries) : 0;
    size_t bytes = 0;
    if (count == 0 || count > AWS_ENTRIES_MAX)
        return aws_fail(call, AWS_VALIDATION, "Entries must have 1 to 10 entries.");
    for (size_t i = 0; i < count; i++) {
        struct json_object *entry = json_object_array_get_idx(entries, i);
        if (!json_object_is_type(entry, json_type_object))
            return aws_fail(call, AWS_SERIALIZATION, "Each of the Entries must be an object.");
        bytes += json_object_object_get_ex(entry, "Time", NULL) ? AWS_ENTRY_TIME_BYTES : 0;
        for (size_t k = 0; k < sizeof counted / sizeof *counted; k++)
            bytes += aws_entry_bytes(entry, counted[k]);
    }
    return bytes <= AWS_ENTRIES_BYTES_MAX
               ? FAULT_NONE
               : aws_fail(call, AWS_VALIDATION,
                     "Total size of the entries in the request is over the limit of 1 MiB.");
}

/* One entry, and why it was not taken. */
struct aws_entry {
    struct json_object *sent, *event; /* the event as publish_event takes it */
    const char *code;
    struct input_error error;
};

static enum fault
aws_entry_refuse(struct aws_entry *entry, const char *code)
{
    entry->code = code;
    return FAULT_INPUT;
}

static enum fault
aws_entry_lacks(struct aws_entry *entry, const char *field)
{
    input_error_set(
        &entry->error, ERROR_MISSING_FIELD, "", field, "%s is missing or not as it must be.", field);
    return aws_entry_refuse(entry, "InvalidArgument");
}

static enum fault
aws_entry_add_text(struct aws_entry *entry, const char *field, const char *name)
{
    struct json_object *value;
    if (!json_object_object_get_ex(entry->sent, field, &value) ||
        !json_object_is_type(value, json_type_string) || json_object_get_string_len(value) == 0)
        return aws_entry_lacks(entry, field);
    json_object_object_add(entry->event, name, json_object_get(value));
    return FAULT_NONE;
}

static enum fault
aws_entry_add_detail(struct aws_entry *entry)
{
    char why[JSON_ERROR_SIZE];
    struct json_object *value, *detail;
    if (!json_object_object_get_ex(entry->sent, "Detail", &value) ||
        !json_object_is_type(value, json_type_string))
        return aws_entry_lacks(entry, "Detail");
    detail = json_read_or_say(json_object_get_string(value), (size_t)json_object_get_string_len(value), why);
    if (json_object_is_type(detail, json_type_object)) {
        json_object_object_add(entry->event, "detail", detail);
        return FAULT_NONE;
    }
    input_error_set(&entry->error, ERROR_INVALID_JSON, "", "Detail", "Detail is malformed: %s.",
        detail == NULL ? why : "it must be an object");
    json_object_put(detail);
    return aws_entry_refuse(entry, "MalformedDetail");
}

static enum fault
aws_entry_add_time(struct aws_call *call, struct aws_entry *entry)
{
    char text[TIMESTAMP_SIZE];
    int64_t time;
    if (aws_read_time(call, entry->sent, "Time", &time) != FAULT_NONE)
        return aws_entry_lacks(entry, "Time");
    if (time != 0) {
        timestamp_format(time, text);
        json_add_text(entry->event, "time", text);
    }
    return FAULT_NONE;
}

static enum fault
aws_entry_add_rest(struct aws_call *call, struct aws_entry *entry)
{
    struct json_object *resources;
    enum fault fault = aws_entry_add_time(call, entry);
    if (fault == FAULT_NONE && aws_read_bus(call, entry->sent, "EventBusName") != FAULT_NONE)
        fault = aws_entry_lacks(entry, "EventBusName");
    if (json_object_object_get_ex(entry->sent, "Resources", &resources) && resources != NULL)
        json_object_object_add(entry->event, "resources", json_object_get(resources));
    json_add_text(entry->event, "account", AWS_ACCOUNT);
    json_add_text(entry->event, "region", call->region);
    return fault;
}

static enum fault
aws_entry_read(struct aws_call *call, struct aws_entry *entry)
{
    enum fault fault = aws_entry_add_text(entry, "Source", "source");
    if (fault == FAULT_NONE)
        fault = aws_entry_add_text(entry, "DetailType", "detail-type");
    if (fault == FAULT_NONE)
        fault = aws_entry_add_detail(entry);
    return fault == FAULT_NONE ? aws_entry_add_rest(call, entry) : fault;
}

static const char *
aws_entry_code(enum fault fault, const struct input_error *error)
{
    return fault != FAULT_INPUT && fault != FAULT_FULL ? "InternalFailure"
           : error->code == ERROR_RESERVED_SOURCE      ? "NotAuthorizedForSourceException"
                                                       : "InvalidArgument";
}

/* What became of an entry; false when it was not taken. */
static bool
aws_put_entry(struct aws_call *call, struct json_object *sent, struct json_object *answers)
{
    struct aws_entry entry = {.sent = sent, .event = json_object_new_object()};
    struct json_object *answer = json_object_new_object();
    char id[UUID_SIZE];
    enum fault fault = aws_entry_read(call, &entry);
    if (fault == FAULT_NONE) {
        fault = publish_event(call->context->env, call->context->config, entry.event, id, &entry.error);
        entry.code = aws_entry_code(fault, &entry.error);
    }
    if (fault == FAULT_NONE) {
        json_add_text(answer, "EventId", id);
    } else {
        json_add_text(answer, "ErrorCode", entry.code);
        json_add_text(answer, "ErrorMessage",
            fault_is_ours(fault) ? "The store cannot be written now. Try again." : entry.error.detail);
    }
    json_object_array_add(answers, answer);
    json_object_put(entry.event);
    return fault == FAULT_NONE;
}

enum fault
aws_put_events(struct aws_call *call)
{
    struct json_object *entries, *answers = json_object_new_array();
    int failed = 0;
    json_object_object_add(call->output, "Entries", answers);
    enum fault fault = aws_read_value(call, call->input, "Entries", json_type_array, &entries);
    if (fault == FAULT_NONE)
        fault = aws_check_entries(call, entries);
    if (fault != FAULT_NONE)
        return fault;
    for (size_t i = 0; i < json_object_array_length(entries); i++)
        failed += !aws_put_entry(call, json_object_array_get_idx(entries, i), answers);
    json_object_object_add(call->output, "FailedEntryCount", json_object_new_int(failed));
    fault = env_flush(call->context->env);
    return aws_refuse(call, fault, NULL);
}
