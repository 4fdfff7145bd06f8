/*
 * targets.c: creating, changing and removing targets, and their secrets.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/targets.h"

#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/timestamp.h"
#include "bus/fields.h"
#include "bus/message_dead_letter.h"

static enum fault
target_refuse(enum fault fault, const char *name, struct input_error *error)
{
    switch (fault) {
    case FAULT_EXISTS:
        return input_error_as(fault, input_error_set(error, ERROR_NAME_TAKEN, "", "name",
                                         "There is already a target named %s.", name));
    case FAULT_FULL:
        return input_error_as(fault, input_error_set(error, ERROR_LIMIT_REACHED, "", "rule",
                                         "The rule already has five targets; remove one first."));
    case FAULT_MISSING:
        return input_error_as(
            fault, input_error_set(error, ERROR_NOT_FOUND, "", NULL, "There is no such target."));
    default:
        return fault;
    }
}

/* The fields that target_config.h knows, of an object that has others too. */
static struct json_object *
target_config_of(struct json_object *sent)
{
    static const char *const others[] = {"name", "rule", "enabled"};
    struct json_object *json = json_copy(sent);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        json_object_object_del(json, others[i]);
    return json;
}

/* RFC 7396: null takes a member away, an object changes the members of an object. */
static void
target_merge_into(struct json_object *json, struct json_object *changes)
{
    json_object_object_foreach(changes, name, value)
    {
        if (value == NULL) {
            json_object_object_del(json, name);
        } else if (!json_object_is_type(value, json_type_object)) {
            json_object_object_add(json, name, json_object_get(value));
        } else {
            if (!json_object_is_type(json_object_object_get(json, name), json_type_object))
                json_object_object_add(json, name, json_object_new_object());
            target_merge_into(json_object_object_get(json, name), value);
        }
    }
}

/* Settings, which it takes over, and what was sent, merged into them. */
static struct json_object *
target_merge(struct json_object *json, struct json_object *sent)
{
    struct json_object *changes = target_config_of(sent);
    target_merge_into(json, changes);
    json_object_put(changes);
    return json;
}

/* Writes settings into the target: FAULT_FULL when they are too long. */
static enum fault
target_write_config(struct json_object *json, struct target *out)
{
    size_t length;
    const char *text = json_text(json, &length);
    if (length > TARGET_CONFIG_MAX)
        return FAULT_FULL;
    strcpy(out->config, text);
    return FAULT_NONE;
}

static enum fault
target_set_config(struct target *target, const struct target_config *config, struct input_error *error)
{
    return target_write_config(config->json, target) == FAULT_NONE
               ? FAULT_NONE
               : input_error_set(error, ERROR_INVALID_LENGTH, "", "",
                     "The settings of a target must be at most 16,384 bytes long.");
}

/* Checks settings, which it takes over, and writes them into the target. */
static enum fault
target_check_config(struct json_object *json, const struct http_client_policy *policy, struct target *out,
    struct input_error *error)
{
    struct target_config config;
    enum fault fault = target_config_from_json(json, policy, &config, error);
    if (fault != FAULT_NONE)
        return fault;
    fault = target_set_config(out, &config, error);
    target_config_free(&config);
    return fault;
}

static enum fault
target_read_name(struct json_object *sent, char out[static TARGET_NAME_MAX + 1], struct input_error *error)
{
    enum fault fault = fields_read_name(sent, "name", out, error);
    if (fault == FAULT_NONE && strcmp(out, "count") == 0)
        fault = input_error_set(
            error, ERROR_INVALID_NAME, "", "name", "name must not be count, which is built in.");
    if (fault == FAULT_NONE && strcmp(out, MESSAGE_DEAD_LETTER_TARGET_NAME) == 0)
        fault = input_error_set(error, ERROR_INVALID_NAME, "", "name",
            "name must not be carrier, which dead letters of messages bear.");
    return fault;
}

enum fault
target_from_json(struct json_object *sent, const struct http_client_policy *policy, struct target *out,
    struct target_config *config, struct input_error *error)
{
    bool enabled = true;
    *out = (struct target){.name = ""};
    if (!json_object_is_type(sent, json_type_object))
        return input_error_set(error, ERROR_WRONG_TYPE, "", "", "The body must be an object.");
    enum fault fault = target_read_name(sent, out->name, error);
    if (fault == FAULT_NONE)
        fault = fields_read_name(sent, "rule", out->rule, error);
    if (fault == FAULT_NONE && fields_have(sent, "enabled"))
        fault = fields_read_enabled(sent, &enabled, error);
    out->state = enabled ? TARGET_ENABLED : TARGET_DISABLED;
    return fault == FAULT_NONE
               ? target_config_from_json(target_merge(json_object_new_object(), sent), policy, config, error)
               : fault;
}

