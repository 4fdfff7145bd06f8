/*
 * backup_place.c: a directory with a backup.
 *
 * SPDX-License-Identifier: ISC
 */
#include "backup/backup_place.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "backup/tree.h"
#include "base/json.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/timestamp.h"

#define BACKUP_PLACE_NEW MANIFEST_FILE ".new"

enum { BACKUP_PLACE_TRIES = 10 };

/* Is it of a backup, be it one that was interrupted? */
static bool
backup_place_see(int directory, const char *name, void *arg)
{
    const bool ours = manifest_is_set(name) || strcmp(name, MANIFEST_FILE) == 0 ||
                      strcmp(name, BACKUP_PLACE_NEW) == 0 || strcmp(name, "lost+found") == 0;
    (void)directory;
    if (!ours)
        *(bool *)arg = true;
    return ours;
}

/* The text of the manifest, ended with a NUL, to be freed. NULL, with errno. */
static char *
backup_place_read(int directory, size_t *length)
{
    struct stat at;
    const int file = openat(directory, MANIFEST_FILE, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return NULL;
    char *text = NULL;
    *length = 0;
    if (fstat(file, &at) == 0 && at.st_size <= MANIFEST_BYTES_MAX) {
        text = xmalloc((size_t)at.st_size + 1);
        for (ssize_t got = 1; got > 0 && *length < (size_t)at.st_size;) {
            got = read(file, text + *length, (size_t)at.st_size - *length);
            *length += got > 0 ? (size_t)got : 0;
        }
        text[*length] = '\0';
    }
    close(file);
    errno = EFBIG;
    return text;
}

static enum fault
backup_place_load(struct backup_place *place, const char *path, bool make)
{
    size_t length;
    bool others = false;
    char *text = backup_place_read(place->directory, &length);
    if (text == NULL && errno != ENOENT) {
        log_error("cannot read %s/" MANIFEST_FILE ": %s", path, strerror(errno));
        return FAULT_SYSTEM;
    }
    place->exists = text != NULL;
    enum fault fault = FAULT_NONE;
    if (text != NULL)
        fault = manifest_from_json(&place->manifest, text, length);
    else if (!make) {
        log_error("there is no backup in %s", path);
        fault = FAULT_REFUSED;
    } else {
        fault = tree_visit(place->directory, backup_place_see, &others);
    }
    free(text);
    if (!others)
        return fault;
    log_error("%s has other files in it; name an empty directory, or a new one", path);
    return FAULT_REFUSED;
}

enum fault
backup_place_open(struct backup_place *place, const char *path, bool make)
{
    *place = (struct backup_place){.directory = -1};
    if (make && mkdir(path, 0700) != 0 && errno != EEXIST) {
        log_error("cannot make %s: %s", path, strerror(errno));
        return FAULT_SYSTEM;
    }
    place->directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (place->directory < 0) {
        log_error("cannot open %s: %s", path, strerror(errno));
        return FAULT_SYSTEM;
    }
    return backup_place_load(place, path, make);
}

void
backup_place_close(struct backup_place *place)
{
    if (place->directory >= 0)
        close(place->directory);
    manifest_clear(&place->manifest);
    place->directory = -1;
}

/* Two in one second get the names of different seconds. */
enum fault
backup_place_make_set(struct backup_place *place, int64_t now, char set[static MANIFEST_SET_SIZE])
{
    time_t second = (time_t)(now / TIMESTAMP_SECOND);
    for (int tries = 0; tries < BACKUP_PLACE_TRIES; tries++, second++) {
        struct tm tm;
        gmtime_r(&second, &tm);
        strftime(set, MANIFEST_SET_SIZE, "full-%Y%m%dT%H%M%SZ", &tm);
        if (mkdirat(place->directory, set, 0700) == 0)
            return FAULT_NONE;
        if (errno != EEXIST)
            break;
    }
    log_error("cannot make %s for the backup: %s", set, strerror(errno));
    return FAULT_SYSTEM;
}

int
backup_place_open_set(const struct backup_place *place, const char *set)
{
    const int directory = openat(place->directory, set, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0)
        log_error("cannot open %s of the backup: %s", set, strerror(errno));
    return directory;
}

void
backup_place_spool(unsigned number, char out[static BACKUP_PLACE_SPOOL_SIZE])
{
    snprintf(out, BACKUP_PLACE_SPOOL_SIZE, "spool-%u", number);
}

/* What is found in a place, and in its set: what the manifest does not name goes. */
static bool
backup_place_tidy_one(int directory, const char *name, void *arg)
{
    const struct manifest *manifest = arg;
    if ((manifest_is_set(name) && strcmp(name, manifest->set) != 0) || strcmp(name, BACKUP_PLACE_NEW) == 0)
        tree_remove(directory, name);
    return true;
}

static bool
backup_place_tidy_log(int directory, const char *name, void *arg)
{
    const size_t length = strlen(name);
    (void)arg;
    if (length > 4 && strcmp(name + length - 4, ".new") == 0)
        tree_remove(directory, name);
    return true;
}

static bool
backup_place_tidy_set(int directory, const char *name, void *arg)
{
    char spool[BACKUP_PLACE_SPOOL_SIZE];
    const struct manifest *manifest = arg;
    backup_place_spool(manifest->spool, spool);
    if (strncmp(name, "spool-", 6) == 0 && strcmp(name, spool) != 0)
        tree_remove(directory, name);
    return true;
}

void
backup_place_tidy(const struct backup_place *place)
{
    struct manifest manifest = place->manifest;
    tree_visit(place->directory, backup_place_tidy_one, &manifest);
    const int set = place->exists ? backup_place_open_set(place, manifest.set) : -1;
    if (set < 0)
        return;
    tree_visit(set, backup_place_tidy_set, &manifest);
    const int logs = openat(set, "log", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (logs >= 0) {
        tree_visit(logs, backup_place_tidy_log, NULL);
        close(logs);
    }
    close(set);
}

static bool
backup_place_write(const struct backup_place *place, struct json_object *json)
{
    size_t length;
    const char *text = json_text(json, &length);
    const int file = openat(
        place->directory, BACKUP_PLACE_NEW, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0)
        return false;
    const bool written = write(file, text, length) == (ssize_t)length && fsync(file) == 0;
    return close(file) == 0 && written &&
           renameat(place->directory, BACKUP_PLACE_NEW, place->directory, MANIFEST_FILE) == 0 &&
           fsync(place->directory) == 0;
}

enum fault
backup_place_publish(struct backup_place *place, const struct manifest *manifest)
{
    struct json_object *json = manifest_to_json(manifest);
    const bool synced = fsync(place->directory) == 0; /* the set's name before that of the manifest */
    const bool written = synced && backup_place_write(place, json);
    json_object_put(json);
    if (!written) {
        log_error("cannot write " MANIFEST_FILE " of the backup: %s", strerror(errno));
        return FAULT_SYSTEM;
    }
    struct backup_place now = {.directory = place->directory, .manifest = *manifest, .exists = true};
    backup_place_tidy(&now);
    return FAULT_NONE;
}
