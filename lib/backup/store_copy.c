/*
 * store_copy.c: copies a store, recovers the copy, and removes it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "backup/store_copy.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backup/backup.h"
#include "backup/tree.h"
#include "base/lockfile.h"
#include "base/log.h"
#include "base/program.h"
#include "db/recovery.h"
#include "db/shm_regions.h"
#include "event/intake.h"

#define STORE_COPY_LOCK "copy.lock" /* says whose the directory is, and whether one is at work */

static enum fault
store_copy_remove(const char *directory)
{
    char *path = realpath(directory, NULL);
    if (path != NULL)
        shm_regions_remove(path);
    free(path);
    return tree_remove(AT_FDCWD, directory);
}

static enum fault
store_copy_take(const char *directory)
{
    const enum fault fault = lockfile_acquire(directory, STORE_COPY_LOCK);
    if (fault == FAULT_REFUSED)
        log_error("another program of curt is at work in %s", directory);
    return fault;
}

static enum fault
store_copy_make_directory(const char *directory)
{
    char lock[STORE_PATH_SIZE];
    const int length = snprintf(lock, sizeof lock, "%s/" STORE_COPY_LOCK, directory);
    if (length >= STORE_PATH_SIZE - 64) {
        log_error("the path %s is too long", directory);
        return FAULT_REFUSED;
    }
    if (access(lock, F_OK) == 0) {
        enum fault fault = store_copy_take(directory);
        if (fault == FAULT_NONE)
            fault = store_copy_remove(directory);
        if (fault != FAULT_NONE)
            return fault;
    }
    if (mkdir(directory, 0700) == 0)
        return store_copy_take(directory);
    const bool exists = errno == EEXIST;
    log_error("cannot make %s: %s", directory, strerror(errno));
    return exists ? FAULT_REFUSED : FAULT_SYSTEM;
}

enum fault
store_copy_make(struct store_copy *copy, struct env *env, const struct config *config, const char *directory,
    progress_tell *progress, void *arg)
{
    *copy = (struct store_copy){.config = *config};
    enum fault fault = store_copy_make_directory(directory);
    if (fault != FAULT_NONE)
        return fault;
    copy->made = true;
    snprintf(copy->config.store_home, sizeof copy->config.store_home, "%s", directory);
    copy->config.store_reserve = 0;      /* it goes when it is full */
    copy->config.cluster_name[0] = '\0'; /* a copy is no host of a cluster */
    const int to = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (to < 0 || mkdirat(to, "users", 0700) != 0) {
        log_error("cannot write to %s: %s", directory, strerror(errno));
        fault = FAULT_SYSTEM;
    }
    if (fault == FAULT_NONE)
        fault = backup_to_store(env, config->store_home, to, progress, arg);
    if (to >= 0)
        close(to);
    return fault;
}

/* Only this process takes in, so nothing is refused; what has no number in order is counted from the log. */
static enum fault
store_copy_append(struct txn *txn, void *arg)
{
    bool in_order;
    return intake_append(txn, arg, 0, &in_order);
}

static enum fault
store_copy_take_in(struct store_copy *copy)
{
    struct intake *intake = NULL;
    size_t count = 1;
    enum fault fault = intake_open(&intake, copy->env, copy->config.store_home);
    while (fault == FAULT_NONE && count > 0) {
        fault = program_interrupted() ? FAULT_AGAIN : intake_collect(intake, &count);
        if (fault == FAULT_NONE && count > 0)
            fault = env_txn(copy->env, ENV_WRITE, store_copy_append, intake);
        if (fault == FAULT_NONE && count > 0)
            intake_commit(intake);
    }
    if (intake != NULL)
        intake_close(intake);
    return fault;
}

enum fault
store_copy_open(struct store_copy *copy)
{
    enum fault fault = recovery_run(copy->config.store_home, 0);
    if (fault == FAULT_NONE)
        fault = env_open(&copy->env, &copy->config, TABLE_ALL, 0);
    return fault == FAULT_NONE ? store_copy_take_in(copy) : fault;
}

void
store_copy_close(struct store_copy *copy)
{
    env_close(copy->env);
    copy->env = NULL;
    if (copy->made)
        store_copy_remove(copy->config.store_home);
    copy->made = false;
}
