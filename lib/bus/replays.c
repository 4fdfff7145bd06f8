/*
 * replays.c: creating replays, and stopping them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/replays.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/buffer.h"
#include "base/timestamp.h"
#include "bus/fields.h"
#include "bus/rule.h"
#include "bus/target.h"

/* Is there an open target that the replay would send to? */
static enum fault
replay_find_receiver(struct env *env, const struct replay *replay, struct input_error *error)
{
    struct target target = {.name = ""};
    struct rule rule;
    enum fault fault;
    while ((fault = target_next(env_read(env), target.name, &target)) == FAULT_NONE)
        if (target.state == TARGET_ENABLED && rule_get(env_read(env), target.rule, &rule) == FAULT_NONE &&
            rule.enabled && replay_takes(replay, target.rule, target.name))
            return FAULT_NONE;
    const char *name = replay->target[0] != '\0' ? "target" : replay->rules[0] != '\0' ? "rule" : "";
    return fault == FAULT_MISSING ? input_error_set(error, ERROR_INVALID_VALUE, "", name,
                                        "No enabled target would receive anything from this replay.")
                                  : fault;
}

static void
replay_name(struct replay *replay)
{
    struct tm tm;
    const time_t now = (time_t)(replay->created / TIMESTAMP_SECOND);
    const size_t length = strftime(
        replay->name, sizeof replay->name, "replay-%Y%m%d-%H%M%S", gmtime_r(&now, &tm));
    snprintf(
        replay->name + length, sizeof replay->name - length, "-%03d", (int)(replay->created / 1000 % 1000));
}

/* "rule", or "rules", an array of them. */
static enum fault
replay_read_rules(struct json_object *sent, struct replay *out, struct input_error *error)
{
    struct json_object *rules;
    struct buffer names = buffer_over(out->rules, sizeof out->rules);
    if (fields_have(sent, "rule") && fields_have(sent, "rules"))
        return input_error_set(error, ERROR_CONFLICTING_FIELDS, "", "rules", "Send rule or rules, not both.");
    if (fields_have(sent, "rule"))
        return fields_read_name(sent, "rule", out->rules, error);
    if (!fields_have(sent, "rules"))
        return FAULT_NONE;
    json_object_object_get_ex(sent, "rules", &rules);
    const bool is_list = json_object_is_type(rules, json_type_array);
    const size_t count = is_list ? json_object_array_length(rules) : 0;
    if (count == 0 || count > REPLAY_RULES_MAX)
        return input_error_set(error, is_list ? ERROR_INVALID_LENGTH : ERROR_WRONG_TYPE, "", "rules",
            "rules must be an array of 1 to 10 names.");
    for (size_t i = 0; i < count; i++) {
        struct json_object *one = json_object_array_get_idx(rules, i);
        const char *name = json_object_is_type(one, json_type_string) ? json_object_get_string(one) : "";
        if (!table_name_is_valid(name))
            return input_error_set(error, ERROR_INVALID_NAME, "", "rules", "rules must be names of rules.");
        buffer_addf(&names, "%s%s", i > 0 ? " " : "", name);
    }
    return FAULT_NONE;
}

static enum fault
replay_read_pattern(struct json_object *sent, struct replay *out, struct input_error *error)
{
    const enum fault fault = fields_read_pattern(sent, out->pattern, error);
    return fault == FAULT_NONE ? fields_check_pattern(out->pattern, error) : fault;
}

enum fault
replay_from_json(struct json_object *sent, struct replay *out, struct input_error *error)
{
    static const char *const known[] = {"name", "from", "to", "rule", "rules", "target", "pattern", NULL};
    *out = (struct replay){.state = REPLAY_RUNNING, .created = timestamp_now()};
    replay_name(out);
    enum fault fault = fields_check(sent, known, error);
    if (fault == FAULT_NONE && fields_have(sent, "name"))
        fault = fields_read_name(sent, "name", out->name, error);
    if (fault == FAULT_NONE)
        fault = replay_read_rules(sent, out, error);
    if (fault == FAULT_NONE && fields_have(sent, "target"))
        fault = fields_read_name(sent, "target", out->target, error);
    if (fault == FAULT_NONE && fields_have(sent, "pattern"))
        fault = replay_read_pattern(sent, out, error);
    if (fault == FAULT_NONE)
        fault = fields_read_moment(sent, "from", 0, &out->from, error);
    if (fault == FAULT_NONE)
        fault = fields_read_moment(sent, "to", out->created, &out->to, error);
    if (fault == FAULT_NONE && out->from >= out->to)
        fault = input_error_set(error, ERROR_INVALID_VALUE, "", "to", "to must be later than from.");
    return fault;
}

struct replay_creating {
    struct replay *replay;
    enum fault (*also)(struct txn *, void *arg);
    void *arg;
};

static enum fault
replay_create_body(struct txn *txn, void *arg)
{
    const struct replay_creating *creating = arg;
    const enum fault fault = replay_add(txn, creating->replay);
    return fault == FAULT_NONE && creating->also != NULL ? creating->also(txn, creating->arg) : fault;
}

enum fault
replay_create_and(struct env *env, struct replay *replay, enum fault (*also)(struct txn *, void *arg),
    void *arg, struct input_error *error)
{
    struct replay_creating creating = {replay, also, arg};
    enum fault fault = replay_find_receiver(env, replay, error);
    if (fault == FAULT_NONE)
        fault = env_txn(env, ENV_SYNC, replay_create_body, &creating);
    return fault == FAULT_EXISTS ? input_error_as(fault, input_error_set(error, ERROR_NAME_TAKEN, "", "name",
                                                             "There is already a replay of that name."))
                                 : fault;
}

enum fault
replay_create(struct env *env, struct replay *replay, struct input_error *error)
{
    return replay_create_and(env, replay, NULL, NULL, error);
}

static enum fault
replay_stop_body(struct txn *txn, void *arg)
{
    struct replay *replay = arg;
    enum fault fault = replay_cancel(txn, replay->name, timestamp_now());
    return fault != FAULT_NONE ? fault : replay_get(txn, replay->name, replay);
}

enum fault
replay_stop(struct env *env, const char *name, struct replay *out, struct input_error *error)
{
    enum fault fault = FAULT_MISSING;
    if (table_name_is_valid(name)) {
        strcpy(out->name, name);
        fault = env_txn(env, ENV_SYNC, replay_stop_body, out);
    }
    return fault == FAULT_MISSING   ? input_error_as(fault, input_error_set(error, ERROR_NOT_FOUND, "", NULL,
                                                                "There is no such replay."))
           : fault == FAULT_REFUSED ? input_error_as(fault, input_error_set(error, ERROR_WRONG_STATE, "",
                                                                NULL, "The replay has already ended."))
                                    : fault;
}
