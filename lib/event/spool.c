/*
 * spool.c: a worker's segments.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/monotonic.h"
#include "base/timestamp.h"
#include "event/spool_ahead.h"
#include "event/spool_directory.h"
#include "event/spool_drops.h"

enum {
    SPOOL_PENDING = 64 * 1024, /* bytes that are written at once */
    SPOOL_LOOK = 1024 * 1024,  /* bytes after which a worker looks again how large the spool is */
    SPOOL_COMPLAIN = 10,       /* seconds between two lines of the log that say the same */
};

struct spool {
    int directory;
    bool disk;
    uint64_t limit;  /* bytes of all segments */
    int segment;     /* -1: none yet */
    uint64_t length; /* of it: what is good; after that come zeros */
    struct spool_ahead *ahead;
    uint64_t unseen;      /* bytes that may be written before the next look at how large the spool is */
    int64_t closed;       /* when it was found full; 0: it is not */
    int64_t spare_looked; /* when spool_has_spare looked */
    bool spare;
    struct spool_drops_shared *drops;
    uint64_t dropped; /* since the log said so last */
    int64_t complained;
    bool unsynced;
    unsigned clicks, missed; /* that are pending */
    size_t pending;
    uint8_t bytes[SPOOL_PENDING];
};

_Static_assert(sizeof SPOOL_MAGIC == SPOOL_HEADER, "the header of a segment");

enum fault
spool_open(struct spool **out, const struct config *config)
{
    struct spool *spool = xcalloc(1, sizeof *spool);
    spool->segment = -1;
    spool->disk = config->store_durability == CONFIG_DISK;
    spool->limit = (uint64_t)config->store_spool_limit * 1000000;
    spool->directory = spool_directory_open(config->store_home);
    if (spool->directory < 0) {
        spool_close(spool);
        return FAULT_SYSTEM;
    }
    spool->ahead = spool_ahead_start(spool->disk);
    spool->drops = spool_drops_map(spool->directory); /* without it, the log alone tells of them */
    *out = spool;
    return FAULT_NONE;
}

/* Without the zeros at its end; those that stay do no harm. */
static void
spool_close_segment(struct spool *spool)
{
    if (spool->segment < 0)
        return;
    spool_ahead_end(spool->ahead);
    if (ftruncate(spool->segment, (off_t)spool->length) != 0)
        log_warn("cannot shorten a segment of the spool: %s", strerror(errno));
    close(spool->segment);
    spool->segment = -1;
}

/* When a sync has failed, another one of the same file may say that all is well: it is not written on. */
static void
spool_sync(struct spool *spool)
{
    if (spool->unsynced && fdatasync(spool->segment) != 0) {
        log_error("cannot put clicks on the disk: %s", strerror(errno));
        spool_close_segment(spool);
    }
    spool->unsynced = false;
}

static void
spool_end_segment(struct spool *spool)
{
    spool_sync(spool);
    spool_close_segment(spool);
}

void
spool_close(struct spool *spool)
{
    spool_end_segment(spool);
    spool_ahead_stop(spool->ahead);
    spool_drops_unmap(spool->drops);
    if (spool->directory >= 0)
        close(spool->directory);
    free(spool);
}

/* Counts what is pending as dropped. */
static void
spool_drop(struct spool *spool, const char *why)
{
    if (spool->drops != NULL) {
        atomic_fetch_add(&spool->drops->clicks, spool->clicks);
        atomic_fetch_add(&spool->drops->missed, spool->missed);
    }
    spool->dropped += spool->clicks;
    spool->clicks = 0;
    spool->missed = 0;
    spool->pending = 0;
    if (spool->dropped == 0 || !monotonic_due(&spool->complained, SPOOL_COMPLAIN * TIMESTAMP_SECOND))
        return;
    log_error("clicks dropped: %llu; %s", (unsigned long long)spool->dropped, why);
    spool->dropped = 0;
}

/* Is there room for more? Looked at now and then; a spool that was full, every second. */
static bool
spool_has_room(struct spool *spool)
{
    uint64_t bytes;
    if (spool->closed != 0 && monotonic_now() - spool->closed < TIMESTAMP_SECOND)
        return false;
    if (spool->closed == 0 && spool->unseen >= spool->pending)
        return true;
    spool->unseen = SPOOL_LOOK;
    spool->closed = spool_directory_bytes(spool->directory, &bytes) == FAULT_NONE &&
                            bytes + spool->pending > spool->limit
                        ? monotonic_now()
                        : 0;
    return spool->closed == 0;
}

/*
 * The file gets the name of a segment when it is locked, so that none is taken for one that has an end. errno
 * says why there is none.
 */
