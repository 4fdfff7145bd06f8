/*
 * presence.c: a small file a process, mapped.
 *
 * SPDX-License-Identifier: ISC
 */
#include "db/presence.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "db/shm_regions.h"

struct presence_path {
    char text[48];
};

static struct presence_path
presence_path(pid_t pid)
{
    struct presence_path path;
    snprintf(path.text, sizeof path.text, SHM_REGIONS_LINK "/" PRESENCE_NAME "%d", (int)pid);
    return path;
}

static const struct presence presence_first = {.inside = 1};

enum fault
presence_make(int home, struct presence **out)
{
    const struct presence_path path = presence_path(getpid());
    void *mapped = MAP_FAILED;
    const int file = openat(home, path.text, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file >= 0 && write(file, &presence_first, sizeof presence_first) == (ssize_t)sizeof presence_first)
        mapped = mmap(NULL, sizeof presence_first, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (mapped == MAP_FAILED)
        log_error("cannot map %s in the store: %s", path.text, strerror(errno));
    if (file >= 0)
        close(file);
    *out = mapped != MAP_FAILED ? mapped : NULL;
    return mapped != MAP_FAILED ? FAULT_NONE : FAULT_SYSTEM;
}

void
presence_remove(int home, struct presence *presence)
{
    if (presence == NULL)
        return;
    munmap(presence, sizeof *presence);
    presence_forget(home, getpid());
}

bool
presence_read(int home, pid_t pid, struct presence *out)
{
    const int file = openat(home, presence_path(pid).text, O_RDONLY | O_CLOEXEC);
    const bool got = file >= 0 && read(file, out, sizeof *out) == (ssize_t)sizeof *out;
    if (file >= 0)
        close(file);
    return got;
}

void
presence_forget(int home, pid_t pid)
{
    unlinkat(home, presence_path(pid).text, 0);
}
