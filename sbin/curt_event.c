#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/program.h"
#include "bus/envelope.h"
#include "command.h"
#include "event/event_log.h"

struct asked {
    uint64_t from, limit;
};

static bool
event_number(const char *text, uint64_t *out)
{
    char *end;
    *out = strtoull(text, &end, 10);
    return *text >= '0' && *text <= '9' && *end == '\0';
}

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
    if (json)
        puts(json_object_to_json_string_ext(all, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
    else
        printf("%10llu  %s  %-21s  %s\n", (unsigned long long)event->number, event_text(all, "time"),
            event_text(all, "detail-type"),
            *event_text(detail, "code") != '\0' ? event_text(detail, "code") : event_text(detail, "message"));
    json_object_put(all);
}

static int
event_command_list(const struct asked *range, bool json)
{
    static struct event event;
    struct config config;
    uint64_t first, last, printed = 0;
    struct env *env = command_open(&config);
    enum fault fault = event_log_range(env, range->from, &first, &last);
    if (fault == FAULT_NONE && first < range->from)
        first = range->from;
    for (uint64_t n = first; fault == FAULT_NONE && n <= last && printed < range->limit && !ferror(stdout) &&
                             !program_interrupted();
         n++) {
        fault = event_log_read(env_read(env), n, &event);
        if (fault == FAULT_NONE) {
            event_print(&event, json);
            printed++;
        }
        if (fault == FAULT_MISSING)
            fault = FAULT_NONE;
    }
    command_close(env);
    return fault == FAULT_NONE ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* Puts one event, and says its id. False when it was refused. */
static bool
event_put(struct env *env, const struct config *config, struct json_object *sent)
{
    struct refusal refusal;
    char id[UUID_SIZE];
    enum fault fault = office_publish(env, config, sent, id, &refusal);
    if (fault == FAULT_EXISTS)
        log_info("%s was taken before", id);
    if (fault == FAULT_NONE || fault == FAULT_EXISTS)
        puts(id);
    else
        command_end(fault, &refusal);
    return fault == FAULT_NONE || fault == FAULT_EXISTS;
}

/* A file has one event, or an array of them. */
static int
event_command_put(const char *path)
{
    struct config config;
    struct json_object *sent = command_read(path);
    bool good = sent != NULL;
    if (!good)
        return EXIT_FAILURE;
    struct env *env = command_open(&config);
    if (!json_object_is_type(sent, json_type_array))
        good = event_put(env, &config, sent);
    else
        for (size_t i = 0; i < json_object_array_length(sent); i++)
            good = event_put(env, &config, json_object_array_get_idx(sent, i)) && good;
    good = env_flush(env) == FAULT_NONE && good;
    command_close(env);
    json_object_put(sent);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

int
command_event(int argc, char **argv)
{
    struct asked range = {.limit = UINT64_MAX};
    const bool json = command_json(&argc, argv);
    if (argc == 3 && strcmp(argv[1], "put") == 0)
        return event_command_put(argv[2]);
    if (argc < 2 || argc % 2 != 0 || strcmp(argv[1], "list") != 0)
        return COMMAND_USAGE;
    for (int i = 2; i < argc; i += 2) {
        uint64_t *number = strcmp(argv[i], "--from") == 0    ? &range.from
                           : strcmp(argv[i], "--limit") == 0 ? &range.limit
                                                             : NULL;
        if (number == NULL || !event_number(argv[i + 1], number))
            return COMMAND_USAGE;
    }
    return event_command_list(&range, json);
}
