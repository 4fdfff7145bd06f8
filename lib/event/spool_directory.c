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
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/timestamp.h"
#include "event/spool_ahead.h"

enum { SPOOL_PIECE = 16 * 1024 /* bytes that are looked through at once */ };

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

/* Is it the name of a segment, followed by `after`? */
static bool
spool_is_segment(const char *name, const char *after, uint8_t id[static UUID_BYTES])
{
    static const size_t length = UUID_SIZE - 1 + sizeof SPOOL_SUFFIX - 1;
    char text[UUID_SIZE];
    if (strlen(name) < length || memcmp(name + UUID_SIZE - 1, SPOOL_SUFFIX, sizeof SPOOL_SUFFIX - 1) != 0 ||
        strcmp(name + length, after) != 0)
        return false;
    memcpy(text, name, UUID_SIZE - 1);
    text[UUID_SIZE - 1] = '\0';
    return uuid_parse(text, id) == FAULT_NONE;
}

bool
spool_is_segment_name(const char *name)
{
    uint8_t id[UUID_BYTES];
    return spool_is_segment(name, "", id);
}

/* Calls visit for every file with the name of a segment, followed by `after`, until it says no. */
static enum fault
spool_directory_walk(int directory, const char *after,
    bool (*visit)(const char *name, const uint8_t id[static UUID_BYTES], void *arg), void *arg)
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
        if (spool_is_segment(entry->d_name, after, id) && !visit(entry->d_name, id, arg))
            break;
    closedir(list);
    return FAULT_NONE;
}

enum fault
spool_directory_visit(
    int directory, bool (*visit)(const char *name, const uint8_t id[static UUID_BYTES], void *arg), void *arg)
{
    return spool_directory_walk(directory, "", visit, arg);
}

struct spool_choice {
    const uint8_t *after;
    uint8_t (*ids)[UUID_BYTES];
    size_t count, most;
};

static bool
spool_comes_before(const struct spool_choice *choice, const uint8_t *one, const uint8_t *other)
{
    const bool one_wraps = memcmp(one, choice->after, UUID_BYTES) <= 0,
               other_wraps = memcmp(other, choice->after, UUID_BYTES) <= 0;
    return one_wraps != other_wraps ? other_wraps : memcmp(one, other, UUID_BYTES) < 0;
}

static bool
spool_choose(const char *name, const uint8_t id[static UUID_BYTES], void *arg)
{
    struct spool_choice *choice = arg;
    size_t at = choice->count;
    (void)name;
    while (at > 0 && spool_comes_before(choice, id, choice->ids[at - 1]))
        at--;
    if (at == choice->most)
        return true;
    choice->count += choice->count < choice->most;
    memmove(choice->ids + at + 1, choice->ids + at, (choice->count - 1 - at) * UUID_BYTES);
    memcpy(choice->ids[at], id, UUID_BYTES);
    return true;
}

enum fault
spool_directory_next(int directory, const uint8_t after[static UUID_BYTES], uint8_t (*ids)[UUID_BYTES],
    size_t most, size_t *count)
{
    struct spool_choice choice = {after, ids, 0, most};
    enum fault fault = spool_directory_visit(directory, spool_choose, &choice);
    *count = choice.count;
    return fault;
}

int
spool_directory_hold(int directory)
{
    const int file = openat(directory, SPOOL_HOLD, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file >= 0 && flock(file, LOCK_EX) == 0) /* waits for one who looks, no longer */
        return file;
    log_error("cannot lock " SPOOL_HOLD " of the spool: %s", strerror(errno));
    if (file >= 0)
        close(file);
    return -1;
}

bool
spool_directory_is_held(int directory)
{
    const int file = openat(directory, SPOOL_HOLD, O_RDONLY | O_CLOEXEC);
    const bool held = file >= 0 && flock(file, LOCK_SH | LOCK_NB) != 0;
    if (file >= 0)
        close(file);
    return held;
}

struct spool_cleaning {
    int directory;
    int64_t before; /* in microseconds since 1970 */
};

static bool
spool_clean(const char *name, const uint8_t id[static UUID_BYTES], void *arg)
{
    const struct spool_cleaning *cleaning = arg;
    struct stat at;
    const int file = openat(cleaning->directory, name, O_RDONLY | O_CLOEXEC);
    (void)id;
    if (file < 0)
        return true; /* it has its name by now */
    if (fstat(file, &at) == 0 && at.st_mtim.tv_sec * TIMESTAMP_SECOND < cleaning->before &&
        flock(file, LOCK_EX | LOCK_NB) == 0 && unlinkat(cleaning->directory, name, 0) != 0 && errno != ENOENT)
        log_warn("cannot remove %s of the spool: %s", name, strerror(errno));
    close(file);
    return true;
}

void
spool_directory_clean(int directory, int64_t age)
{
    spool_directory_walk(
        directory, SPOOL_UNLOCKED, spool_clean, &(struct spool_cleaning){directory, timestamp_now() - age});
}

/* Where the last byte is that is not 0; 0: there is none. */
static size_t
spool_last_byte(const uint8_t *bytes, size_t size)
{
    if (size == 0 || (bytes[0] == 0 && memcmp(bytes, bytes + 1, size - 1) == 0)) /* the quick way */
        return 0;
    while (bytes[size - 1] == 0)
        size--;
    return size;
}

/* From the end, since what was taken in reads as zeros too. */
uint64_t
spool_segment_zeros(int file, uint64_t size)
{
    uint8_t bytes[SPOOL_PIECE];
    uint64_t at = size;
    while (at > 0 && size - at < SPOOL_AHEAD_MAX) {
        const uint64_t from = at > sizeof bytes ? at - sizeof bytes : 0;
        const ssize_t got = pread(file, bytes, (size_t)(at - from), (off_t)from);
        const size_t last = spool_last_byte(bytes, got > 0 ? (size_t)got : 0);
        if (last > 0)
            return size - from - last;
        at = from;
    }
    return size - at;
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
