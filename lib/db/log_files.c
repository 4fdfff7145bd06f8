/*
 * log_files.c: lists and removes files of the write-ahead log.
 *
 * SPDX-License-Identifier: ISC
 */
#include "db/log_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "db/internal.h"

#define LOG_FILES_MARK "backup" /* the number of the first file that is kept */

enum { LOG_FILES_PATH = STORE_PATH_SIZE + 32 };

void
log_file_name(uint32_t number, char out[static LOG_FILE_NAME_SIZE])
{
    snprintf(out, LOG_FILE_NAME_SIZE, "log.%010u", (unsigned)number);
}

enum fault
log_file_number(const char *name, uint32_t *out)
{
    char again[LOG_FILE_NAME_SIZE];
    unsigned number;
    if (sscanf(name, "log.%10u", &number) != 1)
        return FAULT_INPUT;
    log_file_name(number, again);
    *out = number;
    return strcmp(name, again) == 0 ? FAULT_NONE : FAULT_INPUT;
}

/* The names in their order, the last one NULL, to be freed as a whole; NULL: there are none. */
static enum fault
log_files_list(struct env *env, u_int32_t which, char ***names)
{
    *names = NULL;
    db_enter(env);
    return db_leave(&env->read, env->handle->log_archive(env->handle, names, which), "list the log files");
}

enum fault
log_files_first(struct env *env, uint32_t *number)
{
    char **all = NULL, **old = NULL;
    size_t before = 0;
    *number = 0;
    enum fault fault = log_files_list(env, 0, &old); /* first: another may be made, none becomes young */
    if (fault == FAULT_NONE)
        fault = log_files_list(env, DB_ARCH_LOG, &all);
    while (fault == FAULT_NONE && old != NULL && old[before] != NULL)
        before++;
    if (fault == FAULT_NONE && before > 0) {
        fault = log_file_number(old[before - 1], number);
        (*number)++;
    } else if (fault == FAULT_NONE) {
        fault = all != NULL && all[0] != NULL ? log_file_number(all[0], number) : FAULT_MISSING;
    }
    free(all);
    free(old);
    return fault;
}

/* Where it ends is looked at first: what is written meanwhile may not be on the disk. */
enum fault
log_files_end(struct env *env, struct log_end *out)
{
    DB_LOG_STAT *stat = NULL;
    db_enter(env);
    enum fault fault = db_leave(&env->read, env->handle->log_stat(env->handle, &stat, 0), "look at the log");
    if (fault == FAULT_NONE)
        *out = (struct log_end){stat->st_cur_file, stat->st_cur_offset};
    free(stat);
    return fault == FAULT_NONE ? env_flush(env) : fault;
}

enum fault
log_files_keep(struct env *env, uint32_t from)
{
    char path[LOG_FILES_PATH], new[LOG_FILES_PATH];
    snprintf(path, sizeof path, "%s/" LOG_FILES_MARK, env->home);
    snprintf(new, sizeof new, "%s/" LOG_FILES_MARK ".new", env->home);
    if (from == 0) {
        unlink(path);
        return FAULT_NONE;
    }
    FILE *file = fopen(new, "we");
    bool written = file != NULL && fprintf(file, "%u\n", (unsigned)from) > 0;
    if (file != NULL)
        written = fclose(file) == 0 && written;
    if (written && rename(new, path) == 0)
        return FAULT_NONE;
    log_error("cannot write %s: %s", path, strerror(errno));
    return FAULT_SYSTEM;
}

uint32_t
log_files_kept(const struct env *env)
{
    char path[LOG_FILES_PATH];
    unsigned number = 0;
    snprintf(path, sizeof path, "%s/" LOG_FILES_MARK, env->home);
    FILE *file = fopen(path, "re");
    if (file == NULL || fscanf(file, "%10u", &number) != 1)
        number = 0;
    if (file != NULL)
        fclose(file);
    return number;
}

static void
log_files_path(const struct env *env, const char *name, char out[static LOG_FILES_PATH])
{
    snprintf(out, LOG_FILES_PATH, "%s/" LOG_FILES_DIRECTORY "/%s", env->home, name);
}

static uint64_t
log_files_size(const struct env *env, const char *name)
{
    char path[LOG_FILES_PATH];
    struct stat at;
    log_files_path(env, name, path);
    return stat(path, &at) == 0 ? (uint64_t)at.st_size : 0;
}

