#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/log.h"
#include "base/program.h"
#include "base/timestamp.h"
#include "bus/bus_json.h"
#include "command.h"

static void
replay_print(const struct replay *replay, bool json)
{
    char from[TIMESTAMP_SIZE], to[TIMESTAMP_SIZE];
    if (json) {
        command_print(replay_to_json(replay));
        return;
    }
    timestamp_format(replay->from, from);
    timestamp_format(replay->to, to);
    printf("%-26s  %-9s  %-24s  %-24s  %10llu sent\n", replay->name, replay_state_name(replay->state), from,
        to, (unsigned long long)replay->sent);
}

static int
replay_command_list(bool json)
{
    struct config config;
    struct replay replay = {.name = ""};
    struct env *env = command_open(&config);
    enum fault fault;
    while ((fault = replay_next(env_read(env), replay.name, &replay)) == FAULT_NONE)
        replay_print(&replay, json);
    command_close(env);
    return fault == FAULT_MISSING ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int
replay_command_show(const char *name, bool json)
{
    struct config config;
    struct replay replay;
    struct env *env = command_open(&config);
    enum fault fault = replay_get(env_read(env), name, &replay);
    command_close(env);
    if (fault == FAULT_NONE)
        replay_print(&replay, json);
    else if (fault == FAULT_MISSING)
        log_error("there is no replay %s; `curt replay list` shows them", name);
    return fault == FAULT_NONE ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int
replay_command_cancel(const char *name)
{
    struct config config;
    struct replay replay;
    struct refusal refusal;
    struct env *env = command_open(&config);
    enum fault fault = office_cancel_replay(env, name, &replay, &refusal);
    command_close(env);
    return command_end(fault, &refusal);
}

/* Watches until it ends. An interruption ends the watching, not the replay. */
static enum fault
replay_watch(struct env *env, struct replay *replay)
{
    enum fault fault = FAULT_NONE;
    while (fault == FAULT_NONE && replay->state == REPLAY_RUNNING && !program_interrupted()) {
        usleep(200000);
        fault = replay_get(env_read(env), replay->name, replay);
        if (isatty(STDERR_FILENO))
            fprintf(stderr, "\r%s: %llu of %llu events looked at, %llu sent", replay->name,
                (unsigned long long)(replay->number + 1 - replay->first),
                (unsigned long long)(replay->last + 1 - replay->first), (unsigned long long)replay->sent);
    }
    if (isatty(STDERR_FILENO))
        fputc('\n', stderr);
    return fault;
}

static int
replay_command_add(struct json_object *sent, bool wait, bool json)
{
    struct config config;
    struct replay replay;
    struct refusal refusal;
    struct env *env = command_open(&config);
    enum fault fault = office_add_replay(env, sent, &replay, &refusal);
    if (fault == FAULT_NONE && wait)
        fault = replay_watch(env, &replay);
    command_close(env);
    json_object_put(sent);
    if (fault == FAULT_NONE)
        replay_print(&replay, json);
    return command_end(fault, &refusal);
}

static bool
replay_read(int argc, char **argv, struct json_object *sent, bool *wait)
{
    static const char *const names[] = {"from", "to", "rule", "target", "name"};
    for (int i = 0; i < argc; i++) {
        size_t n = 0;
        if (strcmp(argv[i], "--wait") == 0) {
            *wait = true;
            continue;
        }
        while (n < sizeof names / sizeof *names &&
               (strncmp(argv[i], "--", 2) != 0 || strcmp(argv[i] + 2, names[n]) != 0))
            n++;
        if (n == sizeof names / sizeof *names || ++i == argc)
            return false;
        json_object_object_add(sent, names[n], json_object_new_string(argv[i]));
    }
    return json_object_object_get_ex(sent, "from", NULL);
}

int
command_replay(int argc, char **argv)
{
    const bool json = command_json(&argc, argv);
    bool wait = false;
    if (argc == 2 && strcmp(argv[1], "list") == 0)
        return replay_command_list(json);
    if (argc == 3 && strcmp(argv[1], "show") == 0)
        return replay_command_show(argv[2], json);
    if (argc == 3 && strcmp(argv[1], "cancel") == 0)
        return replay_command_cancel(argv[2]);
    struct json_object *sent = json_object_new_object();
    if (replay_read(argc - 1, argv + 1, sent, &wait))
        return replay_command_add(sent, wait, json);
    json_object_put(sent);
    return COMMAND_USAGE;
}
