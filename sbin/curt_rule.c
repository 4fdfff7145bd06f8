#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "bus/bus_json.h"
#include "command.h"

static void
rule_print(const struct rule *rule, bool json)
{
    if (json)
        command_print(rule_to_json(rule));
    else
        printf("%-24s  %-8s  %s\n", rule->name, rule->enabled ? "enabled" : "disabled", rule->pattern);
}

/* The pattern is the argument, or the file that an @ names. */
static struct json_object *
rule_pattern(const char *argument)
{
    if (argument[0] == '@')
        return command_read(argument + 1);
    return json_object_new_string(argument);
}

static int
rule_command_add(const char *name, const char *argument, bool enabled, bool json)
{
    struct config config;
    struct rule rule;
    struct refusal refusal;
    struct json_object *sent = json_object_new_object(), *pattern = rule_pattern(argument);
    json_object_object_add(sent, "name", json_object_new_string(name));
    json_object_object_add(sent, "pattern", pattern);
    json_object_object_add(sent, "enabled", json_object_new_boolean(enabled));
    if (pattern == NULL) {
        json_object_put(sent);
        return EXIT_FAILURE;
    }
    struct env *env = command_open(&config);
    enum fault fault = office_add_rule(env, sent, &rule, &refusal);
    command_close(env);
    json_object_put(sent);
    if (fault == FAULT_NONE && json)
        rule_print(&rule, json);
    return command_end(fault, &refusal);
}

static int
rule_command_list(bool json)
{
    struct config config;
    struct rule rule = {.name = ""};
    struct env *env = command_open(&config);
    enum fault fault;
    if (!json)
        printf("%-24s  %-8s  %s\n", "name", "state", "pattern");
    while ((fault = rule_next(env_read(env), rule.name, &rule)) == FAULT_NONE)
        rule_print(&rule, json);
    command_close(env);
    return fault == FAULT_MISSING ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int
rule_command_show(const char *name, bool json)
{
    struct config config;
    struct rule rule;
    struct env *env = command_open(&config);
    enum fault fault = rule_get(env_read(env), name, &rule);
    command_close(env);
    if (fault == FAULT_NONE)
        rule_print(&rule, json);
    else if (fault == FAULT_MISSING)
        log_error("there is no rule %s; `curt rule list` shows them", name);
    return fault == FAULT_NONE ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int
rule_command_change(const char *name, bool enabled)
{
    struct config config;
    struct rule rule;
    struct refusal refusal;
    struct json_object *sent = json_object_new_object();
    json_object_object_add(sent, "enabled", json_object_new_boolean(enabled));
    struct env *env = command_open(&config);
    enum fault fault = office_change_rule(env, name, sent, &rule, &refusal);
    command_close(env);
    json_object_put(sent);
    return command_end(fault, &refusal);
}

static int
rule_command_remove(const char *name)
{
    struct config config;
    struct refusal refusal;
    struct env *env = command_open(&config);
    enum fault fault = office_remove_rule(env, name, &refusal);
    command_close(env);
    return command_end(fault, &refusal);
}

int
command_rule(int argc, char **argv)
{
    const bool json = command_json(&argc, argv);
    const bool disabled = argc == 5 && strcmp(argv[4], "--disabled") == 0;
    if ((argc == 4 || disabled) && strcmp(argv[1], "add") == 0)
        return rule_command_add(argv[2], argv[3], !disabled, json);
    if (argc == 2 && strcmp(argv[1], "list") == 0)
        return rule_command_list(json);
    if (argc != 3)
        return COMMAND_USAGE;
    if (strcmp(argv[1], "show") == 0)
        return rule_command_show(argv[2], json);
    if (strcmp(argv[1], "enable") == 0 || strcmp(argv[1], "disable") == 0)
        return rule_command_change(argv[2], strcmp(argv[1], "enable") == 0);
    if (strcmp(argv[1], "remove") == 0)
        return rule_command_remove(argv[2]);
    return COMMAND_USAGE;
}