/* From which number on the files in the list are kept for a backup; UINT32_MAX: none is. */
static uint32_t
log_files_keep_for_backup(struct env *env, char **names)
{
    const uint32_t from = log_files_kept(env);
    uint64_t bytes = 0;
    for (char **name = names; from != 0 && *name != NULL; name++) {
        uint32_t number;
        if (log_file_number(*name, &number) == FAULT_NONE && number >= from)
            bytes += log_files_size(env, *name);
    }
    if (from == 0 || bytes == 0)
        return from == 0 ? UINT32_MAX : from;
    if (bytes <= env->backup_log && env_has_space(env))
        return from;
    log_warn("the log since the last backup takes %llu MB and is removed; the next backup is a full one",
        (unsigned long long)(bytes / 1000000));
    log_files_keep(env, 0);
    return UINT32_MAX;
}

/* The same for hosts that are down: the newest. */
static uint32_t
log_files_keep_for_hosts(struct env *env, char **names)
{
    uint32_t from = UINT32_MAX, number;
    uint64_t bytes = 0;
    size_t count = 0;
    if (env->keep_log == 0 || !env_has_space(env))
        return from;
    while (names[count] != NULL)
        count++;
    while (count-- > 0 && log_file_number(names[count], &number) == FAULT_NONE &&
           (bytes += log_files_size(env, names[count])) <= env->keep_log)
        from = number;
    return from;
}

/* Those in the list before this number; the oldest first, so that there is never a gap. */
static enum fault
log_files_remove(struct env *env, char **names, uint32_t from, unsigned *removed)
{
    char path[LOG_FILES_PATH];
    for (char **name = names; *name != NULL; name++) {
        uint32_t number;
        if (log_file_number(*name, &number) != FAULT_NONE || number >= from)
            break;
        log_files_path(env, *name, path);
        if (unlink(path) == 0) {
            (*removed)++;
        } else if (errno != ENOENT) {
            log_error("cannot remove %s: %s", path, strerror(errno));
            return FAULT_SYSTEM;
        }
    }
    return FAULT_NONE;
}

enum fault
env_trim_log(struct env *env, unsigned *removed)
{
    char **names;
    *removed = 0;
    enum fault fault = log_files_list(env, 0, &names);
    if (fault != FAULT_NONE || names == NULL)
        return fault;
    const uint32_t backup = log_files_keep_for_backup(env, names),
                   hosts = log_files_keep_for_hosts(env, names);
    const uint32_t from = backup < hosts ? backup : hosts;
    fault = log_files_remove(env, names, from, removed);
    free(names);
    return fault;
}

enum fault
env_drop_log(struct env *env, unsigned *removed)
{
    char **names = NULL;
    *removed = 0;
    enum fault fault = log_files_keep(env, 0);
    if (fault == FAULT_NONE)
        fault = log_files_list(env, 0, &names);
    if (fault == FAULT_NONE && names != NULL)
        fault = log_files_remove(env, names, UINT32_MAX, removed);
    free(names);
    return fault;
}

/* Is the file before this one there, and the log has come to it? In a store that was imported, the number can
 * be another log's. */
static enum fault
log_files_has_before(struct env *env, uint32_t number, bool *out)
{
    char name[LOG_FILE_NAME_SIZE], path[LOG_FILES_PATH];
    struct log_end end;
    *out = false;
    if (number < 2)
        return FAULT_NONE;
    log_file_name(number - 1, name);
    log_files_path(env, name, path);
    if (access(path, F_OK) != 0)
        return FAULT_NONE;
    const enum fault fault = log_files_end(env, &end);
    *out = fault == FAULT_NONE && end.number >= number - 1;
    return fault;
}

enum fault
env_drop_log_before(struct env *env, uint32_t number)
{
    char **names = NULL;
    unsigned removed = 0;
    uint32_t oldest = 0;
    bool there;
    enum fault fault = log_files_has_before(env, number, &there);
    if (fault != FAULT_NONE || !there)
        return fault;
    fault = log_files_list(env, 0, &names);
    if (fault == FAULT_NONE && names != NULL)
        fault = log_file_number(names[0], &oldest);
    const bool goes = fault == FAULT_NONE && names != NULL && oldest < number;
    if (goes && log_files_kept(env) < number)
        fault = log_files_keep(env, 0);
    if (goes && fault == FAULT_NONE)
        fault = log_files_remove(env, names, number, &removed);
    free(names);
    return fault;
}
