/*
 * target.c: curt target: where the events of a rule go.
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "base/memory.h"
#include "bus/bus_json.h"
#include "bus/targets.h"
#include "commands.h"
#include "io.h"
#include "store.h"

#define TARGET_LINE "%-16s  %-16s  %-8s  %10s %8s %6s %10s %7s %6s  %-24s  %s\n"

/* A member as a person reads it: "-" for none. */
static const char *
target_text(struct json_object *of, const char *name)
{
    struct json_object *value;
    return json_object_object_get_ex(of, name, &value) && value != NULL ? json_object_get_string(value) : "-";
}

static void
target_print(struct json_object *target, bool json)
{
    if (json) {
        io_print(target);
        return;
    }
    printf(TARGET_LINE, target_text(target, "name"), target_text(target, "rule"),
        target_text(target, "state"), target_text(target, "position"), target_text(target, "lag_events"),
        target_text(target, "lag_seconds"), target_text(target, "delivered"),
        target_text(target, "failed_attempts"), target_text(target, "dead_letters"),
        target_text(target, "next_try_at"), target_text(target, "last_error"));
    json_object_put(target);
}

int
target_command_list(const struct call *call)
{
    const bool json = option_flag(call, "json");
    struct config config;
    struct target target = {.name = ""};
    struct env *env = store_open(&config);
    struct json_object *shown = aggregator_to_json(env);
    enum fault fault = FAULT_NONE;
    if (!json)
        printf(TARGET_LINE, "name", "rule", "state", "position", "lag", "s", "delivered", "failed", "dead",
            "next try", "last error");
    while (shown != NULL && fault == FAULT_NONE) {
        target_print(shown, json);
        fault = target_next(env_read(env), target.name, &target);
        if (fault == FAULT_NONE)
            shown = target_to_json(env, &target);
    }
    store_close(env);
    return io_list_status(shown != NULL ? fault : FAULT_AGAIN);
}

/* One field a line. */
static void
target_print_whole(struct json_object *shown, bool json)
{
    if (json) {
        io_print(shown);
        return;
    }
    json_object_object_foreach(shown, name, value)
        printf("%-16s  %s\n", name, value != NULL ? json_object_get_string(value) : "-");
    json_object_put(shown);
}

int
target_command_show(const struct call *call)
{
    const char *name = argument(call, 0);
    struct config config;
    struct target target;
    struct env *env = store_open(&config);
    const bool count = strcmp(name, TARGET_AGGREGATOR) == 0;
    enum fault fault = count ? FAULT_NONE : target_get(env_read(env), name, &target);
    struct json_object *shown = fault != FAULT_NONE ? NULL
                                : count             ? aggregator_to_json(env)
                                                    : target_to_json(env, &target);
    store_close(env);
    if (shown != NULL)
        target_print_whole(shown, option_flag(call, "json"));
    else if (fault == FAULT_MISSING)
        log_error("there is no target %s; `curt target list` shows them", name);
    else
        io_tell_again(FAULT_AGAIN, "interrupted");
    return shown != NULL ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* Adds name=value, or "name: value", to an object that is a field. No value is null: it is removed. False:
 * the field is null as a whole. */
static bool
target_add_pair(struct json_object *sent, const char *field, const char *text, char between)
{
    struct json_object *pairs;
    const char *value = strchr(text, between) + 1; /* there is one: the form of the option says so */
    char *name = xstrndup(text, (size_t)(value - text) - 1);
    value += strspn(value, " ");
    if (!json_object_object_get_ex(sent, field, &pairs)) {
        pairs = json_object_new_object();
        json_object_object_add(sent, field, pairs);
    }
    if (pairs != NULL)
        json_object_object_add(pairs, name, *value != '\0' ? json_object_new_string(value) : NULL);
    free(name);
    return pairs != NULL;
}

/* The fields that were given, as an object. NULL, with a message: they contradict each other. */
static struct json_object *
target_fields(const struct call *call)
{
    static const struct {
        const char *option, *field;
        char between;
    } pairs[] = {{"header", "headers", ':'}, {"variable", "variables", '='}};
    struct json_object *sent = option_fields(call);
    if (option_flag(call, "disabled"))
        json_object_object_add(sent, "enabled", json_object_new_boolean(false));
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        size_t at = 0;
        for (const char *text; (text = option_next(call, pairs[i].option, &at)) != NULL;)
            if (!target_add_pair(sent, pairs[i].field, text, pairs[i].between)) {
                command_misuse(
                    call, "--%s and --%s cannot be used together", pairs[i].field, pairs[i].option);
                json_object_put(sent);
                return NULL;
            }
    }
    return sent;
}

