/*
 * shm_regions.c: places the regions on a tmpfs.
 *
 * SPDX-License-Identifier: ISC
 */
#include "db/shm_regions.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/log.h"
#include "base/sha256.h"

#define SHM_REGIONS_ROOM \
    (1024ull * 1024 * 1024) /* what a tmpfs must have free: the cache of 512 MB, and as much again */

bool
shm_regions_exist(int home)
{
    return faccessat(home, SHM_REGIONS_LINK "/__db.001", F_OK, 0) == 0;
}

/* What a place of this store is called, wherever it lies. */
static void
shm_regions_name(const char *home, char out[static 32])
{
    uint8_t digest[SHA256_BYTES];
    sha256_text(home, digest);
    struct buffer b = buffer_over(out, 32);
    buffer_add(&b, "curt-");
    for (int i = 0; i < 8; i++)
        buffer_addf(&b, "%02x", digest[i]);
}

void
shm_regions_remove(const char *home)
{
    char path[STORE_PATH_SIZE], place[STORE_PATH_SIZE], name[32];
    snprintf(path, sizeof path, "%s/" SHM_REGIONS_LINK, home);
    const ssize_t length = readlink(path, place, sizeof place - 1);
    place[length > 0 ? length : 0] = '\0';
    shm_regions_name(home, name);
    const char *base = strrchr(place, '/');
    const bool own = base != NULL && strcmp(base + 1, name) == 0;
    if (own || strcmp(place, ".") == 0) { /* else this store is a copy, and that is the memory of the other */
        DIR *list = opendir(path);
        for (struct dirent *entry; list != NULL && (entry = readdir(list)) != NULL;)
            if (strncmp(entry->d_name, "__db.", 5) == 0 || (own && strcmp(entry->d_name, "DB_CONFIG") == 0))
                unlinkat(dirfd(list), entry->d_name, 0);
        if (list != NULL)
            closedir(list);
    }
    if (own)
        rmdir(place);
    unlink(path);
}

static bool
shm_regions_has_room(const char *tmpfs)
{
    struct statfs at;
    return statfs(tmpfs, &at) == 0 && at.f_type == TMPFS_MAGIC &&
           (unsigned long long)at.f_bavail * (unsigned long long)at.f_bsize >= SHM_REGIONS_ROOM;
}

/* A directory that nobody else can have prepared for us. */
static bool
shm_regions_make(const char *place)
{
    struct stat at;
    if (mkdir(place, 0700) == 0)
        return true;
    return errno == EEXIST && lstat(place, &at) == 0 && S_ISDIR(at.st_mode) && at.st_uid == geteuid() &&
           (at.st_mode & 0777) == 0700;
}

/* The place is named after the store's path, and has the store's DB_CONFIG. */
static bool
shm_regions_prepare(const char *home, const char *tmpfs, char place[static STORE_PATH_SIZE])
{
    char config[STORE_PATH_SIZE], link[STORE_PATH_SIZE], name[32];
    shm_regions_name(home, name);
    int n = snprintf(place, STORE_PATH_SIZE, "%s/%s", tmpfs, name);
    if (tmpfs[0] != '/' || n >= STORE_PATH_SIZE || !shm_regions_has_room(tmpfs) || !shm_regions_make(place))
        return false;
    n = snprintf(link, sizeof link, "%s/DB_CONFIG", place);
    if (n >= (int)sizeof link || snprintf(config, sizeof config, "%s/DB_CONFIG", home) >= (int)sizeof config)
        return false;
    unlink(link);
    return symlink(config, link) == 0;
}

enum fault
shm_regions_place(const char *home, const char *tmpfs)
{
    char path[STORE_PATH_SIZE], place[STORE_PATH_SIZE];
    shm_regions_remove(home);
    snprintf(path, sizeof path, "%s/" SHM_REGIONS_LINK, home);
    if (!shm_regions_prepare(home, tmpfs, place)) {
        log_info("no room for the store's shared memory in %s; using %s", tmpfs, home);
        strcpy(place, ".");
    }
    if (symlink(place, path) == 0)
        return FAULT_NONE;
    log_error("cannot make %s: %s", path, strerror(errno));
    return FAULT_SYSTEM;
}
