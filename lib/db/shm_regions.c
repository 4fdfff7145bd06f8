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

static void
shm_regions_clear(const char *place, const char *begin)
{
    DIR *list = opendir(place);
    for (struct dirent *entry; list != NULL && (entry = readdir(list)) != NULL;)
        if (strncmp(entry->d_name, begin, strlen(begin)) == 0)
            unlinkat(dirfd(list), entry->d_name, 0);
    if (list != NULL)
        closedir(list);
}

/* Is what the link says this store's own? Else this store is a copy, and that is the memory of the other. */
static bool
shm_regions_is_own(const char *home, const char *place)
{
    char name[32];
    shm_regions_name(home, name);
    const char *base = strrchr(place, '/');
    return strcmp(place, SHM_REGIONS_IN_STORE) == 0 || (base != NULL && strcmp(base + 1, name) == 0);
}

void
shm_regions_remove(const char *home)
{
    char link[STORE_PATH_SIZE], place[STORE_PATH_SIZE];
    snprintf(link, sizeof link, "%s/" SHM_REGIONS_LINK, home);
    const ssize_t length = readlink(link, place, sizeof place - 1);
    place[length > 0 ? length : 0] = '\0';
    if (strcmp(place, ".") == 0) /* where older versions had it on a disk */
        shm_regions_clear(home, "__db.");
    if (shm_regions_is_own(home, place)) {
        const int here = open(home, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        shm_regions_clear(link, "");
        unlinkat(here, place, AT_REMOVEDIR);
        close(here);
    }
    unlink(link);
}

static bool
shm_regions_has_room(const char *tmpfs)
{
    struct statfs at;
    return tmpfs[0] == '/' && statfs(tmpfs, &at) == 0 && at.f_type == TMPFS_MAGIC &&
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

/*
 * The store's DB_CONFIG, and where its files are: curt's programs say so themselves, but Berkeley DB's own
 * tools know what they find here. A name with a space cannot be written in a DB_CONFIG.
 */
static bool
shm_regions_write_config(const char *home, const char *place)
{
    char path[STORE_PATH_SIZE], piece[4096];
    int n = snprintf(path, sizeof path, "%s/DB_CONFIG", home);
    FILE *from = n < (int)sizeof path ? fopen(path, "re") : NULL, *to = NULL;
    n = snprintf(path, sizeof path, "%s/DB_CONFIG", place);
    unlink(path);
    if (from != NULL && n < (int)sizeof path)
        to = fopen(path, "wxe");
    bool written = to != NULL;
    for (size_t got; written && (got = fread(piece, 1, sizeof piece, from)) > 0;)
        written = fwrite(piece, 1, got, to) == got;
    if (written && strpbrk(home, " \t\r\n") == NULL)
        written = fprintf(to, "\nset_data_dir %s/db\nset_lg_dir %s/log\n", home, home) > 0;
    if (from != NULL)
        written = ferror(from) == 0 && written;
    if (to != NULL)
        written = fclose(to) == 0 && written;
    if (from != NULL)
        fclose(from);
    return written;
}

/* Makes the directory and what must be in it. The text of the link to it goes to `place`. */
static bool
shm_regions_prepare_in_tmpfs(const char *home, const char *tmpfs, char place[static STORE_PATH_SIZE])
{
    char name[32];
    shm_regions_name(home, name);
    return shm_regions_has_room(tmpfs) &&
           snprintf(place, STORE_PATH_SIZE, "%s/%s", tmpfs, name) < STORE_PATH_SIZE &&
           shm_regions_make(place) && shm_regions_write_config(home, place);
}

static bool
shm_regions_prepare_in_store(const char *home)
{
    char place[STORE_PATH_SIZE];
    return snprintf(place, sizeof place, "%s/" SHM_REGIONS_IN_STORE, home) < STORE_PATH_SIZE &&
           shm_regions_make(place) && shm_regions_write_config(home, place);
}

enum fault
shm_regions_place(const char *home, const char *tmpfs)
{
    char link[STORE_PATH_SIZE], place[STORE_PATH_SIZE];
    shm_regions_remove(home);
    snprintf(link, sizeof link, "%s/" SHM_REGIONS_LINK, home);
    if (!shm_regions_prepare_in_tmpfs(home, tmpfs, place)) {
        log_info("no room for the store's shared memory in %s; using %s", tmpfs, home);
        strcpy(place, SHM_REGIONS_IN_STORE);
        if (!shm_regions_prepare_in_store(home)) {
            log_error("cannot prepare %s/" SHM_REGIONS_IN_STORE ": %s", home, strerror(errno));
            return FAULT_SYSTEM;
        }
    }
    if (symlink(place, link) == 0)
        return FAULT_NONE;
    log_error("cannot make %s: %s", link, strerror(errno));
    return FAULT_SYSTEM;
}
