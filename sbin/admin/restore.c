/*
 * restore.c: curt restore: makes a store of a backup.
 * SPDX-License-Identifier: ISC
 */
#include "backup/restore.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "base/program.h"
#include "base/timestamp.h"
#include "commands.h"
#include "io.h"
#include "restored.h"

static void
restore_print_json(int64_t until, const struct restore_result *result)
{
    struct json_object *json = json_object_new_object();
    json_add_timestamp(json, "until", until);
    restored_add(json, &result->store);
    io_print(json);
}

static void
restore_print(const char *home, int64_t until, const struct restore_result *result)
{
    char at[TIMESTAMP_SIZE];
    timestamp_format(until, at);
    printf("restored %s as of %s\n", home, at);
    restored_print(&result->store);
}

int
restore_command(const struct call *call)
{
    struct config config;
    struct restore_result result;
    const char *from = argument(call, 0), *to = option_text(call, "to");
    struct restore_request request = {
        .directory = strcmp(from, "-") == 0 ? NULL : from, .send_queued = option_flag(call, "send-queued")};
    if (to != NULL && !form_read_past(to, &request.moment))
        return command_misuse(call, "--to must be a time");
    config_load_or_die(&config);
    program_hold_signals();
    enum fault fault = restore_run(&config, &request, &result);
    if (fault == FAULT_AGAIN)
        log_error("interrupted; there is no store");
    program_release_signals();
    if (fault != FAULT_NONE)
        return EXIT_FAILURE;
    const int64_t until = request.moment != 0 ? request.moment / TIMESTAMP_SECOND * TIMESTAMP_SECOND
                                              : result.to;
    if (option_flag(call, "json"))
        restore_print_json(until, &result);
    else
        restore_print(config.store_home, until, &result);
    return EXIT_SUCCESS;
}
