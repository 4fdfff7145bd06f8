/*
 * export.c: curt export: writes what belongs to users as lines of JSON.
 * SPDX-License-Identifier: ISC
 */
#include "backup/export.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backup/store_copy.h"
#include "base/json.h"
#include "base/log.h"
#include "base/program.h"
#include "commands.h"
#include "io.h"
#include "store.h"

enum { EXPORT_PATH_SIZE = 512 };

/* What is written while it is not whole. NULL, with a message. */
static FILE *
export_open(const char *part)
{
    unlink(part); /* an older one may have other modes */
    const int file = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    FILE *to = file >= 0 ? fdopen(file, "w") : NULL;
    if (to == NULL)
        log_error("cannot write %s: %s", part, strerror(errno));
    return to;
}

/* The name that it was to have, when it is on the disk. */
static enum fault
export_close(FILE *to, const char *part, const char *path, enum fault fault)
{
    char copy[EXPORT_PATH_SIZE];
    snprintf(copy, sizeof copy, "%s", path);
    bool done = fault == FAULT_NONE && fsync(fileno(to)) == 0;
    done = fclose(to) == 0 && done && rename(part, path) == 0;
    if (done) {
        const int directory = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        done = directory >= 0 && fsync(directory) == 0;
        if (directory >= 0)
            close(directory);
    }
    if (fault == FAULT_NONE && !done)
        log_error("cannot write %s: %s", path, strerror(errno));
    if (!done)
        unlink(part);
    return fault == FAULT_NONE && !done ? FAULT_SYSTEM : fault;
}

/* path NULL: to standard output. */
static enum fault
export_to(struct store_copy *copy, const char *path, struct export_result *result)
{
    char part[EXPORT_PATH_SIZE];
    unsigned told = 0;
    progress_tell *progress = io_progress();
    if (path == NULL)
        return export_write(copy->env, &copy->config, stdout, progress, &told, result);
    snprintf(part, sizeof part, "%s.part", path);
    FILE *to = export_open(part);
    if (to == NULL)
        return FAULT_SYSTEM;
    return export_close(to, part, path, export_write(copy->env, &copy->config, to, progress, &told, result));
}

/* The store itself is open no longer than it must be. */
static enum fault
export_run(const char *directory, const char *path, struct export_result *result)
{
    struct config config;
    struct store_copy copy;
    unsigned told = 0;
    progress_tell *progress = io_progress();
    struct env *env = store_open(&config);
    if (progress != NULL)
        fputs("copying the store\n", stderr);
    enum fault fault = store_copy_make(&copy, env, &config, directory, progress, &told);
    env_close(env);
    if (fault == FAULT_NONE)
        fault = store_copy_open(&copy);
    if (fault == FAULT_NONE && progress != NULL)
        fputs("writing\n", stderr);
    if (fault == FAULT_NONE)
        fault = export_to(&copy, path, result);
    store_copy_close(&copy);
    io_tell_again(fault, "interrupted; nothing is exported");
    program_release_signals();
    return fault;
}

static void
export_print(const char *path, const struct export_result *result, bool json)
{
    const uint64_t *rows = result->end.rows;
    if (!json) {
        printf("exported to %s: %" PRIu64 " links, %" PRIu64 " messages, %" PRIu64 " events; %" PRIu64
               " lines, %.1f MB\n",
            path, rows[TABLE_LINK], rows[TABLE_MESSAGE], rows[TABLE_EVENT], result->end.lines + 1,
            (double)result->bytes / 1e6);
        return;
    }
    struct json_object *object = export_end_to_json(&result->end);
    json_add_uuid_or_null(object, "id", result->header.id);
    json_object_object_add(object, "bytes", json_object_new_uint64(result->bytes));
    io_print(object);
}

int
export_command(const struct call *call)
{
    static struct export_result result;
    char directory[EXPORT_PATH_SIZE];
    const char *to = argument(call, 0), *copy = option_text(call, "copy");
    const char *path = strcmp(to, "-") == 0 ? NULL : to;
    const bool json = option_flag(call, "json");
    if (path == NULL && copy == NULL)
        return command_misuse(
            call, "standard output has no place beside it for a copy of the store; give --copy");
    if (path == NULL && json)
        return command_misuse(call, "standard output is the export; there is no room for --json");
    if (path == NULL && isatty(STDOUT_FILENO))
        return command_misuse(call, "an export is not for a terminal; send it to a file or a program");
    if (strlen(copy != NULL ? copy : to) > EXPORT_PATH_SIZE - 64)
        return command_misuse(call, "the path is too long");
    if (copy != NULL)
        snprintf(directory, sizeof directory, "%s/curt-export.copy", copy);
    else
        snprintf(directory, sizeof directory, "%s.copy", to);
    const enum fault fault = export_run(directory, path, &result);
    io_tell_full(fault);
    if (fault != FAULT_NONE)
        return EXIT_FAILURE;
    if (path != NULL)
        export_print(path, &result, json);
    return EXIT_SUCCESS;
}
