/*
 * aws_target_list.c: ListTargetsByRule and ListRuleNamesByTarget. A target that PutTargets did not make is
 * shown with its name as Id.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "aws.h"
#include "base/json.h"
#include "bus/input_transformer.h"

enum fault
aws_next_target(struct aws_call *call, const char *rule, struct target *target, struct json_object **sent)
{
    struct txn *read = env_read(call->context->env);
    struct aws_resource notes;
    enum fault fault;
    *sent = NULL;
    do
        fault = target_next(read, target->name, target);
    while (fault == FAULT_NONE && strcmp(target->rule, rule) != 0);
    if (fault == FAULT_NONE && aws_resource_get(read, AWS_TARGET, target->name, &notes) == FAULT_NONE)
        *sent = aws_resource_read(&notes);
    return fault;
}

/* As it was put, but for what curt's own API may have changed since. */
static void
aws_show_settings(const struct target_config *config, struct json_object *sent, struct json_object *to)
{
    const bool input = json_member(sent, "Input")[0] != '\0';
    if (config->template != NULL && input) {
        char space[INPUT_TRANSFORMER_TEMPLATE_MAX + 1];
        struct buffer text = buffer_over(space, sizeof space);
        aws_replace(&text, config->template, AWS_INPUT_LESS_THAN, "<");
        json_add_text(to, "Input", space);
    } else if (config->template != NULL) {
        struct json_object *transformer = json_object_new_object();
        json_add_text(transformer, "InputTemplate", config->template);
        if (config->variables != NULL)
            json_object_object_add(transformer, "InputPathsMap", json_object_get(config->variables));
        json_object_object_add(to, "InputTransformer", transformer);
    } else if (config->event_path != NULL) {
        json_add_text(to, "InputPath", config->event_path);
    }
    if (json_object_object_get_ex(sent, "RetryPolicy", NULL) || config->retry_attempts != 185 ||
        config->retry_age != 86400) {
        struct json_object *policy = json_object_new_object();
        json_object_object_add(policy, "MaximumRetryAttempts", json_object_new_int(config->retry_attempts));
        json_object_object_add(policy, "MaximumEventAgeInSeconds", json_object_new_int(config->retry_age));
        json_object_object_add(to, "RetryPolicy", policy);
    }
}

static struct json_object *
aws_show_target(struct aws_call *call, const struct target *target, struct json_object *sent)
{
    static const char *const kept[] = {"Id", "Arn", "RoleArn", "HttpParameters", NULL};
    struct json_object *shown = json_object_new_object();
    struct target_config config;
    if (sent != NULL) {
        aws_copy(shown, sent, kept);
    } else {
        json_add_text(shown, "Id", target->name);
        aws_add_arn(call, shown, "Arn", "target", target->name);
    }
    if (target_config_read(target->config, &config) == FAULT_NONE) {
        aws_show_settings(&config, sent, shown);
        target_config_free(&config);
    }
    return shown;
}

enum fault
aws_list_targets_by_rule(struct aws_call *call)
{
    struct rule rule;
    struct target target = {.name = ""};
    struct aws_page page;
    struct json_object *list = json_object_new_array(), *sent;
    json_object_object_add(call->output, "Targets", list);
    enum fault fault = aws_read_name(call, "Rule", rule.name);
    if (fault == FAULT_NONE)
        fault = aws_read_bus(call, call->input, "EventBusName");
    if (fault == FAULT_NONE)
        fault = aws_find_rule(call, rule.name, &rule);
    if (fault == FAULT_NONE)
        fault = aws_page_read(call, &page);
    if (fault != FAULT_NONE)
        return fault;
    strcpy(target.name, page.after);
    while ((fault = aws_next_target(call, rule.name, &target, &sent)) == FAULT_NONE) {
        const enum aws_page_place place = aws_page_place(call, &page, target.name);
        if (place == AWS_PAGE_TAKES)
            json_object_array_add(list, aws_show_target(call, &target, sent));
        json_object_put(sent);
        if (place == AWS_PAGE_ENDS)
            break;
    }
    return aws_refuse(call, fault == FAULT_MISSING ? FAULT_NONE : fault, NULL);
}

/* Has this target that ARN? One that PutTargets did not make has one with its name. */
static bool
aws_target_has_arn(struct aws_call *call, const struct target *target, const char *arn)
{
    struct aws_resource notes;
    char own[AWS_ARN_SIZE];
    aws_arn(call, "target", target->name, own);
    if (aws_resource_get(env_read(call->context->env), AWS_TARGET, target->name, &notes) != FAULT_NONE)
        return strcmp(own, arn) == 0;
    struct json_object *sent = aws_resource_read(&notes);
    const bool has = strcmp(json_member(sent, "Arn"), arn) == 0;
    json_object_put(sent);
    return has;
}

/* Adds the rules that have such a target, as members. */
static enum fault
aws_rules_of_arn(struct aws_call *call, const char *arn, struct json_object *rules)
{
    struct target target = {.name = ""};
    enum fault fault;
    while ((fault = target_next(env_read(call->context->env), target.name, &target)) == FAULT_NONE)
        if (aws_target_has_arn(call, &target, arn))
            json_object_object_add(rules, target.rule, NULL);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

enum fault
aws_list_rule_names_by_target(struct aws_call *call)
{
    struct rule rule;
    struct aws_page page;
    const char *arn;
    struct json_object *list = json_object_new_array();
    json_object_object_add(call->output, "RuleNames", list);
    enum fault fault = aws_need_text(call, call->input, "TargetArn", AWS_ARN_SIZE, &arn);
    if (fault == FAULT_NONE)
        fault = aws_read_bus(call, call->input, "EventBusName");
    if (fault == FAULT_NONE)
        fault = aws_page_read(call, &page);
    if (fault != FAULT_NONE)
        return fault;
    struct json_object *rules = json_object_new_object();
    fault = aws_rules_of_arn(call, arn, rules);
    strcpy(rule.name, page.after);
    while (fault == FAULT_NONE &&
           (fault = rule_next(env_read(call->context->env), rule.name, &rule)) == FAULT_NONE) {
        if (!json_object_object_get_ex(rules, rule.name, NULL))
            continue;
        if (aws_page_place(call, &page, rule.name) == AWS_PAGE_ENDS)
            break;
        json_object_array_add(list, json_object_new_string(rule.name));
    }
    json_object_put(rules);
    return aws_refuse(call, fault == FAULT_MISSING ? FAULT_NONE : fault, NULL);
}
