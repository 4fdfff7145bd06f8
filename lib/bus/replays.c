/*
 * replays.c: creating replays, and stopping them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/replays.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

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
            rule.enabled && (replay->rule[0] == '\0' || strcmp(replay->rule, target.rule) == 0) &&
            (replay->target[0] == '\0' || strcmp(replay->target, target.name) == 0))
            return FAULT_NONE;
    const char *name = replay->target[0] != '\0' ? "target" : replay->rule[0] != '\0' ? "rule" : "";
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

enum fault
replay_from_json(struct json_object *sent, struct replay *out, struct input_error *error)
{
    static const char *const known[] = {"name", "from", "to", "rule", "target", NULL};
    *out = (struct replay){.state = REPLAY_RUNNING, .created = timestamp_now()};
    replay_name(out);
    enum fault fault = fields_check(sent, known, error);
    if (fault == FAULT_NONE && fields_have(sent, "name"))
        fault = fields_read_name(sent, "name", out->name, error);
    if (fault == FAULT_NONE && fields_have(sent, "rule"))
        fault = fields_read_name(sent, "rule", out->rule, error);
    if (fault == FAULT_NONE && fields_have(sent, "target"))
        fault = fields_read_name(sent, "target", out->target, error);
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