static enum fault
spool_begin_segment(struct spool *spool)
{
    char name[SPOOL_NAME_SIZE], before[SPOOL_NAME_SIZE + sizeof SPOOL_UNLOCKED];
    uint8_t id[UUID_BYTES];
    uuid_v4(id);
    spool_segment_name(id, name);
    snprintf(before, sizeof before, "%s" SPOOL_UNLOCKED, name);
    spool->segment = openat(spool->directory, before, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    spool->length = SPOOL_HEADER;
    if (spool->segment >= 0 && flock(spool->segment, LOCK_EX | LOCK_NB) == 0 &&
        write(spool->segment, SPOOL_MAGIC, SPOOL_HEADER) == SPOOL_HEADER &&
        renameat(spool->directory, before, spool->directory, name) == 0 &&
        (!spool->disk || fsync(spool->directory) == 0)) {
        const int ahead = openat(spool->directory, name, O_WRONLY | O_CLOEXEC);
        spool_ahead_begin(spool->ahead, ahead, SPOOL_HEADER, SPOOL_SEGMENT);
        return FAULT_NONE;
    }
    const int error = errno;
    if (spool->segment >= 0)
        unlinkat(spool->directory, before, 0);
    spool_end_segment(spool);
    errno = error;
    return FAULT_SYSTEM;
}

/*
 * Of what was written in part, whole records stay, since curt-relay may have taken them in by now; what
 * follows is taken back, so that the next record stands where it began.
 */
static void
spool_keep_whole(struct spool *spool, size_t wrote)
{
    struct spool_record record;
    size_t whole = 0, length;
    while (spool_record_decode(spool->bytes + whole, wrote - whole, &record, &length) == FAULT_NONE) {
        whole += length;
        if (record.kind == EVENT_MISSED)
            spool->missed--;
        else
            spool->clicks--;
    }
    spool->length += whole;
    spool->unsynced = spool->disk;
    if (ftruncate(spool->segment, (off_t)spool->length) != 0)
        spool_end_segment(spool);
}

static void
spool_write(struct spool *spool)
{
    if (spool->pending == 0)
        return;
    if (!spool_has_room(spool)) {
        spool_drop(spool, "the spool has reached [store] spool_limit; is curt-relay running?");
        return;
    }
    if (spool->segment >= 0 && spool->length + spool->pending > SPOOL_SEGMENT)
        spool_end_segment(spool);
    if (spool->segment < 0 && spool_begin_segment(spool) != FAULT_NONE) {
        spool_drop(spool, strerror(errno));
        return;
    }
    spool_ahead_claim(spool->ahead, spool->length + spool->pending);
    const ssize_t wrote = pwrite(spool->segment, spool->bytes, spool->pending, (off_t)spool->length);
    if (wrote != (ssize_t)spool->pending) {
        const int error = wrote < 0 ? errno : ENOSPC;
        spool_keep_whole(spool, wrote > 0 ? (size_t)wrote : 0);
        spool_drop(spool, strerror(error));
        return;
    }
    spool->length += spool->pending;
    spool->unseen -= spool->pending < spool->unseen ? spool->pending : spool->unseen;
    spool->pending = 0;
    spool->clicks = 0;
    spool->missed = 0;
    spool->unsynced = spool->disk;
}

void
spool_add(struct spool *spool, enum event_kind kind, int64_t at, const void *body, size_t length)
{
    uint8_t id[UUID_BYTES];
    uuid_v4(id);
    if (spool->pending > SPOOL_PENDING - SPOOL_RECORD_MAX)
        spool_write(spool);
    spool->pending += spool_record_encode(
        &(struct spool_record){kind, at, id, body, length}, spool->bytes + spool->pending);
    spool->clicks++;
}

void
spool_pass_over(struct spool *spool)
{
    if (spool->drops != NULL)
        atomic_fetch_add(&spool->drops->missed, 1);
}

static bool
spool_has_spare(struct spool *spool)
{
    uint64_t bytes;
    if (!monotonic_due(&spool->spare_looked, TIMESTAMP_SECOND))
        return spool->spare;
    spool->spare = spool_directory_bytes(spool->directory, &bytes) == FAULT_NONE && bytes <= spool->limit / 2;
    return spool->spare;
}

void
spool_add_missed(struct spool *spool, int64_t at, const void *body, size_t length)
{
    if (!spool_has_spare(spool)) {
        spool_pass_over(spool);
        return;
    }
    spool_add(spool, EVENT_MISSED, at, body, length);
    spool->clicks--;
    spool->missed++;
}

void
spool_flush(struct spool *spool)
{
    spool_write(spool);
    spool_sync(spool);
}