static enum fault
target_create_body(struct txn *txn, void *arg)
{
    return target_add(txn, arg);
}

enum fault
target_create(
    struct env *env, struct target *target, const struct target_config *config, struct input_error *error)
{
    enum fault fault = target_set_config(target, config, error);
    if (fault != FAULT_NONE)
        return fault;
    target->created = timestamp_now();
    fault = env_txn(env, ENV_SYNC, target_create_body, target);
    return fault == FAULT_MISSING ? input_error_set(error, ERROR_INVALID_VALUE, "", "rule",
                                        "rule names no rule; add the rule first.")
                                  : target_refuse(fault, target->name, error);
}

struct target_replacing {
    struct target_whole *targets;
    size_t count;
    enum fault (*also)(struct txn *, void *arg);
    void *arg;
    struct input_error *error;
};

/* The secrets of the settings before, unless it is given one. */
static void
target_keep_secrets(const struct target *before, struct target_config *config)
{
    static const char *const secrets[] = {"secret", "old_secret"};
    struct json_object *old = json_read(before->config, strlen(before->config)), *value;
    for (size_t i = 0; i < 2; i++)
        if (json_object_object_get_ex(old, secrets[i], &value))
            json_object_object_add(config->json, secrets[i], json_object_get(value));
    json_object_put(old);
}

static enum fault
target_replace_one(struct txn *txn, struct target_whole *one, struct input_error *error)
{
    struct target before;
    enum fault fault = target_get(txn, one->target.name, &before);
    const bool is_new = fault == FAULT_MISSING;
    if (fault != FAULT_NONE && !is_new)
        return fault;
    if (!is_new && strcmp(before.rule, one->target.rule) != 0)
        return FAULT_EXISTS;
    if (!is_new) {
        one->target.id = before.id;
        one->target.created = before.created;
        target_keep_secrets(&before, &one->config);
    }
    fault = target_set_config(&one->target, &one->config, error);
    if (fault != FAULT_NONE)
        return fault;
    return is_new ? target_add(txn, &one->target) : target_put(txn, &one->target);
}

static enum fault
target_replace_body(struct txn *txn, void *arg)
{
    const struct target_replacing *change = arg;
    enum fault fault = FAULT_NONE;
    for (size_t i = 0; i < change->count && fault == FAULT_NONE; i++)
        fault = target_replace_one(txn, &change->targets[i], change->error);
    return fault == FAULT_NONE && change->also != NULL ? change->also(txn, change->arg) : fault;
}

enum fault
target_replace(struct env *env, struct target_whole *targets, size_t count,
    enum fault (*also)(struct txn *, void *arg), void *arg, struct input_error *error)
{
    struct target_replacing change = {targets, count, also, arg, error};
    for (size_t i = 0; i < count; i++)
        targets[i].target.created = timestamp_now();
    const enum fault fault = env_txn(env, ENV_SYNC, target_replace_body, &change);
    return fault == FAULT_MISSING ? input_error_as(fault, input_error_set(error, ERROR_NOT_FOUND, "", "rule",
                                                              "There is no such rule."))
                                  : target_refuse(fault, count > 0 ? targets->target.name : "", error);
}

struct target_updating {
    const char *name, *if_match;
    struct json_object *sent;
    const struct http_client_policy *policy;
    struct target *target;
    struct input_error *error;
};

/* The target, if it is the version that is meant. */
static enum fault
target_get_version(struct txn *txn, const struct target_updating *change)
{
    char etag[ETAG_SIZE];
    const enum fault fault = target_get(txn, change->name, change->target);
    if (fault != FAULT_NONE)
        return fault;
    target_etag(change->target, NULL, etag);
    return etag_may_change(change->if_match, etag)
               ? FAULT_NONE
               : input_error_set(change->error, ERROR_VERSION_MISMATCH, "", NULL,
                     "The target has changed since you read it. Read it again.");
}

static enum fault
target_update_body(struct txn *txn, void *arg)
{
    const struct target_updating *change = arg;
    struct target *target = change->target;
    enum fault fault = target_get_version(txn, change);
    if (fault != FAULT_NONE)
        return fault;
    bool enabled = target->state == TARGET_ENABLED;
    const bool was = enabled;
    fault = fields_read_enabled(change->sent, &enabled, change->error);
    if (fault == FAULT_NONE)
        fault = target_check_config(
            target_merge(json_read(target->config, strlen(target->config)), change->sent), change->policy,
            target, change->error);
    if (enabled != was)
        target->state = enabled ? TARGET_ENABLED : TARGET_DISABLED;
    return fault != FAULT_NONE ? fault : target_put(txn, target);
}

