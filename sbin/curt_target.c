#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "bus/bus_json.h"
#include "command.h"

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
        command_print(target);
        return;
    }
    printf(TARGET_LINE, target_text(target, "name"), target_text(target, "rule"),
        target_text(target, "state"), target_text(target, "position"), target_text(target, "lag_events"),
        target_text(target, "lag_seconds"), target_text(target, "delivered"),
        target_text(target, "failed_attempts"), target_text(target, "dead_letters"),
        target_text(target, "next_try_at"), target_text(target, "last_error"));
    json_object_put(target);
}

static int
target_command_list(bool json)
{
    struct config config;
    struct target target = {.name = ""};
    struct env *env = command_open(&config);
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
    command_close(env);
    return fault == FAULT_MISSING ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* One field a line. */
static void
target_print_whole(struct json_object *shown, bool json)
{
    if (json) {
        command_print(shown);
        return;
    }
    json_object_object_foreach(shown, name, value)
        printf("%-16s  %s\n", name, value != NULL ? json_object_get_string(value) : "-");
    json_object_put(shown);
}

static int
target_command_show(const char *name, bool json)
{
    struct config config;
    struct target target;
    struct env *env = command_open(&config);
    const bool count = strcmp(name, TARGET_AGGREGATOR) == 0;
    enum fault fault = count ? FAULT_NONE : target_get(env_read(env), name, &target);
    struct json_object *shown = fault != FAULT_NONE ? NULL
                                : count             ? aggregator_to_json(env)
                                                    : target_to_json(env, &target);
    command_close(env);
    if (shown != NULL)
        target_print_whole(shown, json);
    else if (fault == FAULT_MISSING)
        log_error("there is no target %s; `curt target list` shows them", name);
    return shown != NULL ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* name=value, or "name: value", as a member of an object that is a field: headers and variables. No value is
 * null.
 */
static bool
target_add_pair(struct json_object *sent, const char *field, char *text, char between)
{
    struct json_object *pairs;
    char *at = strchr(text, between);
    if (at == NULL)
        return false;
    *at++ = '\0';
    at += strspn(at, " ");
    if (!json_object_object_get_ex(sent, field, &pairs)) {
        pairs = json_object_new_object();
        json_object_object_add(sent, field, pairs);
    }
    json_object_object_add(pairs, text, *at != '\0' ? json_object_new_string(at) : NULL);
    return true;
}

/* A whole number is a number, true and false are what they say, all else is text. */
static struct json_object *
target_value(const char *text)
{
    const size_t length = strlen(text);
    if (length > 0 && length < 10 && strspn(text, "0123456789") == length)
        return json_object_new_int64(strtoll(text, NULL, 10));
    if (strcmp(text, "null") == 0)
        return NULL;
    return json_object_new_string(text);
}

/* --url URL --batch 10 --header 'Name: value' --variable code=$.detail.code ... as an object. */
static bool
target_read_fields(int argc, char **argv, struct json_object *sent)
{
    for (int i = 0; i < argc; i++) {
        char field[40];
        if (strncmp(argv[i], "--", 2) != 0 || strlen(argv[i]) >= sizeof field)
            return false;
        strcpy(field, argv[i] + 2);
        for (char *c = field; *c != '\0'; c++)
            *c = *c == '-' ? '_' : *c;
        if (strcmp(field, "syslog") == 0 || strcmp(field, "disabled") == 0) {
            const bool log = strcmp(field, "syslog") == 0;
            json_object_object_add(sent, log ? "syslog" : "enabled", json_object_new_boolean(log));
            continue;
        }
        if (++i == argc)
            return false;
        if (strcmp(field, "header") == 0 ? !target_add_pair(sent, "headers", argv[i], ':')
            : strcmp(field, "variable") == 0
                ? !target_add_pair(sent, "variables", argv[i], '=')
                : json_object_object_add(sent, field, target_value(argv[i])) != 0)
            return false;
    }
    return true;
}

static int
target_command_add(int argc, char **argv, bool json)
{
    struct config config;
    struct http_client_policy rules;
    struct target target;
    struct refusal refusal;
    char secret[WEBHOOK_SECRET_SIZE];
    struct json_object *sent = json_object_new_object();
    json_object_object_add(sent, "name", json_object_new_string(argv[0]));
    if (!target_read_fields(argc - 1, argv + 1, sent)) {
        json_object_put(sent);
        return COMMAND_USAGE;
    }
    if (!json_object_object_get_ex(sent, "type", NULL))
        json_object_object_add(sent, "type",
            json_object_new_string(json_object_object_get_ex(sent, "url", NULL) ? "webhook" : "log"));
    struct env *env = command_open(&config);
    http_client_policy_read(&config, &rules);
    enum fault fault = office_add_target(env, &rules, sent, &target, secret, &refusal);
    struct json_object *shown = fault == FAULT_NONE && json ? target_to_json(env, &target) : NULL;
    command_close(env);
    json_object_put(sent);
    if (shown != NULL) {
        json_object_object_add(shown, "secret", json_object_new_string(secret));
        command_print(shown);
    } else if (fault == FAULT_NONE && secret[0] != '\0') {
        puts(secret);
    }
    return command_end(fault, &refusal);
}

static int
target_command_change(const char *name, struct json_object *sent)
{
    struct config config;
    struct http_client_policy rules;
    struct target target;
    struct refusal refusal;
    struct env *env = command_open(&config);
    http_client_policy_read(&config, &rules);
    enum fault fault = office_change_target(env, &rules, name, sent, &target, &refusal);
    command_close(env);
    json_object_put(sent);
    return command_end(fault, &refusal);
}

static int
target_command_rotate(const char *name)
{
    struct config config;
    struct target target;
    struct refusal refusal;
    char secret[WEBHOOK_SECRET_SIZE];
    struct env *env = command_open(&config);
    enum fault fault = office_rotate_target(env, name, &target, secret, &refusal);
    command_close(env);
    if (fault == FAULT_NONE)
        puts(secret);
    return command_end(fault, &refusal);
}

static int
target_command_remove(const char *name)
{
    struct config config;
    struct refusal refusal;
    struct env *env = command_open(&config);
    enum fault fault = office_remove_target(env, name, &refusal);
    command_close(env);
    return command_end(fault, &refusal);
}

int
command_target(int argc, char **argv)
{
    const bool json = command_json(&argc, argv);
    if (argc == 2 && strcmp(argv[1], "list") == 0)
        return target_command_list(json);
    if (argc < 3)
        return COMMAND_USAGE;
    if (strcmp(argv[1], "add") == 0)
        return target_command_add(argc - 2, argv + 2, json);
    struct json_object *sent = json_object_new_object();
    if (strcmp(argv[1], "change") == 0 && argc > 3 && target_read_fields(argc - 3, argv + 3, sent))
        return target_command_change(argv[2], sent);
    if (argc == 3 && (strcmp(argv[1], "enable") == 0 || strcmp(argv[1], "disable") == 0)) {
        json_object_object_add(sent, "enabled", json_object_new_boolean(argv[1][0] == 'e'));
        return target_command_change(argv[2], sent);
    }
    json_object_put(sent);
    if (argc == 3 && strcmp(argv[1], "show") == 0)
        return target_command_show(argv[2], json);
    if (argc == 3 && strcmp(argv[1], "rotate") == 0)
        return target_command_rotate(argv[2]);
    if (argc == 3 && strcmp(argv[1], "remove") == 0)
        return target_command_remove(argv[2]);
    return COMMAND_USAGE;
}
