/*
 * rules.c: creating, changing and removing rules.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/rules.h"

#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/timestamp.h"
#include "bus/fields.h"
#include "bus/target.h"
#include "event/pattern.h"

static enum fault
rule_read_pattern(struct json_object *sent, struct rule *out, struct input_error *refusal)
{
    struct json_object *value = NULL;
    struct pattern *pattern;
    char why[PATTERN_ERROR_SIZE];
    size_t length = 0;
    json_object_object_get_ex(sent, "pattern", &value);
    const char *text = json_object_is_type(value, json_type_string)   ? json_object_get_string(value)
                       : json_object_is_type(value, json_type_object) ? json_text(value, &length)
                                                                      : NULL;
    if (text == NULL || strlen(text) > RULE_PATTERN_MAX)
        return input_error_set(refusal, ERROR_INVALID_PATTERN, "", "pattern",
            "pattern must be an object, or the text of one, of at most 2,048 characters.");
    if (pattern_compile(text, strlen(text), &pattern, why) != FAULT_NONE)
        return input_error_set(
            refusal, ERROR_INVALID_PATTERN, "", "pattern", "pattern is not valid: %s.", why);
    pattern_free(pattern);
    strcpy(out->pattern, text);
    return FAULT_NONE;
}

static enum fault
rule_refuse(enum fault fault, const char *name, struct input_error *refusal)
{
    switch (fault) {
    case FAULT_EXISTS:
        return input_error_as(fault, input_error_set(refusal, ERROR_NAME_TAKEN, "", "name",
                                         "There is already a rule named %s.", name));
    case FAULT_FULL:
        return input_error_as(fault, input_error_set(refusal, ERROR_LIMIT_REACHED, "", NULL,
                                         "There are already 300 rules; remove one first."));
    case FAULT_MISSING:
        return input_error_as(
            fault, input_error_set(refusal, ERROR_NOT_FOUND, "", NULL, "There is no such rule."));
    case FAULT_REFUSED:
        return input_error_as(fault,
            input_error_set(refusal, ERROR_IN_USE, "", NULL, "The rule has targets; remove them first."));
    default:
        return fault;
    }
}

static enum fault
rule_create_body(struct txn *txn, void *arg)
{
    return rule_add(txn, arg);
}

enum fault
rule_create(struct env *env, struct json_object *sent, struct rule *out, struct input_error *refusal)
{
    static const char *const known[] = {"name", "pattern", "enabled", NULL};
    *out = (struct rule){.enabled = true, .created = timestamp_now()};
    enum fault fault = fields_check(sent, known, refusal);
    if (fault == FAULT_NONE)
        fault = fields_read_name(sent, "name", out->name, refusal);
    if (fault == FAULT_NONE && fields_have(sent, "enabled"))
        fault = fields_read_enabled(sent, &out->enabled, refusal);
    if (fault == FAULT_NONE)
        fault = rule_read_pattern(sent, out, refusal);
    return fault != FAULT_NONE
               ? fault
               : rule_refuse(env_txn(env, ENV_SYNC, rule_create_body, out), out->name, refusal);
}

struct rule_updating {
    const char *name;
    struct json_object *sent;
    struct rule *rule;
    struct input_error *refusal;
};

static enum fault
rule_update_body(struct txn *txn, void *arg)
{
    const struct rule_updating *change = arg;
    enum fault fault = rule_get(txn, change->name, change->rule);
    const bool was_enabled = fault == FAULT_NONE && change->rule->enabled;
    if (fault == FAULT_NONE)
        fault = fields_read_enabled(change->sent, &change->rule->enabled, change->refusal);
    if (fault == FAULT_NONE && json_object_object_get_ex(change->sent, "pattern", NULL))
        fault = rule_read_pattern(change->sent, change->rule, change->refusal);
    if (fault == FAULT_NONE)
        fault = rule_put(txn, change->rule);
    if (fault == FAULT_NONE && change->rule->enabled && !was_enabled)
        fault = target_restart(txn, change->rule->name);
    return fault;
}

enum fault
rule_update(struct env *env, const char *name, struct json_object *sent, struct rule *out,
    struct input_error *refusal)
{
    static const char *const known[] = {"pattern", "enabled", NULL};
    struct rule_updating change = {.name = name, .sent = sent, .rule = out, .refusal = refusal};
    if (json_object_object_get_ex(sent, "name", NULL))
        return input_error_set(
            refusal, ERROR_FIXED_FIELD, "", "name", "name cannot be changed; add another rule.");
    enum fault fault = fields_check(sent, known, refusal);
    return fault != FAULT_NONE
               ? fault
               : rule_refuse(env_txn(env, ENV_SYNC, rule_update_body, &change), name, refusal);
}

static enum fault
rule_delete_body(struct txn *txn, void *arg)
{
    unsigned targets = 0;
    enum fault fault = rule_remove(txn, arg); /* first: then nobody adds a target until the end */
    if (fault == FAULT_NONE)
        fault = target_count(txn, arg, &targets);
    return fault == FAULT_NONE && targets > 0 ? FAULT_REFUSED : fault;
}

enum fault
rule_delete(struct env *env, const char *name, struct input_error *refusal)
{
    return rule_refuse(env_txn(env, ENV_SYNC, rule_delete_body, (void *)(uintptr_t)name), name, refusal);
}
