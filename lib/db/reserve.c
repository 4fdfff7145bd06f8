/*
 * reserve.c: what is free on the store's disk, and the file that keeps some of it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "db/reserve.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/log.h"
#include "base/monotonic.h"
#include "base/timestamp.h"
#include "db/shm_regions.h"

#define RESERVE_LOOK     (TIMESTAMP_SECOND / 10)
#define RESERVE_ROUNDING 1000000 /* bytes that a file system may add to a file, and more */

static void
reserve_path(const char *home, char out[static STORE_PATH_SIZE + 16])
{
    snprintf(out, STORE_PATH_SIZE + 16, "%s/reserve", home);
}

/* What is free beside the file, and what is in that. A disk that says nothing has enough. */
static uint64_t
reserve_free(const char *home, uint64_t *in_file)
{
    char path[STORE_PATH_SIZE + 16];
    struct statvfs disk;
    struct stat file;
    reserve_path(home, path);
    *in_file = stat(path, &file) == 0 ? (uint64_t)file.st_blocks * 512 : 0;
    return statvfs(home, &disk) == 0 ? (uint64_t)disk.f_bavail * disk.f_frsize : UINT64_MAX / 2;
}

bool
reserve_is_touched(struct reserve *reserve, const char *home)
{
    uint64_t in_file;
    if (!monotonic_due(&reserve->looked, RESERVE_LOOK))
        return reserve->touched;
    const uint64_t free = reserve_free(home, &in_file);
    const bool touched = free < reserve->bytes || free + in_file < 2 * reserve->bytes;
    if (touched != reserve->touched)
        log_warn(
            touched ? "the disk of the store has less free than [store] reserve: nothing is written until it "
                      "has more"
                    : "the disk of the store has enough space again");
    reserve->touched = touched;
    return touched;
}

void
reserve_fill(const struct reserve *reserve, const char *home)
{
    char path[STORE_PATH_SIZE + 16];
    uint64_t in_file;
    const uint64_t free = reserve_free(home, &in_file);
    if (in_file >= reserve->bytes && in_file <= reserve->bytes + RESERVE_ROUNDING)
        return;
    reserve_path(home, path);
    unlink(path); /* of another size: [store] reserve was changed, or its maker died */
    if (reserve->bytes == 0 || free + in_file < 2 * reserve->bytes)
        return;
    const int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0 || fallocate(file, 0, 0, (off_t)reserve->bytes) != 0)
        unlink(path); /* a file system that cannot keep space has none */
    if (file >= 0)
        close(file);
}

bool
reserve_use(const struct reserve *reserve, const char *home)
{
    char path[STORE_PATH_SIZE + 16];
    uint64_t in_file;
    const uint64_t free = reserve_free(home, &in_file);
    reserve_path(home, path);
    if (free < reserve->bytes / 2 && in_file > 0 && unlink(path) == 0) {
        log_warn("the disk of the store is nearly full: the reserve is used");
        return true;
    }
    return free >= reserve->bytes / 4;
}
