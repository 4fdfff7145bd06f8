/*
 * host_copy.c: lists and reads the store's files.
 *
 * SPDX-License-Identifier: ISC
 */
#include "backup/host_copy.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backup/manifest.h"
#include "backup/tree.h"
#include "base/json.h"
#include "base/log.h"
#include "base/memory.h"
#include "db/cluster.h"
#include "db/log_files.h"
#include "db/shm_regions.h"
#include "db/store_version.h"

#define HOST_COPY_IDS "copies"

enum {
    HOST_COPY_PATH = STORE_PATH_SIZE + MANIFEST_NAME_SIZE,
    HOST_COPY_TRIES = 20,
    HOST_COPY_PAUSE = 5000 /* microseconds between two tries to read a piece that is written meanwhile */
};

bool
host_copy_is_log(const char *name)
{
    return strncmp(name, "log/", 4) == 0;
}

bool
host_copy_name_is_valid(const char *name)
{
    if (strcmp(name, CLUSTER_HOSTS) == 0)
        return true;
    return (strncmp(name, "db/", 3) == 0 || host_copy_is_log(name)) && manifest_name_is_valid(name);
}

/* The id in the store's file. FAULT_INPUT: it is none. */
static enum fault
host_copy_get_id(const char *home, char out[static UUID_SIZE])
{
    char path[HOST_COPY_PATH];
    uint8_t id[UUID_BYTES];
    snprintf(path, sizeof path, "%s/" HOST_COPY_IDS, home);
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return errno == ENOENT ? FAULT_MISSING : FAULT_SYSTEM;
    const ssize_t got = read(file, out, UUID_SIZE - 1);
    close(file);
    if (got < 0)
        return FAULT_SYSTEM;
    out[got] = '\0';
    return uuid_parse(out, id);
}

