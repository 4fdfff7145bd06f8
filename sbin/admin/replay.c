/*
 * replay.c: curt replay: past events, sent again.
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/log.h"
#include "base/program.h"
#include "base/timestamp.h"
#include "bus/bus_json.h"
#include "bus/replays.h"
#include "commands.h"
#include "io.h"
#include "store.h"

enum { REPLAY_INTERVAL = 500000 /* microseconds between two looks at its progress */ };

static void
replay_print(const struct replay *replay, bool json)
{
    char from[TIMESTAMP_SIZE], to[TIMESTAMP_SIZE];
    if (json) {
        io_print(replay_to_json(replay));
        return;
    }
    timestamp_format(replay->from, from);
    timestamp_format(replay->to, to);
    printf("%-26s  %-9s  %-24s  %-24s  %10llu sent\n", replay->name, replay_state_name(replay->state), from,
        to, (unsigned long long)replay->sent);
}

int
replay_command_list(const struct call *call)
{
    struct config config;
    struct replay replay = {.name = ""};
    struct env *env = store_open(&config);
    enum fault fault;
    while ((fault = replay_next(env_read(env), replay.name, &replay)) == FAULT_NONE)
        replay_print(&replay, option_flag(call, "json"));
    store_close(env);
    return io_list_status(fault);
}

int
replay_command_show(const struct call *call)
{
    const char *name = argument(call, 0);
    struct config config;
    struct replay replay;
    struct env *env = store_open(&config);
    enum fault fault = replay_get(env_read(env), name, &replay);
    store_close(env);
    if (fault == FAULT_NONE)
        replay_print(&replay, option_flag(call, "json"));
    else if (fault == FAULT_MISSING)
        log_error("there is no replay %s; `curt replay list` shows them", name);
    return fault == FAULT_NONE ? EXIT_SUCCESS : EXIT_FAILURE;
}

int
replay_command_cancel(const struct call *call)
{
    struct config config;
    struct replay replay;
    struct input_error error;
    struct env *env = store_open(&config);
    enum fault fault = replay_stop(env, argument(call, 0), &replay, &error);
    store_close(env);
    return io_status(fault, &error);
}

/* Watches until it ends. An interruption ends the watching, not the replay. */
static enum fault
replay_watch(struct env **env, const struct config *config, struct replay *replay)
{
    enum fault fault = FAULT_NONE;
    while (fault == FAULT_NONE && replay->state == REPLAY_RUNNING && !program_interrupted()) {
        *env = store_rest(*env, config, REPLAY_INTERVAL);
        fault = replay_get(env_read(*env), replay->name, replay);
        if (isatty(STDERR_FILENO))
            fprintf(stderr, "\r%s: %llu of %llu events read, %llu sent", replay->name,
                (unsigned long long)(replay->number + 1 - replay->first),
                (unsigned long long)(replay->last + 1 - replay->first), (unsigned long long)replay->sent);
    }
    if (isatty(STDERR_FILENO))
        fputc('\n', stderr);
    return fault;
}

/* The API takes times; by hand an age is shorter. */
static void
replay_add_time(const struct call *call, const char *name, struct json_object *to)
{
    const char *text = option_text(call, name);
    int64_t timestamp;
    if (text != NULL && form_read_past(text, &timestamp))
        json_add_timestamp(to, name, timestamp);
}

int
replay_command_add(const struct call *call)
{
    const char *given = option_text(call, "pattern");
    struct json_object *pattern = given != NULL ? io_pattern(given) : NULL;
    if (given != NULL && pattern == NULL)
        return EXIT_FAILURE;
    struct json_object *sent = option_fields(call);
    json_object_object_add(sent, "pattern", pattern);
    replay_add_time(call, "from", sent);
    replay_add_time(call, "to", sent);
    struct config config;
    struct replay replay;
    struct input_error error;
    struct env *env = store_open(&config);
    enum fault fault = replay_from_json(sent, &replay, &error);
    if (fault == FAULT_NONE)
        fault = replay_create(env, &replay, &error);
    if (fault == FAULT_NONE && option_flag(call, "wait"))
        fault = replay_watch(&env, &config, &replay);
    store_close(env);
    json_object_put(sent);
    if (fault == FAULT_NONE)
        replay_print(&replay, option_flag(call, "json"));
    return io_status(fault, &error);
}
