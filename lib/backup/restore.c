/*
 * restore.c: restores into a folder of the store's directory, and moves the store into its place at last.
 *
 * The folder "users" comes last: without it, no program enters a store. While it is missing and the folder
 * "restoring" is there, a restore was interrupted, and what it has left is removed by the next.
 *
 * SPDX-License-Identifier: ISC
 */
#include "backup/restore.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backup/backup_source.h"
#include "backup/directory_sink.h"
#include "backup/tree.h"
#include "base/lockfile.h"
#include "base/log.h"
#include "base/timestamp.h"
#include "db/recovery.h"
#include "db/shm_regions.h"
#include "db/store_version.h"

#define RESTORE_FOLDER "restoring"

/* In the order in which they are moved. */
static const char *const restore_parts[] = {"db", "log", "spool", "DB_CONFIG", "VERSION", "users"};

enum { RESTORE_PARTS = sizeof restore_parts / sizeof *restore_parts };

struct restore {
    const struct restore_request *request;
    struct config config; /* of the store while it is made */
    int home, folder;
    struct manifest manifest;
};

/* Locks of programs that look for a store, and a file system's own, may be in a directory without one. */
static bool
restore_see(int home, const char *name, void *arg)
{
    static const char *const names[] = {"gate", "relay.lock", "restore.lock", "lost+found"};
    (void)home;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    *(bool *)arg = false;
    return false;
}

static bool
restore_is_empty(int home)
{
    bool empty = true;
    return tree_visit(home, restore_see, &empty) == FAULT_NONE && empty;
}

static enum fault
restore_clear(int home)
{
    enum fault fault = FAULT_NONE;
    for (size_t i = 0; i < RESTORE_PARTS && fault == FAULT_NONE; i++)
        fault = tree_remove(home, restore_parts[i]);
    return fault == FAULT_NONE ? tree_remove(home, RESTORE_FOLDER) : fault;
}

static enum fault
restore_open(struct restore *r, const char *home)
{
    if (mkdir(home, 0700) != 0 && errno != EEXIST) {
        log_error("cannot make %s: %s", home, strerror(errno));
        return FAULT_SYSTEM;
    }
    enum fault fault = lockfile_acquire(home, "restore.lock");
    if (fault == FAULT_REFUSED)
        log_error("another `curt restore` is running");
    if (fault != FAULT_NONE)
        return fault;
    r->home = open(home, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool interrupted = faccessat(r->home, RESTORE_FOLDER, F_OK, 0) == 0 &&
                             faccessat(r->home, "users", F_OK, 0) != 0;
    if (interrupted)
        fault = restore_clear(r->home);
    if (fault == FAULT_NONE && !restore_is_empty(r->home)) {
        log_error("%s is not empty; stop the programs of curt and move it away, or name another directory in "
                  "[store] home",
            home);
        return FAULT_REFUSED;
    }
    if (fault == FAULT_NONE && mkdirat(r->home, RESTORE_FOLDER, 0700) == 0)
        r->folder = openat(r->home, RESTORE_FOLDER, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fault == FAULT_NONE && (r->folder < 0 || mkdirat(r->folder, "users", 0700) != 0)) {
        log_error("cannot make %s/" RESTORE_FOLDER ": %s", home, strerror(errno));
        fault = FAULT_SYSTEM;
    }
    return fault;
}

static enum fault
restore_check_moment(const struct restore *r)
{
    char from[TIMESTAMP_SIZE], to[TIMESTAMP_SIZE];
    const int64_t moment = r->request->moment;
    if (moment == 0 || (moment >= r->manifest.from && moment <= r->manifest.to))
        return FAULT_NONE;
    timestamp_format(r->manifest.from, from);
    timestamp_format(r->manifest.to, to);
    if (r->manifest.from > r->manifest.to)
        log_error("this backup has no log after it; it can only be restored as a whole, without --to");
    else
        log_error("this backup can be restored to moments from %s to %s", from, to);
    return FAULT_REFUSED;
}

static enum fault
restore_check_version(const struct restore *r)
{
    if (r->manifest.store_version == STORE_VERSION)
        return FAULT_NONE;
    log_error(
        "the backup is of a store of version %u, and this curt needs version %u: restore it with the curt "
        "that made it, then upgrade",
        r->manifest.store_version, (unsigned)STORE_VERSION);
    return FAULT_REFUSED;
}

/* An archive ends with its manifest, so what that says is checked when the files are copied. */
static enum fault
restore_copy(struct restore *r)
{
    struct directory_sink sink;
    enum fault fault = directory_sink_open(&sink, r->folder, "spool");
    if (fault != FAULT_NONE)
        return fault;
    fault = backup_source_read(r->request->directory, &sink.sink, &r->manifest);
    directory_sink_close(&sink);
    if (fault == FAULT_NONE)
        fault = restore_check_version(r);
    return fault == FAULT_NONE ? restore_check_moment(r) : fault;
}

static enum fault
restore_move(struct restore *r)
{
    bool moved = syncfs(r->home) == 0;
    for (size_t i = 0; i < RESTORE_PARTS && moved; i++)
        moved = renameat(r->folder, restore_parts[i], r->home, restore_parts[i]) == 0 && fsync(r->home) == 0;
    if (moved)
        return tree_remove(r->home, RESTORE_FOLDER);
    log_error("cannot move the store into its place: %s", strerror(errno));
    return FAULT_SYSTEM;
}

enum fault
restore_run(const struct config *config, const struct restore_request *request, struct restore_result *out)
{
    struct restore r = {.request = request, .config = *config, .home = -1, .folder = -1};
    *out = (struct restore_result){0};
    if (snprintf(r.config.store_home, sizeof r.config.store_home, "%s/" RESTORE_FOLDER, config->store_home) >=
        STORE_PATH_SIZE - 64) {
        log_error("the path %s is too long", config->store_home);
        return FAULT_REFUSED;
    }
    r.config.cluster_name[0] = '\0'; /* it is no host of a cluster until it is in place */
    enum fault fault = restore_open(&r, config->store_home);
    const bool begun = r.folder >= 0;
    if (fault == FAULT_NONE)
        fault = restore_copy(&r);
    if (fault == FAULT_NONE)
        fault = recovery_run(r.config.store_home, request->moment);
    if (fault == FAULT_NONE)
        fault = restored_store_prepare(&r.config, request->moment, request->send_queued, &out->store);
    if (fault == FAULT_NONE)
        fault = restore_move(&r);
    else if (begun)
        restore_clear(r.home);
    out->from = r.manifest.from;
    out->to = r.manifest.to;
    manifest_clear(&r.manifest);
    if (r.folder >= 0)
        close(r.folder);
    if (r.home >= 0)
        close(r.home);
    return fault;
}
