/*
 * recorder: what a program does to the files of the store, in a trace that replay.py replays as power
 * cuts. It is preloaded (ld.so(8)) into every program of a site.
 *
 *   RECORD_BELOW    the store's directory; other files are left alone
 *   RECORD_TRACE    the trace, which all programs append to
 *
 * A line of the trace is a struct line and then its path and bytes. A write is recorded when it is done, a
 * sync when it begins and when it has ended: what was recorded before it began is on the disk when it has
 * ended. An answer is recorded before it leaves, by what it promises: "click" and the number after "?n=" in
 * its Location, "link" and the code of one that was created, "message" and the id of one that was taken,
 * "receipt" and the carrier's id and status of one that was.
 *
 * SPDX-License-Identifier: ISC
 */
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

struct __attribute__((packed)) line {
    char kind; /* Create, Write, Truncate, Punch, Begin and End of a sync, Rename, Unlink, Answer */
    uint64_t inode, offset;
    uint16_t path;
    uint32_t bytes;
};

static const char *below;
static size_t below_length;
static int trace = -1;

__attribute__((constructor)) static void
begin(void)
{
    const char *to = getenv("RECORD_TRACE");
    below = getenv("RECORD_BELOW");
    if (below == NULL || to == NULL)
        return;
    below_length = strlen(below);
    const int low = open(to, O_WRONLY | O_APPEND | O_CLOEXEC);
    trace = low >= 0 ? fcntl(low, F_DUPFD_CLOEXEC, 500) : -1; /* out of the way of the program's own */
    if (low >= 0)
        syscall(SYS_close, low);
}

static void
put(char kind, uint64_t inode, uint64_t offset, const char *path, const void *bytes, size_t length)
{
    struct line line = {kind, inode, offset, (uint16_t)strlen(path), (uint32_t)length};
    const struct iovec parts[] = {
        {&line, sizeof line}, {(void *)(uintptr_t)path, line.path}, {(void *)(uintptr_t)bytes, length}};
    if (syscall(SYS_writev, trace, parts, 3) < 0)
        abort();
}

/* The path of a file of the store, and its inode; false for any other. */
static int
is_ours(int file, char path[static PATH_MAX], uint64_t *inode)
{
    char name[32];
    struct stat at;
    if (trace < 0 || fstat(file, &at) != 0 || (!S_ISREG(at.st_mode) && !S_ISDIR(at.st_mode)))
        return 0;
    snprintf(name, sizeof name, "/proc/self/fd/%d", file);
    const ssize_t length = readlink(name, path, PATH_MAX - 1);
    if (length < 0)
        return 0;
    path[length] = '\0';
    *inode = at.st_ino;
    if (strncmp(path, below, below_length) != 0 || (path[below_length] != '/' && path[below_length] != '\0'))
        return 0;
    if (path[below_length] == '\0') /* the directory itself */
        strcpy(path + below_length, "/");
    return 1;
}

static void
record_write(int file, int64_t offset, const void *bytes, ssize_t wrote)
{
    char path[PATH_MAX];
    uint64_t inode;
    if (wrote > 0 && is_ours(file, path, &inode))
        put('W', inode, offset >= 0 ? (uint64_t)offset : (uint64_t)(lseek(file, 0, SEEK_CUR) - wrote),
            path + below_length + 1, bytes, (size_t)wrote);
}

/* What is between `mark` and the next quote, ampersand or end of line; "" where there is none. */
static void
find(const char *bytes, size_t length, const char *mark, char out[static 64])
{
    const char *at = memmem(bytes, length, mark, strlen(mark));
    size_t n = 0;
    for (at = at != NULL ? at + strlen(mark) : bytes + length; at < bytes + length && n < 63; at++) {
        if (*at == '"' || *at == '&' || *at == '\r')
            break;
        out[n++] = *at;
    }
    out[n] = '\0';
}

static int
has_status(const char *bytes, size_t length, const char *status)
{
    return memmem(bytes, length < 2048 ? length : 2048, status, strlen(status)) != NULL;
}

/* The receipt that a connection brought last. */
static struct {
    char id[64], status[64];
} receipts[1024];

static void
record_request(int file, const void *bytes, ssize_t length)
{
    char id[64];
    if (trace < 0 || length <= 0 || file >= 1024)
        return;
    find(bytes, (size_t)length, "\"message_uuid\":\"", id);
    if (id[0] == '\0')
        return;
    strcpy(receipts[file].id, id);
    find(bytes, (size_t)length, "\"status\":\"", receipts[file].status);
}

static void
record_promise(const char *what, const char *which, const char *more)
{
    char text[160];
    if (which[0] == '\0')
        return;
    snprintf(text, sizeof text, "%s %s%s", what, which, more);
    put('A', 0, 0, text, "", 0);
}

static void
record_answer(int file, const void *bytes, size_t length)
{
    struct stat at;
    char found[64], more[66];
    if (trace < 0 || fstat(file, &at) != 0 || !S_ISSOCK(at.st_mode))
        return;
    if (has_status(bytes, length, "Status: 301")) {
        find(bytes, length, "?n=", found);
        record_promise("click", found, "");
    } else if (has_status(bytes, length, "Status: 201")) {
        find(bytes, length, "\"code\":\"", found);
        record_promise("link", found, "");
    } else if (has_status(bytes, length, "Status: 202")) {
        find(bytes, length, "\"id\":\"", found);
        record_promise("message", found, "");
    } else if (has_status(bytes, length, "Status: 204") && file < 1024) {
        snprintf(more, sizeof more, " %s", receipts[file].status);
        record_promise("receipt", receipts[file].id, more);
        receipts[file].id[0] = '\0';
    }
}

