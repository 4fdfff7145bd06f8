/*
 * aws_rules.c: rules, through bus/rules.h; their descriptions and tags are resources.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "aws.h"
#include "base/json.h"
#include "base/memory.h"
#include "base/timestamp.h"
#include "bus/rules.h"

/* A rule, and what only these clients know of it. */
struct aws_putting_rule {
    struct rule rule;
    struct aws_resource notes;
    struct json_object *json; /* of the notes: Description, Tags */
    bool too_long;            /* the notes are */
};

/* Tags are given to a rule that is new, and stay. In a transaction that may run again: the JSON stays the
 * caller's. */
static enum fault
aws_put_notes(struct txn *txn, void *arg)
{
    struct aws_putting_rule *put = arg;
    struct json_object *before = NULL, *tags, *json = json_copy(put->json);
    struct aws_resource *old = xmalloc(sizeof *old);
    enum fault fault = aws_resource_get(txn, AWS_RULE, put->rule.name, old);
    if (fault == FAULT_NONE && (before = aws_resource_read(old)) != NULL) {
        json_object_object_del(json, "Tags");
        if (json_object_object_get_ex(before, "Tags", &tags))
            json_object_object_add(json, "Tags", json_object_get(tags));
    }
    fault = fault == FAULT_MISSING ? FAULT_NONE : fault;
    if (fault == FAULT_NONE)
        fault = aws_resource_set(&put->notes, json);
    put->too_long = fault == FAULT_FULL;
    if (fault == FAULT_NONE)
        fault = aws_resource_put(txn, &put->notes);
    json_object_put(json);
    json_object_put(before);
    free(old);
    return fault;
}

/* What EventBridge has and curt has not is refused, so that nobody waits for it. */
static enum fault
aws_refuse_schedule(struct aws_call *call)
{
    const char *schedule;
    const enum fault fault = aws_read_text(call, call->input, "ScheduleExpression", 256, &schedule);
    return fault == FAULT_NONE && schedule[0] != '\0'
               ? aws_fail(
                     call, AWS_VALIDATION, "ScheduleExpression is not offered; use cron(8) and PutEvents.")
               : fault;
}

static enum fault
aws_read_state(struct aws_call *call, bool *enabled)
{
    const char *state;
    const enum fault fault = aws_read_text(call, call->input, "State", AWS_TEXT_MAX, &state);
    *enabled = strcmp(state, "DISABLED") != 0;
    return fault == FAULT_NONE && *enabled && state[0] != '\0' && strcmp(state, "ENABLED") != 0
               ? aws_fail(call, AWS_VALIDATION, "State must be ENABLED or DISABLED.")
               : fault;
}

static enum fault
aws_read_rule(struct aws_call *call, struct aws_putting_rule *put)
{
    static const char *const kept[] = {"Description", "Tags", NULL};
    const char *description;
    struct json_object *tags;
    enum fault fault = aws_read_name(call, "Name", put->rule.name);
    if (fault == FAULT_NONE)
        fault = aws_read_bus(call, call->input, "EventBusName");
    if (fault == FAULT_NONE)
        fault = aws_refuse_schedule(call);
    if (fault == FAULT_NONE)
        fault = aws_read_pattern(call, put->rule.pattern);
    if (fault == FAULT_NONE && put->rule.pattern[0] == '\0')
        fault = aws_fail(call, AWS_VALIDATION, "EventPattern is missing.");
    if (fault == FAULT_NONE)
        fault = aws_read_state(call, &put->rule.enabled);
    if (fault == FAULT_NONE)
        fault = aws_read_text(call, call->input, "Description", AWS_TEXT_MAX, &description);
    if (fault == FAULT_NONE)
        fault = aws_read_tags(call, &tags);
    if (fault == FAULT_NONE)
        aws_copy(put->json, call->input, kept);
    return fault;
}

enum fault
aws_put_rule(struct aws_call *call)
{
    struct aws_putting_rule *put = xcalloc(1, sizeof *put);
    struct input_error error;
    put->json = json_object_new_object();
    enum fault fault = aws_read_rule(call, put);
    if (fault == FAULT_NONE) {
        put->notes.kind = AWS_RULE;
        strcpy(put->notes.name, put->rule.name);
        put->notes.created = put->notes.changed = timestamp_now();
        fault = rule_replace(call->context->env, &put->rule, aws_put_notes, put, &error);
        if (fault == FAULT_NONE)
            aws_add_arn(call, call->output, "RuleArn", "rule", put->rule.name);
        else
            fault = put->too_long ? aws_fail(call, AWS_VALIDATION, AWS_TOO_LONG)
                                  : aws_refuse(call, fault, &error);
    }
    json_object_put(put->json);
    free(put);
    return fault;
}

