#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "base/timestamp.h"
#include "command.h"
#include "message/phone_number.h"
#include "message/suppression.h"

/* One number to be put on the list, or taken off. */
struct stop_work {
    char number[PHONE_NUMBER_SIZE];
    bool add;
};

static enum fault
stop_body(struct txn *txn, void *arg)
{
    const struct stop_work *work = arg;
    return work->add ? suppression_add(txn, work->number, SUPPRESSION_ADMIN, timestamp_now())
                     : suppression_remove(txn, work->number);
}

static int
stop_command_change(const char *text, bool add)
{
    struct config config;
    struct stop_work work = {.add = add};
    if (phone_number_parse(text, work.number) != FAULT_NONE) {
        log_error("%s is no number with its country code, such as 447700900000", text);
        return EXIT_FAILURE;
    }
    struct env *env = command_open(&config);
    enum fault fault = env_txn(env, ENV_SYNC, stop_body, &work);
    command_close(env);
    if (fault == FAULT_MISSING)
        log_error("%s is not on the list", work.number);
    return fault == FAULT_NONE || fault == FAULT_EXISTS ? EXIT_SUCCESS : EXIT_FAILURE;
}

static void
stop_print(const struct suppression *stop, bool json)
{
    char since[TIMESTAMP_SIZE];
    timestamp_format(stop->since, since);
    if (!json) {
        printf("%-15s  %s  %s\n", stop->number[0] != '\0' ? stop->number : "(forgotten)", since,
            suppression_reason_name(stop->reason));
        return;
    }
    struct json_object *view = json_object_new_object();
    json_object_object_add(
        view, "number", stop->number[0] != '\0' ? json_object_new_string(stop->number) : NULL);
    json_object_object_add(view, "since", json_object_new_string(since));
    json_object_object_add(view, "reason", json_object_new_string(suppression_reason_name(stop->reason)));
    command_print(view);
}

static int
stop_command_list(bool json)
{
    struct config config;
    struct suppression stop = {.number = ""};
    enum fault fault;
    struct env *env = command_open(&config);
    if (!json)
        printf("%-15s  %-24s  %s\n", "number", "since", "by");
    while ((fault = suppression_next(env_read(env), stop.id, &stop)) == FAULT_NONE && !ferror(stdout))
        stop_print(&stop, json);
    command_close(env);
    return fault == FAULT_MISSING ? EXIT_SUCCESS : EXIT_FAILURE;
}

int
command_stop(int argc, char **argv)
{
    const bool json = command_json(&argc, argv);
    if (argc == 2 && strcmp(argv[1], "list") == 0)
        return stop_command_list(json);
    if (argc == 3 && strcmp(argv[1], "add") == 0)
        return stop_command_change(argv[2], true);
    if (argc == 3 && strcmp(argv[1], "remove") == 0)
        return stop_command_change(argv[2], false);
    return COMMAND_USAGE;
}
