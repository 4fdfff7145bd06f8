/*
 * verify.c: curt verify: looks whether a store, or a backup, is whole.
 * SPDX-License-Identifier: ISC
 */
#include "backup/verify.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "base/program.h"
#include "commands.h"
#include "io.h"
#include "store.h"

struct verify_report {
    bool json;
    unsigned damaged; /* tables */
};

static void
verify_print_json(const struct verify_result *result)
{
    struct json_object *json = json_object_new_object();
    json_add_text(json, "table", result->name);
    json_object_object_add(json, "rows", json_object_new_int64((int64_t)result->rows));
    json_object_object_add(json, "faults", json_object_new_int64((int64_t)result->faults));
    json_add_text_or_null(json, "fault", result->fault != NULL ? result->fault : "");
    json_add_text_or_null(json, "first", result->first);
    io_print(json);
}

static void
verify_print(const struct verify_result *result, void *arg)
{
    struct verify_report *report = arg;
    report->damaged += result->faults > 0;
    if (report->json) {
        verify_print_json(result);
        return;
    }
    if (result->rows == 0 && result->faults == 0)
        return;
    printf("%-20s %12" PRIu64 " rows  ", result->name, result->rows);
    if (result->faults == 0)
        puts("ok");
    else
        printf("%" PRIu64 " faults: %s%s%s%s\n", result->faults, result->fault,
            *result->first != '\0' ? " (" : "", result->first, *result->first != '\0' ? ")" : "");
    fflush(stdout);
}

static int
verify_backup_command(const char *from, bool json)
{
    uint64_t files, bytes;
    program_hold_signals();
    const enum fault fault = verify_backup(strcmp(from, "-") == 0 ? NULL : from, &files, &bytes);
    if (fault == FAULT_AGAIN)
        log_error("interrupted");
    program_release_signals();
    if (fault == FAULT_INPUT)
        log_error("the backup is damaged; make a new one with `curt backup --full`");
    if (json) {
        struct json_object *object = json_object_new_object();
        json_object_object_add(object, "whole", json_object_new_boolean(fault == FAULT_NONE));
        json_object_object_add(object, "files", json_object_new_int64((int64_t)files));
        json_object_object_add(object, "bytes", json_object_new_int64((int64_t)bytes));
        io_print(object);
    } else if (fault == FAULT_NONE) {
        printf("the backup is whole: %" PRIu64 " files, %.1f MB\n", files, (double)bytes / 1e6);
    }
    return fault == FAULT_NONE ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* If nobody else uses the store, its files first; what is damaged there is not read on. */
static enum fault
verify_all(struct config *config, struct verify_report *report)
{
    struct env *env = store_open(config);
    enum fault fault = FAULT_NONE;
    if (env_users(env) == 1) {
        fault = env_checkpoint(env);
        env_close(env); /* signals are held back on: an interruption ends at a table */
        if (fault == FAULT_NONE)
            fault = verify_files(config->store_home, verify_print, report);
        if ((fault != FAULT_NONE && fault != FAULT_REFUSED) || report->damaged > 0)
            return fault;
        env = store_open(config);
    }
    fault = verify_store(env, verify_print, report);
    env_close(env);
    return fault;
}

int
verify_command(const struct call *call)
{
    struct config config;
    struct verify_report report = {.json = option_flag(call, "json")};
    if (option_text(call, "backup") != NULL)
        return verify_backup_command(option_text(call, "backup"), report.json);
    config_load_or_die(&config);
    if (!env_exists(config.store_home)) {
        log_error("there is no store %s", config.store_home);
        return EXIT_FAILURE;
    }
    program_hold_signals();
    const enum fault fault = verify_all(&config, &report);
    io_tell_again(fault, "interrupted; the rest was not looked at");
    program_release_signals();
    if (report.damaged > 0)
        log_error("the store is damaged: stop curt, move the store away, and restore the last backup "
                  "(`curt restore`); see curt(8)");
    else if (fault == FAULT_NONE && !report.json)
        puts("the store is whole");
    return fault == FAULT_NONE && report.damaged == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
