/*
 * store_version.c: the file VERSION of a store.
 *
 * SPDX-License-Identifier: ISC
 */
#include "db/store_version.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"

enum { STORE_VERSION_PATH = 512, STORE_VERSION_TEXT = 32, STORE_VERSION_MOST = 1000000 };

static bool
store_version_parse(const char *text, struct store_version *out)
{
    unsigned to, from;
    int length = 0;
    if (sscanf(text, "%7u%n", &to, &length) != 1 || to > STORE_VERSION_MOST)
        return false;
    *out = (struct store_version){.number = to};
    if (strcmp(text + length, "\n") == 0)
        return true;
    out->importing = strcmp(text + length, " importing\n") == 0;
    if (out->importing)
        return true;
    int rest = 0;
    if (sscanf(text + length, " %7u%n", &from, &rest) != 1 || to != from + 1)
        return false;
    *out = (struct store_version){.number = from, .upgrading = true};
    return strcmp(text + length + rest, "\n") == 0;
}

enum fault
store_version_read(const char *home, struct store_version *out)
{
    char path[STORE_VERSION_PATH], text[STORE_VERSION_TEXT] = "";
    *out = (struct store_version){0};
    snprintf(path, sizeof path, "%s/VERSION", home);
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 && errno == ENOENT)
        return FAULT_NONE;
    const ssize_t length = file < 0 ? -1 : read(file, text, sizeof text - 1);
    if (length < 0)
        log_error("cannot read %s: %s", path, strerror(errno));
    if (file >= 0)
        close(file);
    if (length < 0)
        return FAULT_SYSTEM;
    if (store_version_parse(text, out))
        return FAULT_NONE;
    log_error("%s does not hold the version of a store; restore it from a backup", path);
    return FAULT_SYSTEM;
}

/* The whole text in a new file, on the disk. */
static bool
store_version_write_file(const char *path, const char *text)
{
    const int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0)
        return false;
    const size_t length = strlen(text);
    const bool done = write(file, text, length) == (ssize_t)length && fsync(file) == 0;
    return close(file) == 0 && done;
}

/* A new name is on the disk when its directory is. */
static bool
store_version_rename(const char *home, const char *from, const char *to)
{
    const int directory = open(home, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool done = directory >= 0 && rename(from, to) == 0 && fsync(directory) == 0;
    if (directory >= 0)
        close(directory);
    return done;
}

enum fault
store_version_write(const char *home, struct store_version version)
{
    char path[STORE_VERSION_PATH], new[STORE_VERSION_PATH], text[STORE_VERSION_TEXT];
    snprintf(path, sizeof path, "%s/VERSION", home);
    snprintf(new, sizeof new, "%s/VERSION.new", home);
    if (version.upgrading)
        snprintf(text, sizeof text, "%u %u\n", version.number + 1, version.number);
    else
        snprintf(text, sizeof text, "%u%s\n", version.number, version.importing ? " importing" : "");
    if (store_version_write_file(new, text) && store_version_rename(home, new, path))
        return FAULT_NONE;
    log_error("cannot write %s: %s", path, strerror(errno));
    return FAULT_SYSTEM;
}

enum fault
store_version_check(const char *home, unsigned least, unsigned most)
{
    struct store_version version;
    enum fault fault = store_version_read(home, &version);
    if (fault != FAULT_NONE)
        return fault;
    if (version.number + version.upgrading > most) {
        log_error("the store %s has version %u, and this curt, " PACKAGE_VERSION
                  ", knows versions up to %u: install the newer curt that made it",
            home, version.number + version.upgrading, most);
        return FAULT_REFUSED;
    }
    if (version.importing) {
        log_error("the import into the store %s is not finished: run `curt import` again, with the same file",
            home);
        return FAULT_REFUSED;
    }
    if (version.number < least) {
        log_error(
            "the store %s has version %u, and this curt needs version %u: run `curt upgrade` as the user "
            "that the store belongs to",
            home, version.number, least);
        return FAULT_REFUSED;
    }
    return FAULT_NONE;
}

enum fault
store_version_check_import(const char *home)
{
    struct store_version version;
    enum fault fault = store_version_read(home, &version);
    if (fault != FAULT_NONE || (version.importing && version.number == STORE_VERSION))
        return fault;
    log_error(
        "the store %s has version %u, and is not being imported into by this curt", home, version.number);
    return FAULT_REFUSED;
}
