/*
 * spool_drops.c: the numbers of what was dropped, in a mapped file.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/spool_drops.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/log.h"

_Static_assert(sizeof(struct spool_drops) == sizeof(struct spool_drops_shared), "the same numbers");

struct spool_drops_shared *
spool_drops_map(int directory)
{
    const int file = openat(directory, SPOOL_DROPS_FILE, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    void *at = MAP_FAILED;
    if (file >= 0 && (errno = posix_fallocate(file, 0, sizeof(struct spool_drops_shared))) == 0)
        at = mmap(NULL, sizeof(struct spool_drops_shared), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (at == MAP_FAILED)
        log_error("cannot keep count of dropped clicks: %s", strerror(errno));
    if (file >= 0)
        close(file);
    return at == MAP_FAILED ? NULL : at;
}

void
spool_drops_unmap(struct spool_drops_shared *drops)
{
    if (drops != NULL)
        munmap(drops, sizeof *drops);
}

struct spool_drops
spool_drops_read(int directory)
{
    struct spool_drops drops = {0};
    const int file = openat(directory, SPOOL_DROPS_FILE, O_RDONLY | O_CLOEXEC);
    if (file >= 0 && pread(file, &drops, sizeof drops, 0) < (ssize_t)sizeof drops.clicks)
        drops.clicks = 0;
    if (file >= 0)
        close(file);
    return drops;
}