/* Several programs may draw one at a time: the first that has it in place draws for all. */
static enum fault
host_copy_draw_id(const char *home, char out[static UUID_SIZE])
{
    char path[HOST_COPY_PATH], new[HOST_COPY_PATH + 16];
    uint8_t id[UUID_BYTES];
    const enum fault fault = host_copy_get_id(home, out);
    if (fault == FAULT_NONE)
        return FAULT_NONE;
    uuid_v4(id);
    uuid_format(id, out);
    snprintf(path, sizeof path, "%s/" HOST_COPY_IDS, home);
    if (fault == FAULT_INPUT)
        unlink(path);
    snprintf(new, sizeof new, "%s.%ld", path, (long)getpid());
    const int file = open(new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool done = file >= 0 && write(file, out, UUID_SIZE - 1) == UUID_SIZE - 1 && fsync(file) == 0;
    if (file >= 0)
        done = close(file) == 0 && done;
    done = done && (link(new, path) == 0 || errno == EEXIST);
    unlink(new);
    if (done && host_copy_get_id(home, out) == FAULT_NONE)
        return FAULT_NONE;
    log_error("cannot write %s: %s", path, strerror(errno));
    return FAULT_SYSTEM;
}

void
host_copy_end_all(const char *home)
{
    char path[HOST_COPY_PATH];
    snprintf(path, sizeof path, "%s/" HOST_COPY_IDS, home);
    unlink(path);
}

struct host_copy_list {
    const char *home;
    struct json_object *files;
};

static void
host_copy_add(struct host_copy_list *list, const char *name, uint64_t size)
{
    struct json_object *file = json_object_new_object();
    json_add_text(file, "name", name);
    json_object_object_add(file, "size", json_object_new_int64((int64_t)size));
    json_object_array_add(list->files, file);
}

/* One that is removed just then is in the log as far as it has to be. */
static bool
host_copy_add_file(struct host_copy_list *list, const char *name)
{
    char path[HOST_COPY_PATH];
    struct stat at;
    snprintf(path, sizeof path, "%s/%s", list->home, name);
    if (!host_copy_name_is_valid(name) || stat(path, &at) != 0 || !S_ISREG(at.st_mode))
        return false;
    host_copy_add(list, name, (uint64_t)at.st_size);
    return true;
}

static bool
host_copy_see(int directory, const char *name, void *arg)
{
    char path[MANIFEST_NAME_SIZE];
    (void)directory;
    if (snprintf(path, sizeof path, "db/%s", name) < (int)sizeof path)
        host_copy_add_file(arg, path);
    return true;
}

static enum fault
host_copy_list_files(struct host_copy_list *list)
{
    char path[HOST_COPY_PATH];
    snprintf(path, sizeof path, "%s/db", list->home);
    const int directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    enum fault fault = directory >= 0 ? tree_visit(directory, host_copy_see, list) : FAULT_SYSTEM;
    if (directory >= 0)
        close(directory);
    if (fault == FAULT_NONE && host_copy_add_file(list, CLUSTER_HOSTS))
        return FAULT_NONE;
    log_error("cannot list the files of the store");
    return FAULT_SYSTEM;
}

enum fault
host_copy_begin(struct env *env, const char *home, struct json_object **out)
{
    char id[UUID_SIZE];
    uint32_t first = 0;
    struct host_copy_list list = {.home = home};
    *out = NULL;
    enum fault fault = env_has_space(env) ? host_copy_draw_id(home, id) : FAULT_SPACE;
    if (fault == FAULT_NONE)
        fault = env_checkpoint(env);
    if (fault == FAULT_NONE)
        fault = log_files_first(env, &first);
    if (fault != FAULT_NONE)
        return fault;
    list.files = json_object_new_array();
    *out = json_object_new_object();
    json_add_text(*out, "id", id);
    json_object_object_add(*out, "store_version", json_object_new_int64(STORE_VERSION));
    json_object_object_add(*out, "log_first", json_object_new_int64(first));
    json_object_object_add(*out, "files", list.files);
    fault = host_copy_list_files(&list);
    if (fault != FAULT_NONE) {
        json_object_put(*out);
        *out = NULL;
    }
    return fault;
}

static void
host_copy_log_name(uint32_t number, char out[static MANIFEST_NAME_SIZE])
{
    strcpy(out, "log/");
    log_file_name(number, out + strlen(out));
}

bool
host_copy_holds(const char *home, const char *id, uint32_t log_first)
{
    char now[UUID_SIZE], name[MANIFEST_NAME_SIZE], path[HOST_COPY_PATH];
    host_copy_log_name(log_first, name);
    snprintf(path, sizeof path, "%s/%s", home, name);
    return host_copy_get_id(home, now) == FAULT_NONE && strcmp(now, id) == 0 && access(path, F_OK) == 0;
}

/* The last one ends where the log did; the others are whole. */
static bool
host_copy_add_logs(struct host_copy_list *list, uint32_t first, const struct log_end *end)
{
    char name[MANIFEST_NAME_SIZE];
    bool there = true;
    for (uint64_t number = first; number < end->number && there; number++) {
        host_copy_log_name((uint32_t)number, name);
        there = host_copy_add_file(list, name);
    }
    host_copy_log_name(end->number, name);
    host_copy_add(list, name, end->offset);
    return there;
}

enum fault
host_copy_log(struct env *env, const char *home, uint32_t log_first, struct json_object **out)
{
    struct log_end end;
    *out = NULL;
    enum fault fault = log_files_end(env, &end);
    if (fault != FAULT_NONE)
        return fault;
    struct host_copy_list list = {.home = home, .files = json_object_new_array()};
    if (end.number < log_first || !host_copy_add_logs(&list, log_first, &end)) {
        json_object_put(list.files);
        return FAULT_MISSING;
    }
    *out = json_object_new_object();
    json_object_object_add(*out, "files", list.files);
    return FAULT_NONE;
}

/* So many bytes, or fewer at the end of the file. */
static bool
host_copy_read_once(int file, uint64_t from, size_t most, uint8_t *out, size_t *length)
{
    ssize_t got = 1;
    *length = 0;
    while (*length < most && got > 0) {
        got = pread(file, out + *length, most - *length, (off_t)(from + *length));
        *length += got > 0 ? (size_t)got : 0;
    }
    return got >= 0;
}

/*
 * A page is written in one call, but who reads it just then may see half of it. Nobody sees the same half
 * twice: it is read until two readings are the same.
 */
static enum fault
host_copy_read_file(int file, uint64_t from, size_t most, uint8_t *out, size_t *length)
{
    uint8_t *again = xmalloc(most);
    enum fault fault = FAULT_AGAIN;
    for (int tries = 0; tries < HOST_COPY_TRIES && fault == FAULT_AGAIN; tries++) {
        size_t second;
        if (tries > 0)
            usleep(HOST_COPY_PAUSE);
        if (!host_copy_read_once(file, from, most, out, length) ||
            !host_copy_read_once(file, from, most, again, &second))
            fault = FAULT_SYSTEM;
        else if (*length == second && memcmp(out, again, second) == 0)
            fault = FAULT_NONE;
    }
    free(again);
    return fault;
}

enum fault
host_copy_read(const char *home, const char *name, uint64_t from, size_t most,
    uint8_t out[static HOST_COPY_PIECE], size_t *length)
{
    char path[HOST_COPY_PATH];
    *length = 0;
    if (!host_copy_name_is_valid(name) || from > INT64_MAX - HOST_COPY_PIECE || most == 0 ||
        most > HOST_COPY_PIECE)
        return FAULT_INPUT;
    snprintf(path, sizeof path, "%s/%s", home, name);
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 && errno == ENOENT)
        return FAULT_MISSING;
    enum fault fault = file >= 0 ? host_copy_read_file(file, from, most, out, length) : FAULT_SYSTEM;
    if (fault == FAULT_SYSTEM)
        log_error("cannot read %s: %s", path, strerror(errno));
    if (file >= 0)
        close(file);
    return fault;
}
