/*
 * aws_targets.c: PutTargets and RemoveTargets, through bus/targets.h: an API destination is a webhook. Under
 * the name of the target stands what was sent of it.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aws.h"
#include "base/json.h"
#include "base/memory.h"
#include "base/timestamp.h"
#include "bus/message_dead_letter.h"

enum { AWS_TARGETS_MAX = 100 /* in a request */ };

/* The name of the rule's target with this Id; FAULT_MISSING when it has none. */
static enum fault
aws_find_target(struct aws_call *call, const char *rule, const char *id, char out[static TARGET_NAME_MAX + 1])
{
    struct target target = {.name = ""};
    struct json_object *sent;
    enum fault fault;
    while ((fault = aws_next_target(call, rule, &target, &sent)) == FAULT_NONE) {
        const bool is_it = strcmp(sent != NULL ? json_member(sent, "Id") : target.name, id) == 0;
        json_object_put(sent);
        if (!is_it)
            continue;
        strcpy(out, target.name);
        break;
    }
    return fault;
}

/* A name for a new one: its Id, if nothing has that, else one that follows from rule and Id. */
static enum fault
aws_name_target(struct aws_call *call, const char *rule, const char *id, char out[static TARGET_NAME_MAX + 1])
{
    struct target taken;
    uint8_t digest[SHA256_BYTES];
    char text[SHA256_TEXT_SIZE];
    const bool reserved = strcmp(id, "count") == 0 || strcmp(id, MESSAGE_DEAD_LETTER_TARGET_NAME) == 0 ||
                          strspn(id, ".") == strlen(id);
    const enum fault fault = target_get(env_read(call->context->env), id, &taken);
    strcpy(out, id);
    if (fault == FAULT_NONE || reserved) {
        sha256_digest((const struct sha256_part[]){{rule, strlen(rule) + 1}, {id, strlen(id)}}, 2, digest);
        sha256_format(digest, text);
        snprintf(out, TARGET_NAME_MAX + 1, "aws-%.32s", text);
    }
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

/* What PutTargets writes: targets, what was sent of each, and what they are made of. */
struct aws_putting_targets {
    size_t count;
    struct target_whole wholes[TARGETS_A_RULE];
    struct aws_resource notes[TARGETS_A_RULE];
    struct aws_destination from[TARGETS_A_RULE];
};

static enum fault
aws_is_unchanged(struct txn *txn, const struct aws_resource *resource)
{
    return aws_resource_check(txn, resource->kind, resource->name, resource->changed);
}

static enum fault
aws_put_target_notes(struct txn *txn, void *arg)
{
    const struct aws_putting_targets *put = arg;
    enum fault fault = FAULT_NONE;
    for (size_t i = 0; i < put->count && fault == FAULT_NONE; i++) {
        fault = aws_is_unchanged(txn, &put->from[i].resource);
        if (fault == FAULT_NONE)
            fault = aws_is_unchanged(txn, &put->from[i].connection);
        if (fault == FAULT_NONE)
            fault = aws_resource_put(txn, &put->notes[i]);
    }
    return fault;
}

enum fault
aws_make_target(struct aws_call *call, const char *name, const char *rule, struct json_object *settings,
    struct target_whole *out)
{
    const struct bus *bus = call->context->program;
    struct input_error error;
    json_add_text(settings, "name", name);
    json_add_text(settings, "rule", rule);
    const enum fault fault = target_from_json(settings, &bus->policy, &out->target, &out->config, &error);
    json_object_put(settings);
    return aws_refuse(call, fault, &error);
}

static enum fault
aws_check_inputs(struct aws_call *call, struct json_object *sent)
{
    static const char *const names[] = {"Input", "InputPath", "InputTransformer"};
    struct json_object *value;
    int count = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        count += json_object_object_get_ex(sent, names[i], &value) && value != NULL;
    return count <= 1 ? FAULT_NONE
                      : aws_fail(call, AWS_VALIDATION,
                            "A target can have only one of Input, InputPath and InputTransformer.");
}

/* One of the targets that were sent, into the next place of what is written. */
static enum fault
aws_take_target(
    struct aws_call *call, const char *rule, struct json_object *sent, struct aws_putting_targets *put)
{
    struct aws_resource *notes = &put->notes[put->count];
    struct json_object *settings;
    const char *id = json_member(sent, "Id"), *arn;
    enum fault fault = aws_need_text(call, sent, "Arn", AWS_ARN_SIZE, &arn);
    if (fault == FAULT_NONE)
        fault = aws_check_inputs(call, sent);
    if (fault == FAULT_NONE)
        fault = aws_destination_find(call, arn, &put->from[put->count]);
    if (fault == FAULT_NONE)
        fault = aws_target_settings(call, sent, &put->from[put->count], &settings);
    if (fault != FAULT_NONE)
        return fault;
    *notes = (struct aws_resource){.kind = AWS_TARGET, .created = timestamp_now()};
    fault = aws_find_target(call, rule, id, notes->name);
    if (fault == FAULT_MISSING)
        fault = aws_name_target(call, rule, id, notes->name);
    fault = fault != FAULT_NONE ? aws_refuse(call, fault, NULL) : aws_change(call, notes, sent);
    if (fault == FAULT_NONE)
        fault = aws_make_target(call, notes->name, rule, settings, &put->wholes[put->count]);
    else
        json_object_put(settings);
    put->count += fault == FAULT_NONE;
    return fault;
}

/* Of what was sent, or is to be removed, each that was refused. */
static void
aws_add_failed(struct aws_call *call, struct json_object *failed, const char *id)
{
    struct json_object *one = json_object_new_object();
    json_add_text(one, "TargetId", id);
    json_add_text(one, "ErrorCode", aws_error_name(call->error.type));
    json_add_text(one, "ErrorMessage", call->error.message);
    json_object_array_add(failed, one);
}

static void
aws_add_failures(struct aws_call *call, struct json_object *failed)
{
    json_object_object_add(
        call->output, "FailedEntryCount", json_object_new_int((int)json_object_array_length(failed)));
    json_object_object_add(call->output, "FailedEntries", failed);
}

/* Each has an Id of its own, and there are no more than a rule can have. */
static enum fault
aws_check_targets(struct aws_call *call, struct json_object *targets)
{
    const size_t count = targets != NULL ? json_object_array_length(targets) : 0;
    const char *id;
    if (count == 0 || count > AWS_TARGETS_MAX)
        return aws_fail(call, AWS_VALIDATION, "Targets must have 1 to 100 targets.");
    for (size_t i = 0; i < count; i++) {
        struct json_object *target = json_object_array_get_idx(targets, i);
        if (!json_object_is_type(target, json_type_object))
            return aws_fail(call, AWS_SERIALIZATION, "Each of the Targets must be an object.");
        const enum fault fault = aws_need_text(call, target, "Id", TABLE_NAME_MAX, &id);
        if (fault != FAULT_NONE)
            return fault;
        if (!table_name_is_valid(id))
            return aws_fail(call, AWS_VALIDATION, "Id must be 1 to 64 of A-Z a-z 0-9 . _ -.");
        for (size_t k = 0; k < i; k++)
            if (strcmp(json_member(json_object_array_get_idx(targets, k), "Id"), id) == 0)
                return aws_fail(call, AWS_VALIDATION, "The Ids of Targets must be different.");
    }
    return count <= TARGETS_A_RULE ? FAULT_NONE
                                   : aws_fail(call, AWS_LIMIT, "A rule has at most five targets.");
}

static enum fault
aws_write_targets(struct aws_call *call, const char *rule, struct aws_putting_targets *put)
{
    struct input_error error;
    const enum fault fault = target_replace(
        call->context->env, put->wholes, put->count, aws_put_target_notes, put, &error);
    for (size_t i = 0; i < put->count; i++)
        target_config_free(&put->wholes[i].config);
    return fault == FAULT_MISSING
               ? aws_fail(call, AWS_NOT_FOUND, "Rule %s does not exist on EventBus default.", rule)
               : aws_refuse(call, fault, &error);
}

enum fault
aws_put_targets(struct aws_call *call)
{
    struct rule rule;
    struct json_object *targets, *failed;
    enum fault fault = aws_read_name(call, "Rule", rule.name);
    if (fault == FAULT_NONE)
        fault = aws_read_bus(call, call->input, "EventBusName");
    if (fault == FAULT_NONE)
        fault = aws_read_value(call, call->input, "Targets", json_type_array, &targets);
    if (fault == FAULT_NONE)
        fault = aws_check_targets(call, targets);
    if (fault == FAULT_NONE)
        fault = aws_find_rule(call, rule.name, &rule);
    if (fault != FAULT_NONE)
        return fault;
    struct aws_putting_targets *put = xcalloc(1, sizeof *put);
    failed = json_object_new_array();
    for (size_t i = 0; i < json_object_array_length(targets); i++) {
        struct json_object *sent = json_object_array_get_idx(targets, i);
        if (aws_take_target(call, rule.name, sent, put) != FAULT_NONE)
            aws_add_failed(call, failed, json_member(sent, "Id"));
    }
    fault = aws_write_targets(call, rule.name, put);
    aws_add_failures(call, failed);
    free(put);
    return fault;
}

static enum fault
aws_remove_target(struct aws_call *call, const char *rule, const char *id)
{
    char name[TARGET_NAME_MAX + 1];
    struct input_error error;
    enum fault fault = aws_find_target(call, rule, id, name);
    if (fault == FAULT_MISSING)
        return aws_fail(call, AWS_NOT_FOUND, "The rule has no target with this Id.");
    if (fault == FAULT_NONE)
        fault = target_delete(call->context->env, name, "", &error);
    return aws_refuse(call, fault, &error);
}

enum fault
aws_remove_targets(struct aws_call *call)
{
    struct rule rule;
    struct json_object *ids = NULL, *failed;
    enum fault fault = aws_read_name(call, "Rule", rule.name);
    if (fault == FAULT_NONE)
        fault = aws_read_bus(call, call->input, "EventBusName");
    if (fault == FAULT_NONE)
        fault = aws_read_value(call, call->input, "Ids", json_type_array, &ids);
    const size_t count = fault == FAULT_NONE && ids != NULL ? json_object_array_length(ids) : 0;
    if (fault == FAULT_NONE && (count == 0 || count > AWS_TARGETS_MAX))
        fault = aws_fail(call, AWS_VALIDATION, "Ids must have 1 to 100 Ids.");
    if (fault == FAULT_NONE)
        fault = aws_find_rule(call, rule.name, &rule);
    if (fault != FAULT_NONE)
        return fault;
    failed = json_object_new_array();
    for (size_t i = 0; i < count; i++) {
        struct json_object *id = json_object_array_get_idx(ids, i);
        const char *text = json_object_is_type(id, json_type_string) ? json_object_get_string(id) : "";
        if (aws_remove_target(call, rule.name, text) != FAULT_NONE)
            aws_add_failed(call, failed, text);
    }
    aws_add_failures(call, failed);
    return FAULT_NONE;
}