ssize_t
read(int file, void *bytes, size_t size)
{
    const ssize_t got = syscall(SYS_read, file, bytes, size);
    record_request(file, bytes, got);
    return got;
}

ssize_t
write(int file, const void *bytes, size_t length)
{
    record_answer(file, bytes, length);
    const ssize_t wrote = syscall(SYS_write, file, bytes, length);
    record_write(file, -1, bytes, wrote);
    return wrote;
}

ssize_t
pwrite64(int file, const void *bytes, size_t length, off64_t offset)
{
    const ssize_t wrote = syscall(SYS_pwrite64, file, bytes, length, offset);
    record_write(file, offset, bytes, wrote);
    return wrote;
}

ssize_t
pwrite(int file, const void *bytes, size_t length, off_t offset)
{
    return pwrite64(file, bytes, length, offset);
}

static int
record_sync(int file, long call)
{
    char path[PATH_MAX];
    uint64_t inode = 0;
    const int ours = is_ours(file, path, &inode);
    if (ours)
        put('B', inode, (uint64_t)gettid(), path + below_length + 1, "", 0);
    const int code = (int)syscall(call, file);
    if (ours && code == 0)
        put('E', inode, (uint64_t)gettid(), path + below_length + 1, "", 0);
    return code;
}

int
fsync(int file)
{
    return record_sync(file, SYS_fsync);
}

int
fdatasync(int file)
{
    return record_sync(file, SYS_fdatasync);
}

int
ftruncate64(int file, off64_t length)
{
    char path[PATH_MAX];
    uint64_t inode;
    const int code = (int)syscall(SYS_ftruncate, file, length);
    if (code == 0 && is_ours(file, path, &inode))
        put('T', inode, (uint64_t)length, path + below_length + 1, "", 0);
    return code;
}

int
ftruncate(int file, off_t length)
{
    return ftruncate64(file, length);
}

/* Before it is done: it may be on the disk at once. */
int
fallocate64(int file, int mode, off64_t offset, off64_t length)
{
    char path[PATH_MAX];
    uint64_t inode, size = (uint64_t)length;
    if ((mode & FALLOC_FL_PUNCH_HOLE) != 0 && is_ours(file, path, &inode))
        put('P', inode, (uint64_t)offset, path + below_length + 1, &size, sizeof size);
    return (int)syscall(SYS_fallocate, file, mode, offset, length);
}

int
fallocate(int file, int mode, off_t offset, off_t length)
{
    return fallocate64(file, mode, offset, length);
}

static int
record_open(int directory, const char *name, int flags, mode_t mode)
{
    char path[PATH_MAX];
    uint64_t inode;
    const int file = (int)syscall(SYS_openat, directory, name, flags, mode);
    if (file >= 0 && (flags & O_CREAT) != 0 && is_ours(file, path, &inode))
        put('C', inode, 0, path + below_length + 1, "", 0);
    return file;
}

#define RECORDED_OPEN(name, parameters, directory)                             \
    int name parameters                                                        \
    {                                                                          \
        va_list rest;                                                          \
        va_start(rest, flags);                                                 \
        const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0; \
        va_end(rest);                                                          \
        return record_open(directory, path, flags, mode);                      \
    }

RECORDED_OPEN(open, (const char *path, int flags, ...), AT_FDCWD)
RECORDED_OPEN(open64, (const char *path, int flags, ...), AT_FDCWD)
RECORDED_OPEN(openat, (int at, const char *path, int flags, ...), at)
RECORDED_OPEN(openat64, (int at, const char *path, int flags, ...), at)

/* The path from the store's directory on; NULL for another. */
static const char *
full_path(int directory, const char *name, char path[static PATH_MAX])
{
    char at[PATH_MAX] = "", link[32];
    if (name[0] != '/' && directory != AT_FDCWD) {
        snprintf(link, sizeof link, "/proc/self/fd/%d", directory);
        const ssize_t length = readlink(link, at, sizeof at - 1);
        at[length > 0 ? length : 0] = '\0';
        if (snprintf(path, PATH_MAX, "%s/%s", at, name) >= PATH_MAX)
            return NULL;
    } else {
        snprintf(path, PATH_MAX, "%s", name);
    }
    return trace >= 0 && strncmp(path, below, below_length) == 0 ? path + below_length + 1 : NULL;
}

int
renameat(int from, const char *old, int to, const char *new)
{
    char before[PATH_MAX], after[PATH_MAX];
    const char *a = full_path(from, old, before), *b = full_path(to, new, after);
    const int code = (int)syscall(SYS_renameat, from, old, to, new);
    if (code == 0 && a != NULL && b != NULL)
        put('R', 0, 0, a, b, strlen(b));
    return code;
}

int
rename(const char *old, const char *new)
{
    return renameat(AT_FDCWD, old, AT_FDCWD, new);
}

int
unlinkat(int directory, const char *name, int flags)
{
    char path[PATH_MAX];
    const char *gone = full_path(directory, name, path);
    const int code = (int)syscall(SYS_unlinkat, directory, name, flags);
    if (code == 0 && gone != NULL && (flags & AT_REMOVEDIR) == 0)
        put('U', 0, 0, gone, "", 0);
    return code;
}

int
unlink(const char *name)
{
    return unlinkat(AT_FDCWD, name, 0);
}
