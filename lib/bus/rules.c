/*
 * rules.c: creating, changing and removing rules.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/rules.h"

#include <stdio.h>
#include <string.h>

#include "base/timestamp.h"
#include "bus/fields.h"
#include "bus/target.h"

enum fault
rule_from_json(struct json_object *sent, struct rule *out, struct input_error *error)
{
    static const char *const known[] = {"name", "pattern", "enabled", NULL};
    *out = (struct rule){.enabled = true};
    enum fault fault = fields_check(sent, known, error);
    if (fault == FAULT_NONE)
        fault = fields_read_name(sent, "name", out->name, error);
    if (fault == FAULT_NONE && fields_have(sent, "enabled"))
        fault = fields_read_enabled(sent, &out->enabled, error);
    return fault == FAULT_NONE ? fields_read_pattern(sent, out->pattern, error) : fault;
}

enum fault
rule_patch_from_json(struct json_object *sent, struct rule_patch *out, struct input_error *error)
{
    static const char *const known[] = {"pattern", "enabled", NULL};
    if (json_object_object_get_ex(sent, "name", NULL))
        return input_error_set(
            error, ERROR_FIXED_FIELD, "", "name", "name cannot be changed; add another rule.");
    out->has_enabled = json_object_object_get_ex(sent, "enabled", NULL);
    out->has_pattern = json_object_object_get_ex(sent, "pattern", NULL);
    enum fault fault = fields_check(sent, known, error);
    if (fault == FAULT_NONE)
        fault = fields_read_enabled(sent, &out->enabled, error);
    return fault == FAULT_NONE && out->has_pattern ? fields_read_pattern(sent, out->pattern, error) : fault;
}

static enum fault
rule_refuse(enum fault fault, const char *name, struct input_error *error)
{
    switch (fault) {
    case FAULT_EXISTS:
        return input_error_as(fault,
            input_error_set(error, ERROR_NAME_TAKEN, "", "name", "There is already a rule named %s.", name));
    case FAULT_FULL:
        return input_error_as(fault, input_error_set(error, ERROR_LIMIT_REACHED, "", NULL,
                                         "There are already 300 rules; remove one first."));
    case FAULT_MISSING:
        return input_error_as(
            fault, input_error_set(error, ERROR_NOT_FOUND, "", NULL, "There is no such rule."));
    case FAULT_REFUSED:
        return input_error_as(fault,
            input_error_set(error, ERROR_IN_USE, "", NULL, "The rule has targets; remove them first."));
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
rule_create(struct env *env, struct rule *rule, struct input_error *error)
{
    enum fault fault = fields_check_pattern(rule->pattern, error);
    if (fault != FAULT_NONE)
        return fault;
    rule->created = timestamp_now();
    return rule_refuse(env_txn(env, ENV_SYNC, rule_create_body, rule), rule->name, error);
}

struct rule_replacing {
    struct rule *rule;
    enum fault (*also)(struct txn *, void *arg);
    void *arg;
};

static enum fault
rule_replace_body(struct txn *txn, void *arg)
{
    const struct rule_replacing *change = arg;
    struct rule *rule = change->rule, before;
    enum fault fault = rule_get(txn, rule->name, &before);
    const bool is_new = fault == FAULT_MISSING;
    if (fault != FAULT_NONE && !is_new)
        return fault;
    rule->created = is_new ? timestamp_now() : before.created;
    fault = is_new ? rule_add(txn, rule) : rule_put(txn, rule);
    if (fault == FAULT_NONE && !is_new && rule->enabled && !before.enabled)
        fault = target_restart(txn, rule->name);
    return fault == FAULT_NONE && change->also != NULL ? change->also(txn, change->arg) : fault;
}

enum fault
rule_replace(struct env *env, struct rule *rule, enum fault (*also)(struct txn *, void *arg), void *arg,
    struct input_error *error)
{
    struct rule_replacing change = {rule, also, arg};
    const enum fault fault = fields_check_pattern(rule->pattern, error);
    return fault == FAULT_NONE
               ? rule_refuse(env_txn(env, ENV_SYNC, rule_replace_body, &change), rule->name, error)
               : fault;
}

struct rule_updating {
    const char *name, *if_match;
    struct input_error *error;
    const struct rule_patch *patch;
    struct rule *rule;
};

/* The rule, if it is the version that is meant. */
static enum fault
rule_get_version(struct txn *txn, const struct rule_updating *change)
{
    char etag[ETAG_SIZE];
    const enum fault fault = rule_get(txn, change->name, change->rule);
    if (fault != FAULT_NONE)
        return fault;
    rule_etag(change->rule, etag);
    return etag_may_change(change->if_match, etag)
               ? FAULT_NONE
               : input_error_set(change->error, ERROR_VERSION_MISMATCH, "", NULL,
                     "The rule has changed since you read it. Read it again.");
}

static enum fault
rule_update_body(struct txn *txn, void *arg)
{
    const struct rule_updating *change = arg;
    enum fault fault = rule_get_version(txn, change);
    if (fault != FAULT_NONE)
        return fault;
    const bool was_enabled = change->rule->enabled;
    if (change->patch->has_enabled)
        change->rule->enabled = change->patch->enabled;
    if (change->patch->has_pattern)
        strcpy(change->rule->pattern, change->patch->pattern);
    fault = rule_put(txn, change->rule);
    return fault == FAULT_NONE && change->rule->enabled && !was_enabled
               ? target_restart(txn, change->rule->name)
               : fault;
}

enum fault
rule_update(struct env *env, const char *name, const char *if_match, const struct rule_patch *patch,
    struct rule *out, struct input_error *error)
{
    struct rule_updating change = {
        .name = name, .if_match = if_match, .error = error, .patch = patch, .rule = out};
    enum fault fault = patch->has_pattern ? fields_check_pattern(patch->pattern, error) : FAULT_NONE;
    return fault == FAULT_NONE ? rule_refuse(env_txn(env, ENV_SYNC, rule_update_body, &change), name, error)
                               : fault;
}

static enum fault
rule_delete_body(struct txn *txn, void *arg)
{
    const struct rule_updating *change = arg;
    unsigned targets = 0;
    enum fault fault = change->if_match[0] != '\0' ? rule_get_version(txn, change) : FAULT_NONE;
    if (fault == FAULT_NONE)
        fault = rule_remove(txn, change->name); /* first: then no target is added until the end */
    if (fault == FAULT_NONE)
        fault = target_count(txn, change->name, &targets);
    return fault == FAULT_NONE && targets > 0 ? FAULT_REFUSED : fault;
}

enum fault
rule_delete(struct env *env, const char *name, const char *if_match, struct input_error *error)
{
    struct rule rule;
    struct rule_updating change = {.name = name, .if_match = if_match, .error = error, .rule = &rule};
    return rule_refuse(env_txn(env, ENV_SYNC, rule_delete_body, &change), name, error);
}
