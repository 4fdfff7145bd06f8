/*
 * event.c: curt event: the event log.
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/program.h"
#include "bus/envelope.h"
#include "bus/publish.h"
#include "commands.h"
#include "event/event_log.h"
#include "io.h"
#include "store.h"

static const char *
event_text(struct json_object *of, const char *name)
{
    struct json_object *value;
    return json_object_object_get_ex(of, name, &value) ? json_object_get_string(value) : "";
}

static void
event_print(const struct event *event, bool json)
{
    struct json_object *all = envelope_create(event), *detail = NULL;
    if (all == NULL)
        return;
    json_object_object_get_ex(all, "detail", &detail);
    const char *code = event_text(detail, "code"),
               *domain = *code != '\0' ? event_text(detail, "domain") : "";
    if (json)
        puts(json_object_to_json_string_ext(all, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
    else
        printf("%10llu  %s  %-21s  %s%s%s\n", (unsigned long long)event->number, event_text(all, "time"),
            event_text(all, "detail-type"), domain, *domain != '\0' ? "/" : "",
            *code != '\0' ? code : event_text(detail, "message"));
    json_object_put(all);
}

int
event_command_list(const struct call *call)
{
    const uint64_t from = option_number(call, "from", 0), limit = option_number(call, "limit", UINT64_MAX);
    const bool json = option_flag(call, "json");
    static struct event event;
    struct config config;
    uint64_t first, last, printed = 0;
    struct env *env = store_open(&config);
    enum fault fault = event_log_range(env, from, &first, &last);
    if (fault == FAULT_NONE && first < from)
        first = from;
    for (uint64_t n = first;
         fault == FAULT_NONE && n <= last && printed < limit && !ferror(stdout) && !program_interrupted();
         n++) {
        fault = event_log_read(env_read(env), n, &event);
        if (fault == FAULT_NONE) {
            event_print(&event, json);
            printed++;
        }
        if (fault == FAULT_MISSING)
            fault = FAULT_NONE;
    }
    store_close(env);
    return fault == FAULT_NONE ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* Puts one event, and says its id. False when it was refused. */
static bool
event_put(struct env *env, const struct config *config, struct json_object *sent)
{
    struct input_error error;
    char id[UUID_SIZE];
    enum fault fault = publish_event(env, config, sent, id, &error);
    if (fault == FAULT_EXISTS)
        log_info("%s was published before", id);
    if (fault == FAULT_NONE || fault == FAULT_EXISTS)
        puts(id);
    else
        io_status(fault, &error);
    return fault == FAULT_NONE || fault == FAULT_EXISTS;
}

/* A file has one event, or an array of them. */
int
event_command_put(const struct call *call)
{
    struct config config;
    struct json_object *sent = io_read(argument(call, 0));
    bool good = sent != NULL;
    if (!good)
        return EXIT_FAILURE;
    struct env *env = store_open(&config);
    if (!json_object_is_type(sent, json_type_array))
        good = event_put(env, &config, sent);
    else
        for (size_t i = 0; i < json_object_array_length(sent); i++)
            good = event_put(env, &config, json_object_array_get_idx(sent, i)) && good;
    good = env_flush(env) == FAULT_NONE && good;
    store_close(env);
    json_object_put(sent);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
