/*
 * rule.c: curt rule: which events are wanted.
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "bus/bus_json.h"
#include "bus/rules.h"
#include "commands.h"
#include "io.h"
#include "store.h"

static void
rule_print(const struct rule *rule, bool json)
{
    if (json)
        io_print(rule_to_json(rule));
    else
        printf("%-24s  %-8s  %s\n", rule->name, rule->enabled ? "enabled" : "disabled", rule->pattern);
}

int
rule_command_add(const struct call *call)
{
    struct config config;
    struct rule rule;
    struct input_error error;
    struct json_object *sent = json_object_new_object(), *pattern = io_pattern(argument(call, 1));
    json_add_text(sent, "name", argument(call, 0));
    json_object_object_add(sent, "pattern", pattern);
    json_object_object_add(sent, "enabled", json_object_new_boolean(!option_flag(call, "disabled")));
    if (pattern == NULL) {
        json_object_put(sent);
        return EXIT_FAILURE;
    }
    struct env *env = store_open(&config);
    enum fault fault = rule_from_json(sent, &rule, &error);
    if (fault == FAULT_NONE)
        fault = rule_create(env, &rule, &error);
    store_close(env);
    json_object_put(sent);
    if (fault == FAULT_NONE && option_flag(call, "json"))
        rule_print(&rule, true);
    return io_status(fault, &error);
}

int
rule_command_list(const struct call *call)
{
    const bool json = option_flag(call, "json");
    struct config config;
    struct rule rule = {.name = ""};
    struct env *env = store_open(&config);
    enum fault fault;
    if (!json)
        printf("%-24s  %-8s  %s\n", "name", "state", "pattern");
    while ((fault = rule_next(env_read(env), rule.name, &rule)) == FAULT_NONE)
        rule_print(&rule, json);
    store_close(env);
    return io_list_status(fault);
}

int
rule_command_show(const struct call *call)
{
    const char *name = argument(call, 0);
    struct config config;
    struct rule rule;
    struct env *env = store_open(&config);
    enum fault fault = rule_get(env_read(env), name, &rule);
    store_close(env);
    if (fault == FAULT_NONE)
        rule_print(&rule, option_flag(call, "json"));
    else if (fault == FAULT_MISSING)
        log_error("there is no rule %s; `curt rule list` shows them", name);
    return fault == FAULT_NONE ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int
rule_set_enabled(const char *name, bool enabled)
{
    struct config config;
    struct rule rule;
    struct input_error error;
    const struct rule_patch patch = {.has_enabled = true, .enabled = enabled};
    struct env *env = store_open(&config);
    enum fault fault = rule_update(env, name, "", &patch, &rule, &error);
    store_close(env);
    return io_status(fault, &error);
}

int
rule_command_enable(const struct call *call)
{
    return rule_set_enabled(argument(call, 0), true);
}

int
rule_command_disable(const struct call *call)
{
    return rule_set_enabled(argument(call, 0), false);
}

int
rule_command_remove(const struct call *call)
{
    struct config config;
    struct input_error error;
    struct env *env = store_open(&config);
    enum fault fault = rule_delete(env, argument(call, 0), "", &error);
    store_close(env);
    return io_status(fault, &error);
}
