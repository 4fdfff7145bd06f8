/*
 * suppression.c: curt suppressions: the opted-out numbers, to which nothing more is sent.
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "base/timestamp.h"
#include "commands.h"
#include "io.h"
#include "message/address.h"
#include "message/suppression.h"
#include "store.h"

/* A number to add or to remove. */
struct suppression_change {
    char number[MESSAGE_ADDRESS_MAX + 1];
    bool add;
};

static enum fault
suppression_body(struct txn *txn, void *arg)
{
    const struct suppression_change *change = arg;
    return change->add ? suppression_add(txn, change->number, SUPPRESSION_ADMIN, timestamp_now())
                       : suppression_remove(txn, change->number);
}

static int
suppression_change(const char *text, bool add)
{
    struct config config;
    struct suppression_change change = {.add = add};
    const char *why;
    if (address_parse(text, change.number, &why) != FAULT_NONE) {
        log_error("%s %s", text, why);
        return EXIT_FAILURE;
    }
    struct env *env = store_open(&config);
    enum fault fault = env_txn(env, ENV_SYNC, suppression_body, &change);
    store_close(env);
    if (fault == FAULT_MISSING)
        log_error("%s has not opted out", change.number);
    return fault == FAULT_NONE || fault == FAULT_EXISTS ? EXIT_SUCCESS : EXIT_FAILURE;
}

static void
suppression_print(const struct suppression *stop, bool json)
{
    char since[TIMESTAMP_SIZE];
    timestamp_format(stop->since, since);
    if (!json) {
        printf("%-15s  %s  %s\n", stop->number[0] != '\0' ? stop->number : "(erased)", since,
            suppression_reason_name(stop->reason));
        return;
    }
    struct json_object *object = json_object_new_object();
    json_add_text_or_null(object, "number", stop->number);
    json_add_text(object, "since", since);
    json_add_text(object, "reason", suppression_reason_name(stop->reason));
    io_print(object);
}

int
suppression_command_list(const struct call *call)
{
    const bool json = option_flag(call, "json");
    struct config config;
    struct suppression stop = {.number = ""};
    enum fault fault;
    struct env *env = store_open(&config);
    if (!json)
        printf("%-15s  %-24s  %s\n", "number", "since", "by");
    while ((fault = suppression_next(env_read(env), stop.id, &stop)) == FAULT_NONE && !ferror(stdout))
        suppression_print(&stop, json);
    store_close(env);
    return io_list_status(fault);
}

int
suppression_command_add(const struct call *call)
{
    return suppression_change(argument(call, 0), true);
}

int
suppression_command_remove(const struct call *call)
{
    return suppression_change(argument(call, 0), false);
}
