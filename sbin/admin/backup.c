/*
 * backup.c: curt backup: copies the store while it is in use.
 * SPDX-License-Identifier: ISC
 */
#include "backup/backup.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/log.h"
#include "base/timestamp.h"
#include "commands.h"
#include "io.h"
#include "store.h"

static void
backup_print_json(const struct backup_result *result)
{
    struct json_object *json = json_object_new_object();
    json_object_object_add(json, "full", json_object_new_boolean(result->full));
    json_add_text_or_null(json, "reason", result->why != NULL ? result->why : "");
    json_add_timestamp(json, "from", result->from);
    json_add_timestamp(json, "to", result->to);
    json_object_object_add(json, "files", json_object_new_int64((int64_t)result->files));
    json_object_object_add(json, "bytes", json_object_new_int64((int64_t)result->bytes));
    json_object_object_add(json, "written_bytes", json_object_new_int64((int64_t)result->written));
    io_print(json);
}

static void
backup_print(const struct backup_request *request, const struct backup_result *result)
{
    char to[TIMESTAMP_SIZE];
    timestamp_format(result->to, to);
    if (result->why != NULL)
        log_warn("%s: this is a full backup", result->why);
    if (request->directory == NULL)
        return;
    printf("%s backup in %s: all until %s; %.1f MB written, %.1f MB in all\n",
        result->full ? "full" : "by log:", request->directory, to, (double)result->written / 1e6,
        (double)result->bytes / 1e6);
}

int
backup_command(const struct call *call)
{
    struct config config;
    struct backup_result result;
    unsigned told = 0;
    const char *to = argument(call, 0);
    const struct backup_request request = {.directory = strcmp(to, "-") == 0 ? NULL : to,
        .full = option_flag(call, "full"),
        .progress = io_progress(),
        .arg = &told};
    if (request.directory == NULL && option_flag(call, "json"))
        return command_misuse(call, "standard output is the backup; there is no room for --json");
    if (request.directory == NULL && isatty(STDOUT_FILENO))
        return command_misuse(call, "a backup is not for a terminal; send it to a file or a program");
    struct env *env = store_open(&config);
    enum fault fault = backup_run(env, config.store_home, &request, &result);
    io_tell_again(fault, "interrupted; the backup before is as it was");
    store_close(env);
    io_tell_full(fault);
    if (fault != FAULT_NONE)
        return EXIT_FAILURE;
    if (option_flag(call, "json"))
        backup_print_json(&result);
    else
        backup_print(&request, &result);
    return EXIT_SUCCESS;
}
