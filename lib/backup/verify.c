/*
 * verify.c: reads a store or a backup, and looks whether it is whole.
 *
 * SPDX-License-Identifier: ISC
 */
#include "backup/verify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backup/backup_source.h"
#include "backup/verify_rows.h"
#include "base/memory.h"
#include "base/program.h"
#include "db/table_verify.h"
#include "event/event_log.h"

struct verify {
    verify_tell *tell;
    void *arg;
};

static void
verify_tell_file(enum table table, bool damaged, void *arg)
{
    const struct verify *verify = arg;
    const struct verify_result result = {
        .name = table_file(table), .faults = 1, .fault = "its file is damaged"};
    if (damaged)
        verify->tell(&result, verify->arg);
}

enum fault
verify_files(const char *home, verify_tell *tell, void *arg)
{
    return table_verify_files(home, verify_tell_file, &(struct verify){tell, arg});
}

static enum fault
verify_pages(struct env *env, enum table table, struct verify_result *result)
{
    uint32_t page = 0;
    enum fault fault = table_verify_pages(env, table, &page);
    if (fault != FAULT_INPUT)
        return fault;
    result->faults = 1;
    result->fault = "its file is damaged";
    snprintf(result->first, sizeof result->first, "page %u", (unsigned)page);
    return FAULT_NONE;
}

static enum fault
verify_extents(struct env *env, enum table table, struct verify_result *result)
{
    uint32_t missing;
    enum fault fault = table_verify_extents(env, table, &missing);
    if (fault != FAULT_NONE || missing == 0)
        return fault;
    result->faults = missing;
    result->fault = "files of it are missing";
    snprintf(
        result->first, sizeof result->first, "%u of db/__dbq.%s.*", (unsigned)missing, table_file(table));
    return FAULT_NONE;
}

/* A number without an event is no fault: what was not committed leaves one. */
static enum fault
verify_events(struct env *env, struct verify_result *result)
{
    struct event *event = xmalloc(sizeof *event);
    uint64_t first, last, newest = 0;
    enum fault fault = event_log_range(env, 1, &first, &last);
    if (fault == FAULT_NONE)
        fault = event_log_newest(env_read(env), last, &newest);
    for (uint64_t n = first; n <= newest && fault == FAULT_NONE; n++) {
        fault = program_interrupted() ? FAULT_AGAIN : event_log_read(env_read(env), n, event);
        result->rows += fault == FAULT_NONE;
        if (fault == FAULT_SYSTEM && result->faults++ == 0) {
            result->fault = "events cannot be read";
            snprintf(result->first, sizeof result->first, "number %llu", (unsigned long long)n);
        }
        if (fault == FAULT_MISSING || fault == FAULT_SYSTEM)
            fault = FAULT_NONE;
    }
    free(event);
    return fault;
}

/* Pages and files first: what is damaged would end all programs when somebody looks for a row there. */
static enum fault
verify_store_files(struct env *env, verify_tell *tell, void *arg, bool *damaged)
{
    enum fault fault = FAULT_NONE;
    *damaged = false;
    for (enum table t = 0; t < TABLES && fault == FAULT_NONE; t++) {
        struct verify_result result = {.name = table_file(t)};
        fault = t == TABLE_EVENT ? verify_extents(env, t, &result) : verify_pages(env, t, &result);
        if (fault != FAULT_NONE || result.faults == 0)
            continue;
        *damaged = true;
        tell(&result, arg);
    }
    return fault;
}

/*
 * A message that is to be sent has a row in the outbox, or lies among the dead letters. While others use the
 * store, it may be sent between the two looks.
 */
static void
verify_waiting(struct verify_result results[static TABLES])
{
    const uint64_t waiting = results[TABLE_MESSAGE].waiting,
                   rows = results[TABLE_OUTBOX].waiting + results[TABLE_DEAD_LETTER].waiting;
    struct verify_result *result = &results[TABLE_OUTBOX];
    if (waiting <= rows || result->faults > 0)
        return;
    result->faults = waiting - rows;
    result->fault = "messages that are to be sent are missing in it";
}

enum fault
verify_store(struct env *env, verify_tell *tell, void *arg)
{
    struct verify_result results[TABLES] = {0};
    bool damaged, alone = env_users(env) == 1;
    enum fault fault = verify_store_files(env, tell, arg, &damaged);
    if (fault != FAULT_NONE || damaged)
        return fault;
    for (enum table t = 0; t < TABLES && fault == FAULT_NONE; t++) {
        results[t].name = table_file(t);
        fault = t == TABLE_EVENT ? verify_events(env, &results[t]) : verify_rows(env, t, &results[t]);
    }
    if (fault == FAULT_NONE && alone && env_users(env) == 1)
        verify_waiting(results);
    for (enum table t = 0; t < TABLES && fault == FAULT_NONE; t++)
        tell(&results[t], arg);
    return fault;
}

enum fault
verify_backup(const char *directory, uint64_t *files, uint64_t *bytes)
{
    struct manifest manifest;
    const enum fault fault = backup_source_read(directory, NULL, &manifest);
    *files = manifest.count;
    *bytes = manifest_bytes(&manifest);
    manifest_clear(&manifest);
    return fault;
}
