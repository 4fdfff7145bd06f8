/*
 * aws_replays.c: replays, through bus/replays.h; their descriptions and archives are resources.
 *
 * SPDX-License-Identifier: ISC
 */

#include <string.h>

#include "aws.h"
#include "base/json.h"
#include "base/timestamp.h"
#include "bus/replays.h"

/* The archive that is replayed, which must be there: its events are those that are wanted. */
static enum fault
aws_load_source(struct aws_call *call, const char *name, struct json_object *wanted)
{
    struct aws_resource archive;
    const enum fault fault = aws_load(call, AWS_ARCHIVE, "Archive", name, &archive);
    if (fault != FAULT_NONE)
        return fault;
    struct json_object *json = aws_resource_read(&archive);
    const char *pattern = json_member(json, "EventPattern");
    if (pattern[0] != '\0')
        json_add_text(wanted, "pattern", pattern);
    json_object_put(json);
    return FAULT_NONE;
}

static enum fault
aws_read_source(struct aws_call *call, struct json_object *wanted)
{
    char name[TABLE_NAME_MAX + 1], uuid[UUID_SIZE];
    const char *arn;
    const enum fault fault = aws_need_text(call, call->input, "EventSourceArn", AWS_ARN_SIZE, &arn);
    if (fault != FAULT_NONE)
        return fault;
    return aws_arn_parse(arn, "archive", name, uuid) == FAULT_NONE
               ? aws_load_source(call, name, wanted)
               : aws_fail(call, AWS_VALIDATION, "EventSourceArn must be the ARN of an archive.");
}

/* The rules whose targets get the events, if some are named. */
static enum fault
aws_read_filters(struct aws_call *call, struct json_object *destination, struct json_object *wanted)
{
    struct json_object *filters, *rules;
    struct rule rule;
    char uuid[UUID_SIZE];
    enum fault fault = aws_read_value(call, destination, "FilterArns", json_type_array, &filters);
    const size_t count = filters != NULL ? json_object_array_length(filters) : 0;
    if (fault != FAULT_NONE || count == 0)
        return fault;
    rules = json_object_new_array();
    json_object_object_add(wanted, "rules", rules);
    for (size_t i = 0; i < count && fault == FAULT_NONE; i++) {
        struct json_object *arn = json_object_array_get_idx(filters, i);
        if (!json_object_is_type(arn, json_type_string) ||
            aws_arn_parse(json_object_get_string(arn), "rule", rule.name, uuid) != FAULT_NONE)
            return aws_fail(call, AWS_VALIDATION, "FilterArns must be ARNs of rules.");
        fault = aws_find_rule(call, rule.name, &rule);
        json_object_array_add(rules, json_object_new_string(rule.name));
    }
    return fault;
}

static enum fault
aws_read_destination_bus(struct aws_call *call, struct json_object *wanted)
{
    struct json_object *destination;
    const char *arn;
    enum fault fault = aws_read_value(call, call->input, "Destination", json_type_object, &destination);
    if (fault == FAULT_NONE)
        fault = aws_need_text(call, destination, "Arn", AWS_ARN_SIZE, &arn);
    if (fault == FAULT_NONE)
        fault = aws_read_bus(call, destination, "Arn");
    return fault == FAULT_NONE ? aws_read_filters(call, destination, wanted) : fault;
}

static enum fault
aws_read_moment(struct aws_call *call, const char *field, struct json_object *wanted, const char *as)
{
    char text[TIMESTAMP_SIZE];
    int64_t time;
    const enum fault fault = aws_read_time(call, call->input, field, &time);
    if (fault != FAULT_NONE)
        return fault;
    if (time == 0)
        return aws_fail(call, AWS_VALIDATION, "%s is missing.", field);
    timestamp_format(time, text);
    json_add_text(wanted, as, text);
    return FAULT_NONE;
}

/* What was sent, as the bus's own API takes it. */
static enum fault
aws_read_replay(struct aws_call *call, struct json_object *wanted)
{
    char name[TABLE_NAME_MAX + 1];
    const char *description;
    enum fault fault = aws_read_name(call, "ReplayName", name);
    json_add_text(wanted, "name", fault == FAULT_NONE ? name : "");
    if (fault == FAULT_NONE)
        fault = aws_read_text(call, call->input, "Description", AWS_TEXT_MAX, &description);
    if (fault == FAULT_NONE)
        fault = aws_read_source(call, wanted);
    if (fault == FAULT_NONE)
        fault = aws_read_moment(call, "EventStartTime", wanted, "from");
    if (fault == FAULT_NONE)
        fault = aws_read_moment(call, "EventEndTime", wanted, "to");
    return fault == FAULT_NONE ? aws_read_destination_bus(call, wanted) : fault;
}

static enum fault
aws_put_replay_notes(struct txn *txn, void *arg)
{
    return aws_resource_put(txn, arg);
}

static const char *
aws_replay_state(enum replay_state state)
{
    return state == REPLAY_RUNNING ? "RUNNING" : state == REPLAY_DONE ? "COMPLETED" : "CANCELLED";
}

static void
aws_tell_replay(struct aws_call *call, const struct replay *replay)
{
    aws_add_arn(call, call->output, "ReplayArn", "replay", replay->name);
    json_add_text(call->output, "State", aws_replay_state(replay->state));
}

