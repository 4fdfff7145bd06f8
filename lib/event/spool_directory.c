/*
 * spool_directory.c: the files of the spool.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/spool_directory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"

int
spool_directory_open(const char *home)
{
    const int store = open(home, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int spool = -1;
    const bool made = store >= 0 && mkdirat(store, SPOOL_DIRECTORY, 0700) == 0 && fsync(store) == 0;
    if (made || (store >= 0 && errno == EEXIST))
        spool = openat(store, SPOOL_DIRECTORY, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (spool < 0)
        log_error("cannot open %s/" SPOOL_DIRECTORY ": %s", home, strerror(errno));
    if (store >= 0)
        close(store);
    return spool;
}

void
spool_segment_name(const uint8_t id[static UUID_BYTES], char out[static SPOOL_NAME_SIZE])
{
    uuid_format(id, out);
    strcat(out, SPOOL_SUFFIX);
}

static bool
spool_is_segment(const char *name, uint8_t id[static UUID_BYTES])
{
    char text[UUID_SIZE];
    if (strlen(name) != UUID_SIZE - 1 + strlen(SPOOL_SUFFIX) ||
        strcmp(name + UUID_SIZE - 1, SPOOL_SUFFIX) != 0)
        return false;
    memcpy(text, name, UUID_SIZE - 1);
    text[UUID_SIZE - 1] = '\0';
    return uuid_parse(text, id) == FAULT_NONE;
}

enum fault
spool_directory_visit(
    int directory, bool (*visit)(const char *name, const uint8_t id[static UUID_BYTES], void *arg), void *arg)
{
    uint8_t id[UUID_BYTES];
    const int again = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *list = again >= 0 ? fdopendir(again) : NULL;
    if (list == NULL) {
        log_error("cannot read the spool: %s", strerror(errno));
        if (again >= 0)
            close(again);
        return FAULT_SYSTEM;
    }
    for (const struct dirent *entry; (entry = readdir(list)) != NULL;)
        if (spool_is_segment(entry->d_name, id) && !visit(entry->d_name, id, arg))
            break;
    closedir(list);
    return FAULT_NONE;
}

struct spool_sum {
    int directory;
    uint64_t *bytes;
};

static bool
spool_add_bytes(const char *name, const uint8_t id[static UUID_BYTES], void *arg)
{
    const struct spool_sum *sum = arg;
    struct stat at;
    (void)id;
    if (fstatat(sum->directory, name, &at, 0) == 0)  /* else it is gone by now */
        *sum->bytes += (uint64_t)at.st_blocks * 512; /* a part that was taken in takes none */
    return true;
}

enum fault
spool_directory_bytes(int directory, uint64_t *bytes)
{
    *bytes = 0;
    return spool_directory_visit(directory, spool_add_bytes, &(struct spool_sum){directory, bytes});
}
