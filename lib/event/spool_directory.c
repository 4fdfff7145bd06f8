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
#include "event/spool_ahead.h"

enum {
    SPOOL_LAST = 4096, /* bytes that are looked through for the last one that is not 0 */
    SPOOL_PROBE = 512, /* so many zeros in a row are no part of a click */
};

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

/* How many zeros the bytes from..to of the file end with, of SPOOL_LAST at the most. */
static uint64_t
spool_zeros_before(int file, uint64_t from, uint64_t to)
{
    uint8_t bytes[SPOOL_LAST];
    const ssize_t got = pread(file, bytes, (size_t)(to - from), (off_t)from);
    size_t at = got > 0 ? (size_t)got : 0;
    while (at > 0 && bytes[at - 1] == 0)
        at--;
    return to - from - at;
}

/* Clicks lie close together, so that where they end is found by halves. */
uint64_t
spool_segment_zeros(int file, uint64_t size)
{
    uint64_t from = size > SPOOL_AHEAD_MAX ? size - SPOOL_AHEAD_MAX : 0, to = size;
    while (to - from > SPOOL_LAST) {
        const uint64_t middle = from + (to - from) / 2;
        if (spool_zeros_before(file, middle, middle + SPOOL_PROBE) == SPOOL_PROBE)
            to = middle;
        else
            from = middle;
    }
    return size - to + spool_zeros_before(file, from, to);
}

uint64_t
spool_segment_bytes(int file, uint64_t *length)
{
    struct stat at;
    *length = 0;
    if (fstat(file, &at) != 0)
        return 0;
    const uint64_t size = (uint64_t)at.st_size, zeros = spool_segment_zeros(file, size);
    const uint64_t blocks = (uint64_t)at.st_blocks * 512; /* a part that was taken in takes none */
    *length = size - zeros;
    return blocks > zeros ? blocks - zeros : 0;
}

struct spool_sum {
    int directory;
    uint64_t *bytes;
};

static bool
spool_add_bytes(const char *name, const uint8_t id[static UUID_BYTES], void *arg)
{
    const struct spool_sum *sum = arg;
    uint64_t length;
    const int file = openat(sum->directory, name, O_RDONLY | O_CLOEXEC);
    (void)id;
    if (file < 0)
        return true; /* it is gone by now */
    *sum->bytes += spool_segment_bytes(file, &length);
    close(file);
    return true;
}

enum fault
spool_directory_bytes(int directory, uint64_t *bytes)
{
    *bytes = 0;
    return spool_directory_visit(directory, spool_add_bytes, &(struct spool_sum){directory, bytes});
}
