/*
 * import.c: the way of an import: an empty store, closed to others, filled, and opened again.
 *
 * SPDX-License-Identifier: ISC
 */
#include "backup/import.h"

#include <string.h>

#include "backup/import_rows.h"
#include "base/log.h"
#include "base/program.h"
#include "db/store_version.h"

enum { IMPORT_LOG_KBYTES = 64 * 1024 /* between two checkpoints */ };

static const struct store_version import_begun = {.number = STORE_VERSION, .importing = true},
                                  import_ended = {.number = STORE_VERSION};

/* Nobody else enters any more, but for those who came before. */
static enum fault
import_check_alone(struct env *env, const struct config *config)
{
    if (env_users(env) == 1)
        return FAULT_NONE;
    log_error("another program has the store %s open: stop the programs of curt first", config->store_home);
    return FAULT_REFUSED;
}

static enum fault
import_check_empty(struct env *env, const struct config *config)
{
    bool empty;
    enum table found;
    enum fault fault = import_rows_is_empty(env, &empty, &found);
    if (fault != FAULT_NONE || empty)
        return fault;
    log_error("the store %s has data (%s): move it away, and make a new one with `curt init`",
        config->store_home, table_file(found));
    return FAULT_REFUSED;
}

/* Looks before anybody is kept out: it may be the wrong store. */
static enum fault
import_check_store(const struct config *config)
{
    struct env *env;
    enum fault fault = env_open(&env, config, TABLE_ALL, 0);
    if (fault != FAULT_NONE)
        return fault;
    fault = import_check_alone(env, config);
    if (fault == FAULT_NONE)
        fault = import_check_empty(env, config);
    env_close(env);
    return fault;
}

/* From here on the store is ours alone. *fresh: it was not before. */
static enum fault
import_enter(struct env **env, const struct config *config, bool *fresh)
{
    struct store_version version;
    *env = NULL;
    *fresh = false;
    if (!env_exists(config->store_home)) {
        log_error("there is no store %s; `curt init` makes one", config->store_home);
        return FAULT_REFUSED;
    }
    enum fault fault = store_version_read(config->store_home, &version);
    if (fault == FAULT_NONE && !version.importing) {
        fault = import_check_store(config);
        *fresh = fault == FAULT_NONE;
        if (*fresh)
            fault = store_version_write(config->store_home, import_begun);
    }
    if (fault == FAULT_NONE)
        fault = env_open_import(env, config);
    return fault == FAULT_NONE ? import_check_alone(*env, config) : fault;
}

/* Lines that are in the store already; a new import begins after the header. */
static enum fault
import_begin(struct env *env, const struct config *config, const struct import_file *file, uint64_t *lines)
{
    uint8_t id[UUID_BYTES];
    *lines = 0;
    enum fault fault = import_rows_position(env, id, lines);
    if (fault == FAULT_MISSING) {
        fault = import_check_empty(env, config);
        return fault == FAULT_NONE ? import_rows_begin(env, &file->header) : fault;
    }
    if (fault != FAULT_NONE || memcmp(id, file->header.id, UUID_BYTES) == 0)
        return fault;
    log_error(
        "the import of another file into the store %s was begun: go on with that one, or move the store "
        "away and make a new one with `curt init`",
        config->store_home);
    return FAULT_REFUSED;
}

static enum fault
import_skip(struct import_file *file, uint64_t lines)
{
    enum fault fault = FAULT_NONE;
    do
        fault = program_interrupted() ? FAULT_AGAIN : import_file_next(file);
    while (fault == FAULT_NONE && file->line < lines);
    return fault;
}

static enum fault
import_fill(struct env *env, struct import_file *file, progress_tell *progress, void *arg, uint64_t all)
{
    struct import_rows *rows = import_rows_create();
    enum fault fault = FAULT_NONE;
    bool ended = file->line == file->end.lines;
    while (fault == FAULT_NONE && !ended) {
        fault = program_interrupted() ? FAULT_AGAIN : import_rows_put(rows, env, file, &ended);
        if (fault == FAULT_NONE)
            fault = env_bound_log(env, IMPORT_LOG_KBYTES);
        if (fault == FAULT_NONE && progress != NULL)
            progress(file->line, all, arg);
    }
    import_rows_free(rows);
    return fault;
}

enum fault
import_run(const struct config *config, struct import_file *file, bool send_queued, progress_tell *progress,
    void *arg, struct import_result *out)
{
    struct env *env;
    bool fresh;
    *out = (struct import_result){0};
    enum fault fault = import_enter(&env, config, &fresh);
    if (fault == FAULT_NONE)
        fault = import_begin(env, config, file, &out->went_on_at);
    if (fault != FAULT_NONE) {
        env_close(env);
        if (fresh)
            store_version_write(config->store_home, import_ended);
        return fault;
    }
    fault = import_skip(file, out->went_on_at);
    if (fault == FAULT_NONE)
        fault = import_fill(env, file, progress, arg, file->end.lines);
    if (fault == FAULT_NONE)
        fault = restored_store_settle(env, send_queued, &out->store);
    env_close(env);
    return fault == FAULT_NONE ? store_version_write(config->store_home, import_ended) : fault;
}