static enum fault
target_refuse_count(const char *name, struct input_error *error)
{
    return strcmp(name, "count") == 0
               ? input_error_as(FAULT_REFUSED, input_error_set(error, ERROR_BUILT_IN, "", NULL,
                                                   "The count is built in and cannot be changed."))
               : FAULT_NONE;
}

/* Refuses what would make another target of it, or draw a secret that is never shown. */
static enum fault
target_refuse_to_replace(struct json_object *sent, struct input_error *error)
{
    static const char *const kept[] = {"name", "rule", "type"};
    if (!json_object_is_type(sent, json_type_object))
        return input_error_set(error, ERROR_WRONG_TYPE, "", "", "The body must be an object.");
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        if (json_object_object_get_ex(sent, kept[i], NULL))
            return input_error_set(
                error, ERROR_FIXED_FIELD, "", kept[i], "%s cannot be changed; add another target.", kept[i]);
    if (json_object_object_get_ex(sent, "secret", NULL) && !fields_have(sent, "secret"))
        return input_error_set(error, ERROR_INVALID_VALUE, "", "secret",
            "secret cannot be removed; send another, or rotate it.");
    return FAULT_NONE;
}

enum fault
target_update(struct env *env, const struct http_client_policy *policy, const char *name,
    const char *if_match, struct json_object *sent, struct target *out, struct input_error *error)
{
    struct target_updating change = {
        .name = name, .if_match = if_match, .sent = sent, .policy = policy, .target = out, .error = error};
    enum fault fault = target_refuse_count(name, error);
    if (fault == FAULT_NONE)
        fault = target_refuse_to_replace(sent, error);
    return fault != FAULT_NONE
               ? fault
               : target_refuse(env_txn(env, ENV_SYNC, target_update_body, &change), name, error);
}

struct target_rotation {
    const char *name;
    struct target *target;
    const char *secret;
    struct input_error *error;
};

static enum fault
target_rotate_secret_body(struct txn *txn, void *arg)
{
    const struct target_rotation *rotation = arg;
    struct target *target = rotation->target;
    struct json_object *old;
    enum fault fault = target_get(txn, rotation->name, target);
    if (fault != FAULT_NONE)
        return fault;
    struct json_object *json = json_read(target->config, strlen(target->config));
    if (!json_object_object_get_ex(json, "secret", &old)) {
        json_object_put(json);
        return input_error_as(FAULT_REFUSED,
            input_error_set(rotation->error, ERROR_WRONG_STATE, "", NULL, "This target has no secret."));
    }
    json_object_object_add(json, "old_secret", json_object_get(old));
    json_add_text(json, "secret", rotation->secret);
    fault = target_write_config(json, target);
    json_object_put(json);
    if (fault == FAULT_FULL)
        return input_error_as(FAULT_REFUSED,
            input_error_set(rotation->error, ERROR_LIMIT_REACHED, "", NULL,
                "The settings of this target leave no room for a second secret; shorten them."));
    return target_put(txn, target);
}

enum fault
target_rotate_secret(struct env *env, const char *name, struct target *out,
    char secret[static WEBHOOK_SECRET_SIZE], struct input_error *error)
{
    struct target_rotation rotation = {name, out, secret, error};
    enum fault fault = target_refuse_count(name, error);
    if (fault != FAULT_NONE)
        return fault;
    webhook_signature_generate_secret(secret);
    return target_refuse(env_txn(env, ENV_SYNC, target_rotate_secret_body, &rotation), name, error);
}

static enum fault
target_delete_body(struct txn *txn, void *arg)
{
    const struct target_updating *change = arg;
    const enum fault fault = change->if_match[0] != '\0' ? target_get_version(txn, change) : FAULT_NONE;
    return fault == FAULT_NONE ? target_remove(txn, change->name) : fault;
}

enum fault
target_delete(struct env *env, const char *name, const char *if_match, struct input_error *error)
{
    struct target target;
    struct target_updating change = {.name = name, .if_match = if_match, .target = &target, .error = error};
    enum fault fault = target_refuse_count(name, error);
    return fault != FAULT_NONE
               ? fault
               : target_refuse(env_txn(env, ENV_SYNC, target_delete_body, &change), name, error);
}