/* The rule that the input names. */
static enum fault
aws_load_rule(struct aws_call *call, struct rule *out)
{
    enum fault fault = aws_read_name(call, "Name", out->name);
    if (fault == FAULT_NONE)
        fault = aws_read_bus(call, call->input, "EventBusName");
    return fault == FAULT_NONE ? aws_find_rule(call, out->name, out) : fault;
}

enum fault
aws_find_rule(struct aws_call *call, const char *name, struct rule *out)
{
    const enum fault fault = rule_get(env_read(call->context->env), name, out);
    return fault == FAULT_MISSING
               ? aws_fail(call, AWS_NOT_FOUND, "Rule %s does not exist on EventBus default.", name)
               : aws_refuse(call, fault, NULL);
}

static void
aws_show_rule(struct aws_call *call, const struct rule *rule, struct json_object *to)
{
    static const char *const shown[] = {"Description", NULL};
    struct aws_resource notes;
    json_add_text(to, "Name", rule->name);
    aws_add_arn(call, to, "Arn", "rule", rule->name);
    json_add_text(to, "EventPattern", rule->pattern);
    json_add_text(to, "State", rule->enabled ? "ENABLED" : "DISABLED");
    json_add_text(to, "EventBusName", "default");
    if (aws_resource_get(env_read(call->context->env), AWS_RULE, rule->name, &notes) == FAULT_NONE) {
        struct json_object *json = aws_resource_read(&notes);
        aws_copy(to, json, shown);
        json_object_put(json);
    }
}

enum fault
aws_describe_rule(struct aws_call *call)
{
    struct rule rule;
    const enum fault fault = aws_load_rule(call, &rule);
    if (fault != FAULT_NONE)
        return fault;
    aws_show_rule(call, &rule, call->output);
    json_add_text(call->output, "CreatedBy", AWS_ACCOUNT);
    return FAULT_NONE;
}

enum fault
aws_list_rules(struct aws_call *call)
{
    struct rule rule;
    struct aws_page page;
    struct json_object *list = json_object_new_array(), *one;
    json_object_object_add(call->output, "Rules", list);
    enum fault fault = aws_read_bus(call, call->input, "EventBusName");
    if (fault == FAULT_NONE)
        fault = aws_page_read(call, &page);
    if (fault != FAULT_NONE)
        return fault;
    strcpy(rule.name, page.after);
    while ((fault = rule_next(env_read(call->context->env), rule.name, &rule)) == FAULT_NONE) {
        const enum aws_page_place place = aws_page_place(call, &page, rule.name);
        if (place == AWS_PAGE_ENDS)
            break;
        if (place == AWS_PAGE_SKIPS)
            continue;
        one = json_object_new_object();
        aws_show_rule(call, &rule, one);
        json_object_array_add(list, one);
    }
    return aws_refuse(call, fault == FAULT_MISSING ? FAULT_NONE : fault, NULL);
}

static enum fault
aws_set_enabled(struct aws_call *call, bool enabled)
{
    struct rule rule;
    struct input_error error;
    struct rule_patch patch = {.has_enabled = true, .enabled = enabled};
    enum fault fault = aws_load_rule(call, &rule);
    if (fault != FAULT_NONE)
        return fault;
    fault = rule_update(call->context->env, rule.name, "", &patch, &rule, &error);
    return aws_refuse(call, fault, &error);
}

enum fault
aws_enable_rule(struct aws_call *call)
{
    return aws_set_enabled(call, true);
}

enum fault
aws_disable_rule(struct aws_call *call)
{
    return aws_set_enabled(call, false);
}

enum fault
aws_delete_rule(struct aws_call *call)
{
    struct rule rule;
    struct input_error error;
    enum fault fault = aws_load_rule(call, &rule);
    if (fault != FAULT_NONE)
        return fault;
    fault = rule_delete(call->context->env, rule.name, "", &error);
    return fault == FAULT_REFUSED ? aws_fail(call, AWS_VALIDATION,
                                        "Rule can't be deleted since it has targets; remove them first.")
                                  : aws_refuse(call, fault, &error);
}