/* The secret of a new target is printed, in its JSON or alone. */
static void
target_print_added(struct json_object *shown, const char *secret)
{
    if (shown != NULL) {
        json_add_text(shown, "secret", secret != NULL ? secret : "");
        io_print(shown);
    } else if (secret != NULL) {
        puts(secret);
    }
}

int
target_command_add(const struct call *call)
{
    struct config config;
    struct http_client_policy policy;
    struct target target;
    struct target_config target_config = {.json = NULL};
    struct input_error error;
    struct json_object *sent = target_fields(call);
    if (sent == NULL)
        return COMMAND_USAGE;
    json_add_text(sent, "name", argument(call, 0));
    if (!option_flag(call, "type"))
        json_object_object_add(
            sent, "type", json_object_new_string(option_flag(call, "url") ? "webhook" : "log"));
    struct env *env = store_open(&config);
    http_client_policy_read(&config, &policy);
    enum fault fault = target_from_json(sent, &policy, &target, &target_config, &error);
    if (fault == FAULT_NONE)
        fault = target_create(env, &target, &target_config, &error);
    const bool json = fault == FAULT_NONE && option_flag(call, "json");
    struct json_object *shown = json ? target_to_json(env, &target) : NULL;
    store_close(env);
    json_object_put(sent);
    if (fault == FAULT_NONE)
        target_print_added(shown, target_config.secret);
    target_config_free(&target_config);
    return io_status(fault, &error);
}

static int
target_apply(const char *name, struct json_object *sent)
{
    struct config config;
    struct http_client_policy policy;
    struct target target;
    struct input_error error;
    struct env *env = store_open(&config);
    http_client_policy_read(&config, &policy);
    enum fault fault = target_update(env, &policy, name, "", sent, &target, &error);
    store_close(env);
    json_object_put(sent);
    return io_status(fault, &error);
}

int
target_command_change(const struct call *call)
{
    if (option_count(call) == 0)
        return command_misuse(call, "at least one option is required: what to change");
    struct json_object *sent = target_fields(call);
    return sent != NULL ? target_apply(argument(call, 0), sent) : COMMAND_USAGE;
}

static int
target_set_enabled(const char *name, bool enabled)
{
    struct json_object *sent = json_object_new_object();
    json_object_object_add(sent, "enabled", json_object_new_boolean(enabled));
    return target_apply(name, sent);
}

int
target_command_enable(const struct call *call)
{
    return target_set_enabled(argument(call, 0), true);
}

int
target_command_disable(const struct call *call)
{
    return target_set_enabled(argument(call, 0), false);
}

int
target_command_rotate(const struct call *call)
{
    struct config config;
    struct target target;
    struct input_error error;
    char secret[WEBHOOK_SECRET_SIZE];
    struct env *env = store_open(&config);
    enum fault fault = target_rotate_secret(env, argument(call, 0), &target, secret, &error);
    store_close(env);
    if (fault == FAULT_NONE)
        puts(secret);
    return io_status(fault, &error);
}

int
target_command_remove(const struct call *call)
{
    struct config config;
    struct input_error error;
    struct env *env = store_open(&config);
    enum fault fault = target_delete(env, argument(call, 0), "", &error);
    store_close(env);
    return io_status(fault, &error);
}
