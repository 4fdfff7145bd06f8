/*
 * seed.c: a copy of the store on its way to a new host.
 *
 * In the folder: plan, the master's words, until all is copied; then "copied", then "recovered". What is
 * moved last is the table of the cluster's hosts, by which a host knows that it has a store.
 *
 * SPDX-License-Identifier: ISC
 */
#include "backup/seed.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "backup/host_copy.h"
#include "backup/import_rows.h"
#include "backup/tree.h"
#include "base/json.h"
#include "base/log.h"
#include "base/memory.h"
#include "db/cluster.h"
#include "db/env.h"
#include "db/recovery.h"
#include "db/shm_regions.h"
#include "db/store_version.h"

#define SEED_FOLDER    "seed"
#define SEED_PLAN      "plan"
#define SEED_COPIED    "copied"
#define SEED_RECOVERED "recovered"

enum { SEED_PLAN_MAX = 16 * 1024 * 1024 };

static enum fault
seed_failed(const char *what, const char *name)
{
    log_error("cannot %s %s: %s", what, name, strerror(errno));
    return FAULT_SYSTEM;
}

static bool
seed_has(const struct seed *seed, const char *name)
{
    return faccessat(seed->folder, name, F_OK, 0) == 0;
}

static bool
seed_see(int directory, const char *name, void *arg)
{
    (void)directory, (void)name;
    *(bool *)arg = true;
    return false;
}

/* Is a folder of the store there, with something in it? */
static bool
seed_finds(const char *home, const char *folder)
{
    char path[STORE_PATH_SIZE];
    bool found = false;
    snprintf(path, sizeof path, "%s/%s", home, folder);
    const int directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0)
        return false;
    tree_visit(directory, seed_see, &found);
    close(directory);
    return found;
}

/* Packages make an empty store when they are installed. */
static enum fault
seed_is_unused(const struct config *config, bool *out)
{
    struct config alone = *config;
    struct env *env;
    enum table found;
    *out = false;
    alone.cluster_name[0] = '\0';
    enum fault fault = env_open(&env, &alone, TABLE_ALL, TABLE_ALL);
    if (fault != FAULT_NONE)
        return fault;
    fault = import_rows_is_empty(env, out, &found);
    env_close(env);
    return fault;
}

enum fault
seed_is_needed(const struct config *config, bool *out)
{
    const char *home = config->store_home;
    *out = config->cluster_name[0] != '\0' && config->cluster_hosts[0] != '\0' && !cluster_was_joined(home);
    if (!*out || seed_finds(home, SEED_FOLDER) || !seed_finds(home, "db"))
        return FAULT_NONE;
    bool unused;
    const enum fault fault = seed_is_unused(config, &unused);
    if (fault != FAULT_NONE || unused)
        return fault;
    log_error("%s has a store of its own, which joining a cluster ([cluster] hosts) would replace: move it "
              "away first",
        home);
    return FAULT_REFUSED;
}

/* Where a file that an earlier process wrote to goes on: whole pieces are there as they should be. */
static uint64_t
seed_size(const struct seed *seed, const struct manifest_file *file)
{
    struct stat at;
    if (fstatat(seed->folder, file->name, &at, 0) != 0)
        return 0;
    return (uint64_t)at.st_size >= file->size ? file->size
                                              : (uint64_t)at.st_size / HOST_COPY_PIECE * HOST_COPY_PIECE;
}

/* The files in a list of the master's; one that was in an earlier list has grown. */
static enum fault
seed_read_files(struct seed *seed, struct json_object *json)
{
    struct json_object *files;
    if (!json_object_object_get_ex(json, "files", &files) || !json_object_is_type(files, json_type_array))
        return FAULT_INPUT;
    for (size_t i = 0; i < json_object_array_length(files); i++) {
        struct json_object *file = json_object_array_get_idx(files, i);
        const char *name = json_member(file, "name");
        uint64_t size;
        if (!host_copy_name_is_valid(name) || !json_member_number(file, "size", INT64_MAX, &size))
            return FAULT_INPUT;
        manifest_add(&seed->files, name)->size = size;
    }
    seed->at = seed->done = 0;
    for (size_t i = 0; i < seed->files.count; i++)
        seed->done += seed_size(seed, &seed->files.files[i]);
    return FAULT_NONE;
}

/* What came over the network does not end with a NUL. */
static struct json_object *
seed_parse(const char *text, size_t length)
{
    char *copy = xmalloc(length + 1);
    if (length > 0)
        memcpy(copy, text, length);
    copy[length] = '\0';
    struct json_object *json = json_read(copy, length);
    free(copy);
    return json;
}

