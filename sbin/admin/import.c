/*
 * import.c: curt import: fills a new store with what another has exported.
 * SPDX-License-Identifier: ISC
 */
#include "backup/import.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/program.h"
#include "commands.h"
#include "io.h"
#include "restored.h"

static void
import_print(const struct config *config, const struct import_file *file, const struct import_result *result,
    bool json)
{
    if (!json) {
        printf("imported %s into %s\n", file->name, config->store_home);
        restored_print(&result->store);
        return;
    }
    struct json_object *object = json_object_new_object();
    json_object_object_add(object, "lines", json_object_new_uint64(file->end.lines + 1));
    json_object_object_add(object, "lines_before", json_object_new_uint64(result->went_on_at));
    restored_add(object, &result->store);
    io_print(object);
}

int
import_command(const struct call *call)
{
    struct config config;
    struct import_result result;
    unsigned told = 0;
    const char *path = argument(call, 0);
    config_load_or_die(&config);
    FILE *from = io_open(path);
    if (from == NULL)
        return EXIT_FAILURE;
    struct import_file *file = xcalloc(1, sizeof *file);
    file->from = from;
    file->name = strcmp(path, "-") == 0 ? "standard input" : path;
    program_hold_signals();
    enum fault fault = import_file_check(file);
    if (fault == FAULT_NONE)
        fault = import_run(&config, file, option_flag(call, "send-queued"), io_progress(), &told, &result);
    if (fault == FAULT_AGAIN)
        log_error("interrupted; run it again to do the rest");
    program_release_signals();
    io_tell_full(fault);
    if (fault == FAULT_NONE)
        import_print(&config, file, &result, option_flag(call, "json"));
    fclose(from);
    free(file);
    return fault == FAULT_NONE ? EXIT_SUCCESS : EXIT_FAILURE;
}
