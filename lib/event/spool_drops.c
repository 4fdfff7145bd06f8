/*
 * spool_drops.c: the number of dropped clicks in a mapped file.
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

_Atomic uint64_t *
spool_drops_map(int directory)
{
    const int file = openat(directory, SPOOL_DROPS_FILE, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    void *at = MAP_FAILED;
    if (file >= 0 && (errno = posix_fallocate(file, 0, sizeof(uint64_t))) == 0)
        at = mmap(NULL, sizeof(uint64_t), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (at == MAP_FAILED)
        log_error("cannot keep count of dropped clicks: %s", strerror(errno));
    if (file >= 0)
        close(file);
    return at == MAP_FAILED ? NULL : at;
}

void
spool_drops_unmap(_Atomic uint64_t *number)
{
    if (number != NULL)
        munmap(number, sizeof *number);
}

uint64_t
spool_drops_read(int directory)
{
    uint64_t number = 0;
    const int file = openat(directory, SPOOL_DROPS_FILE, O_RDONLY | O_CLOEXEC);
    if (file >= 0 && pread(file, &number, sizeof number, 0) != (ssize_t)sizeof number)
        number = 0;
    if (file >= 0)
        close(file);
    return number;
}