static enum fault
seed_read_plan(struct seed *seed, const char *text, size_t length)
{
    struct json_object *json = seed_parse(text, length);
    uint8_t id[UUID_BYTES];
    uint64_t version = 0, first = 0;
    const char *name = json_member(json, "id");
    enum fault fault = uuid_parse(name, id);
    manifest_clear(&seed->files);
    if (fault == FAULT_NONE && (!json_member_number(json, "store_version", UINT32_MAX, &version) ||
                                   !json_member_number(json, "log_first", UINT32_MAX, &first)))
        fault = FAULT_INPUT;
    if (fault == FAULT_NONE)
        fault = seed_read_files(seed, json);
    if (fault != FAULT_NONE) {
        log_error("what the master says of its store cannot be read");
    } else if (version != STORE_VERSION) {
        log_error(
            "the master's store has version %llu, and this curt needs version %u: install the same curt "
            "on all hosts",
            (unsigned long long)version, (unsigned)STORE_VERSION);
        fault = FAULT_INPUT;
    }
    seed->files.log_first = (uint32_t)first;
    strcpy(seed->id, fault == FAULT_NONE ? name : "");
    json_object_put(json);
    return fault;
}

static enum fault
seed_write(const struct seed *seed, const char *name, const char *text, size_t length)
{
    const int file = openat(seed->folder, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool done = file >= 0 && write(file, text, length) == (ssize_t)length && fsync(file) == 0;
    if (file >= 0)
        done = close(file) == 0 && done;
    return done ? FAULT_NONE : seed_failed("write", name);
}

static enum fault
seed_rename(const struct seed *seed, const char *from, const char *to)
{
    return syncfs(seed->folder) == 0 && renameat(seed->folder, from, seed->folder, to) == 0 &&
                   fsync(seed->folder) == 0
               ? FAULT_NONE
               : seed_failed("rename", from);
}

/* What an earlier process was told. A plan that cannot be read any more is none. */
static void
seed_resume(struct seed *seed)
{
    char *text = xmalloc(SEED_PLAN_MAX);
    const int file = openat(seed->folder, SEED_PLAN, O_RDONLY | O_CLOEXEC);
    const ssize_t length = file >= 0 ? read(file, text, SEED_PLAN_MAX) : -1;
    if (file >= 0)
        close(file);
    if (length > 0 && seed_read_plan(seed, text, (size_t)length) == FAULT_NONE)
        log_info("going on with the copy of the store: %.1f of %.1f MB are there", (double)seed->done / 1e6,
            (double)manifest_bytes(&seed->files) / 1e6);
    free(text);
}

/* The folder is a store without tables; "cluster" is one more folder of it. */
static enum fault
seed_make_folder(struct seed *seed)
{
    char path[STORE_PATH_SIZE];
    if (snprintf(path, sizeof path, "%s/" SEED_FOLDER, seed->config->store_home) >= STORE_PATH_SIZE - 64) {
        log_error("the path %s is too long", seed->config->store_home);
        return FAULT_SYSTEM;
    }
    const enum fault fault = env_create(path);
    if (fault != FAULT_NONE && fault != FAULT_EXISTS)
        return fault;
    seed->folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (seed->folder < 0 || (mkdirat(seed->folder, CLUSTER_DIRECTORY, 0700) != 0 && errno != EEXIST))
        return seed_failed("make", path);
    return FAULT_NONE;
}

enum fault
seed_open(struct seed *seed, const struct config *config)
{
    *seed = (struct seed){.config = config, .folder = -1};
    seed->home = open(config->store_home, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (seed->home < 0)
        return seed_failed("open", config->store_home);
    const enum fault fault = seed_make_folder(seed);
    if (fault == FAULT_NONE && !seed_is_copied(seed))
        seed_resume(seed);
    return fault;
}

void
seed_close(struct seed *seed)
{
    manifest_clear(&seed->files);
    if (seed->folder >= 0)
        close(seed->folder);
    if (seed->home >= 0)
        close(seed->home);
}

/* Of the log, which comes on top, nobody knows yet how much it will be. */
static enum fault
seed_check_room(const struct seed *seed)
{
    struct statvfs disk;
    const uint64_t bytes = manifest_bytes(&seed->files);
    if (fstatvfs(seed->folder, &disk) != 0 || (uint64_t)disk.f_bavail * disk.f_frsize > bytes)
        return FAULT_NONE;
    log_error("the disk of %s has %.1f MB free, and the cluster's store takes %.1f MB",
        seed->config->store_home, (double)disk.f_bavail * (double)disk.f_frsize / 1e6, (double)bytes / 1e6);
    return FAULT_SPACE;
}

enum fault
seed_begin(struct seed *seed, const char *plan, size_t length)
{
    if (length > SEED_PLAN_MAX) {
        log_error("what the master says of its store is too long");
        return FAULT_INPUT;
    }
    close(seed->folder);
    seed->folder = -1;
    enum fault fault = tree_remove(seed->home, SEED_FOLDER);
    if (fault == FAULT_NONE)
        fault = seed_make_folder(seed);
    if (fault == FAULT_NONE)
        fault = seed_read_plan(seed, plan, length);
    if (fault == FAULT_NONE)
        fault = seed_check_room(seed);
    if (fault != FAULT_NONE)
        seed->id[0] = '\0';
    return fault == FAULT_NONE ? seed_write(seed, SEED_PLAN, plan, length) : fault;
}

enum fault
seed_add_log(struct seed *seed, const char *list, size_t length)
{
    struct json_object *json = seed_parse(list, length);
    const enum fault fault = seed_read_files(seed, json);
    if (fault != FAULT_NONE)
        log_error("what the master says of its log cannot be read");
    json_object_put(json);
    return fault;
}

const struct manifest_file *
seed_next(struct seed *seed)
{
    for (; seed->at < seed->files.count; seed->at++) {
        const struct manifest_file *file = &seed->files.files[seed->at];
        seed->from = seed_size(seed, file);
        if (seed->from < file->size)
            return file;
    }
    return NULL;
}

size_t
seed_wants(const struct seed *seed)
{
    const uint64_t rest = seed->files.files[seed->at].size - seed->from;
    return rest < HOST_COPY_PIECE ? (size_t)rest : HOST_COPY_PIECE;
}

/* What a file does not have, though it should, is zeros: recovery has what belongs there. */
static bool
seed_write_piece(
    const struct seed *seed, const struct manifest_file *file, const char *bytes, size_t length, size_t size)
{
    const int to = openat(seed->folder, file->name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    bool written = to >= 0;
    for (size_t at = 0; at < length && written;) {
        const ssize_t wrote = pwrite(to, bytes + at, length - at, (off_t)(seed->from + at));
        written = wrote > 0 || (wrote < 0 && errno == EINTR);
        at += wrote > 0 ? (size_t)wrote : 0;
    }
    written = written && ftruncate(to, (off_t)(seed->from + size)) == 0 && fdatasync(to) == 0;
    if (to >= 0)
        written = close(to) == 0 && written;
    return written;
}

enum fault
seed_add(struct seed *seed, const void *bytes, size_t length)
{
    const struct manifest_file *file = &seed->files.files[seed->at];
    const size_t size = seed_wants(seed);
    if (length == 0) {
        seed->at++;
        return FAULT_NONE;
    }
    if (!seed_write_piece(seed, file, bytes, length < size ? length : size, size))
        return seed_failed("write", file->name);
    seed->done += size;
    return FAULT_NONE;
}

bool
seed_is_copied(const struct seed *seed)
{
    return seed_has(seed, SEED_COPIED) || seed_has(seed, SEED_RECOVERED);
}

/* In place of what an empty store has. */
static enum fault
seed_move(const struct seed *seed)
{
    static const char *const parts[] = {"db", "log", CLUSTER_DIRECTORY};
    enum fault fault = env_create(seed->config->store_home);
    if (fault == FAULT_EXISTS)
        fault = FAULT_NONE;
    for (size_t i = 0; i < sizeof parts / sizeof *parts && fault == FAULT_NONE; i++)
        if (seed_has(seed, parts[i]) &&
            (tree_remove(seed->home, parts[i]) != FAULT_NONE ||
                renameat(seed->folder, parts[i], seed->home, parts[i]) != 0 || fsync(seed->home) != 0))
            fault = seed_failed("move", parts[i]);
    return fault == FAULT_NONE ? tree_remove(seed->home, SEED_FOLDER) : fault;
}

/* Without its mark, it is no copy: the next process begins another. */
static void
seed_give_up(const struct seed *seed)
{
    log_error("the copy of the store cannot be used: it is made anew");
    if (unlinkat(seed->folder, SEED_COPIED, 0) != 0)
        seed_failed("remove", SEED_COPIED);
}

enum fault
seed_finish(struct seed *seed)
{
    char path[STORE_PATH_SIZE];
    enum fault fault = FAULT_NONE;
    snprintf(path, sizeof path, "%s/" SEED_FOLDER, seed->config->store_home);
    if (!seed_is_copied(seed))
        fault = seed_rename(seed, SEED_PLAN, SEED_COPIED);
    if (fault == FAULT_NONE && seed_has(seed, SEED_COPIED)) {
        fault = recovery_run(path, 0);
        if (fault == FAULT_NONE)
            fault = seed_rename(seed, SEED_COPIED, SEED_RECOVERED);
        else
            seed_give_up(seed);
    }
    return fault == FAULT_NONE ? seed_move(seed) : fault;
}