/* Begins the replay; what only these clients know of it is written in the same transaction. */
static enum fault
aws_begin_replay(struct aws_call *call, struct json_object *wanted)
{
    static const char *const kept[] = {"Description", "EventSourceArn", "Destination", NULL};
    struct aws_resource notes = {.kind = AWS_REPLAY, .created = timestamp_now()};
    struct replay replay;
    struct input_error error;
    struct json_object *json = json_object_new_object();
    aws_copy(json, call->input, kept);
    enum fault fault = aws_change(call, &notes, json);
    json_object_put(json);
    if (fault != FAULT_NONE)
        return fault;
    fault = replay_from_json(wanted, &replay, &error);
    strcpy(notes.name, replay.name);
    if (fault == FAULT_NONE)
        fault = replay_create_and(call->context->env, &replay, aws_put_replay_notes, &notes, &error);
    if (fault != FAULT_NONE)
        return aws_refuse(call, fault, &error);
    aws_tell_replay(call, &replay);
    aws_add_time(call->output, "ReplayStartTime", replay.created);
    return FAULT_NONE;
}

enum fault
aws_start_replay(struct aws_call *call)
{
    struct json_object *wanted = json_object_new_object();
    enum fault fault = aws_read_replay(call, wanted);
    if (fault == FAULT_NONE)
        fault = aws_begin_replay(call, wanted);
    json_object_put(wanted);
    return fault;
}

static enum fault
aws_load_replay(struct aws_call *call, struct replay *out)
{
    char name[TABLE_NAME_MAX + 1];
    enum fault fault = aws_read_name(call, "ReplayName", name);
    if (fault != FAULT_NONE)
        return fault;
    fault = replay_get(env_read(call->context->env), name, out);
    return fault == FAULT_MISSING ? aws_fail(call, AWS_NOT_FOUND, "Replay %s does not exist.", name)
                                  : aws_refuse(call, fault, NULL);
}

/* What StartReplay was sent of it, an empty object if it was not made so. The caller owns it. */
static struct json_object *
aws_replay_notes(struct aws_call *call, const struct replay *replay)
{
    struct aws_resource notes;
    return aws_resource_get(env_read(call->context->env), AWS_REPLAY, replay->name, &notes) == FAULT_NONE
               ? aws_resource_read(&notes)
               : json_object_new_object();
}

static void
aws_show_replay(
    struct aws_call *call, const struct replay *replay, struct json_object *notes, struct json_object *to)
{
    static const char *const fields[] = {"EventSourceArn", NULL};
    json_add_text(to, "ReplayName", replay->name);
    aws_add_arn(call, to, "EventSourceArn", "event-bus", "default");
    aws_copy(to, notes, fields);
    json_add_text(to, "State", aws_replay_state(replay->state));
    aws_add_time(to, "EventStartTime", replay->from);
    aws_add_time(to, "EventEndTime", replay->to);
    aws_add_time(to, "ReplayStartTime", replay->created);
    aws_add_time(to, "ReplayEndTime", replay->ended);
}

enum fault
aws_describe_replay(struct aws_call *call)
{
    static const char *const fields[] = {"Description", "Destination", NULL};
    struct replay replay;
    const enum fault fault = aws_load_replay(call, &replay);
    if (fault != FAULT_NONE)
        return fault;
    struct json_object *notes = aws_replay_notes(call, &replay);
    aws_add_arn(call, call->output, "ReplayArn", "replay", replay.name);
    aws_show_replay(call, &replay, notes, call->output);
    aws_copy(call->output, notes, fields);
    json_object_put(notes);
    return FAULT_NONE;
}

/* Is it among those that are asked for? */
static bool
aws_wants_replay(struct aws_call *call, const struct replay *replay, struct json_object *notes)
{
    const char *state = json_member(call->input, "State"), *arn = json_member(call->input, "EventSourceArn");
    return (state[0] == '\0' || strcmp(state, aws_replay_state(replay->state)) == 0) &&
           (arn[0] == '\0' || strcmp(arn, json_member(notes, "EventSourceArn")) == 0);
}

enum fault
aws_list_replays(struct aws_call *call)
{
    struct replay replay;
    struct aws_page page;
    enum aws_page_place place = AWS_PAGE_SKIPS;
    struct json_object *list = json_object_new_array();
    json_object_object_add(call->output, "Replays", list);
    enum fault fault = aws_page_read(call, &page);
    if (fault != FAULT_NONE)
        return fault;
    strcpy(replay.name, page.after);
    while (place != AWS_PAGE_ENDS &&
           (fault = replay_next(env_read(call->context->env), replay.name, &replay)) == FAULT_NONE) {
        struct json_object *notes = aws_replay_notes(call, &replay);
        place = aws_wants_replay(call, &replay, notes) ? aws_page_place(call, &page, replay.name)
                                                       : AWS_PAGE_SKIPS;
        if (place == AWS_PAGE_TAKES) {
            struct json_object *one = json_object_new_object();
            aws_show_replay(call, &replay, notes, one);
            json_object_array_add(list, one);
        }
        json_object_put(notes);
    }
    return aws_refuse(call, fault == FAULT_MISSING ? FAULT_NONE : fault, NULL);
}

enum fault
aws_cancel_replay(struct aws_call *call)
{
    struct replay found, replay;
    struct input_error error;
    enum fault fault = aws_load_replay(call, &found);
    if (fault != FAULT_NONE)
        return fault;
    fault = replay_stop(call->context->env, found.name, &replay, &error);
    if (fault != FAULT_NONE)
        return aws_refuse(call, fault, &error);
    aws_tell_replay(call, &replay);
    return FAULT_NONE;
}
