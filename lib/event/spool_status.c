/*
 * spool_status.c: looks at each segment after its cursor.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/spool_status.h"

#include <fcntl.h>
#include <unistd.h>

#include "event/spool.h"
#include "event/spool_cursor.h"
#include "event/spool_directory.h"
#include "event/spool_drops.h"

struct spool_looking {
    struct env *env;
    int directory;
    int64_t now;
    enum fault fault;
    struct spool_status *out;
};

/* What comes after the last whole record is nothing that waits. */
static void
spool_look_after(struct spool_looking *looking, int segment, uint64_t offset, uint64_t size)
{
    uint8_t bytes[SPOOL_RECORD_MAX];
    struct spool_record first;
    size_t length;
    const ssize_t got = pread(segment, bytes, sizeof bytes, (off_t)offset);
    if (got < 0 || spool_record_decode(bytes, (size_t)got, &first, &length) != FAULT_NONE)
        return;
    looking->out->waiting += size - offset;
    if (looking->now - first.at > looking->out->age)
        looking->out->age = looking->now - first.at;
}

static bool
spool_look_at(const char *name, const uint8_t id[static UUID_BYTES], void *arg)
{
    struct spool_looking *looking = arg;
    uint64_t offset, length;
    const int segment = openat(looking->directory, name, O_RDONLY | O_CLOEXEC);
    if (segment < 0)
        return true; /* it is gone by now */
    looking->fault = spool_cursor_get(env_read(looking->env), id, &offset);
    if (offset < SPOOL_HEADER)
        offset = SPOOL_HEADER;
    if (looking->fault == FAULT_NONE) {
        looking->out->bytes += spool_segment_bytes(segment, &length);
        if (length > offset)
            spool_look_after(looking, segment, offset, length);
    }
    close(segment);
    return looking->fault == FAULT_NONE;
}

enum fault
spool_status_get(struct env *env, const char *home, int64_t now, struct spool_status *out)
{
    struct spool_looking looking = {
        .env = env, .directory = spool_directory_open(home), .now = now, .out = out};
    *out = (struct spool_status){0};
    if (looking.directory < 0)
        return FAULT_SYSTEM;
    enum fault fault = spool_directory_visit(looking.directory, spool_look_at, &looking);
    const struct spool_drops drops = spool_drops_read(looking.directory);
    out->dropped = drops.clicks;
    out->dropped_missed = drops.missed;
    close(looking.directory);
    return fault != FAULT_NONE ? fault : looking.fault;
}
