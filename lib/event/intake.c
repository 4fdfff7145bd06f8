/*
 * intake.c: reads segments of the spool, and appends their clicks to the log.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/intake.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/monotonic.h"
#include "base/timestamp.h"
#include "db/host.h"
#include "db/queue.h"
#include "event/spool.h"
#include "event/spool_cursor.h"
#include "event/spool_directory.h"

#define INTAKE_LOOK  (TIMESTAMP_SECOND / 20) /* between two looks for new segments */
#define INTAKE_CLEAN (60 * TIMESTAMP_SECOND) /* after which what dead workers began is removed */

enum {
    INTAKE_BYTES = 512 * 1024,
    INTAKE_PIECE = 64 * 1024, /* read at once: what follows the clicks may be zeros */
};

struct intake_segment {
    uint8_t id[UUID_BYTES];
    int file;
    uint64_t taken;   /* where its cursor stands */
    uint64_t next;    /* where it will, after the batch */
    uint64_t flushed; /* where its cursor stood when intake_tidy looked last */
    uint64_t emptied; /* what is before this is no longer on the disk */
    bool confirmed;   /* it does stand there: at a replica, the master has said so */
    bool ended;       /* nobody writes to it any more */
    bool unknown;     /* it is of another kind, and left alone */
    bool idle;        /* its owner lives, and nothing was in it when it was read last */
    int64_t passed;   /* since when there is nothing more to take; 0: there may be */
    int64_t latest;   /* moment of what the batch has of it: clocks are set back, records keep their order */
};

struct intake {
    struct env *env;
    int directory;
    bool outrun; /* the cursors are not where they were thought to be */
    bool swept;  /* no rows are left of segments that are gone */
    bool ships;  /* the master of the cluster takes in what is collected here */
    char host[HOST_NAME_SIZE];
    uint8_t forgotten[INTAKE_SEGMENTS][UUID_BYTES]; /* whose rows are to go, at the master */
    size_t forgotten_count;
    int64_t looked, cleaned;
    uint8_t last[UUID_BYTES]; /* the segment that was opened last */
    struct intake_segment segments[INTAKE_SEGMENTS];
    size_t segment_count, turn; /* turn: who is first in the next batch */
    size_t count, used;         /* of records and bytes */
    struct intake_entry {
        struct spool_record record;
        struct intake_segment *segment;
        uint64_t end;   /* in the segment */
        int64_t latest; /* of the segment, up to here */
    } entries[INTAKE_BATCH];
    uint8_t bytes[INTAKE_BYTES];
};

enum fault
intake_open(struct intake **out, struct env *env, const char *home)
{
    struct intake *intake = xcalloc(1, sizeof *intake);
    intake->env = env;
    intake->directory = spool_directory_open(home);
    *out = intake;
    if (intake->directory >= 0)
        return FAULT_NONE;
    intake_close(intake);
    return FAULT_SYSTEM;
}

void
intake_set_host(struct intake *intake, const char *name, bool ships)
{
    struct host host;
    host_set_name(&host, name);
    strcpy(intake->host, host.name);
    intake->ships = ships;
    intake->outrun = true;
    for (size_t i = 0; i < intake->segment_count && ships; i++)
        intake->segments[i].confirmed = false;
    intake->swept = false;
    intake->forgotten_count = 0;
}

const uint8_t (*intake_forgotten(const struct intake *intake, size_t *count))[UUID_BYTES]
{
    *count = intake->forgotten_count;
    return intake->forgotten;
}

void
intake_close(struct intake *intake)
{
    for (size_t i = 0; i < intake->segment_count; i++)
        close(intake->segments[i].file);
    if (intake->directory >= 0)
        close(intake->directory);
    free(intake);
}

static struct intake_segment *
intake_find(struct intake *intake, const uint8_t id[static UUID_BYTES])
{
    for (size_t i = 0; i < intake->segment_count; i++)
        if (memcmp(intake->segments[i].id, id, UUID_BYTES) == 0)
            return &intake->segments[i];
    return NULL;
}

/* Was it removed, after all of it was taken in? Then its cursor is gone, and it must not begin anew. */
static bool
intake_is_removed(const struct intake_segment *segment)
{
    struct stat at;
    return fstat(segment->file, &at) != 0 || at.st_nlink == 0;
}

/* The segment's cursor stands there: reading goes on from it, but not before the first record. */
static void
intake_stand(struct intake_segment *segment, uint64_t cursor)
{
    const uint64_t offset = cursor > SPOOL_HEADER ? cursor : SPOOL_HEADER;
    if (offset != segment->taken)
        segment->passed = 0;
    if (offset == SPOOL_HEADER && intake_is_removed(segment))
        segment->passed = monotonic_now();
    segment->taken = segment->next = offset;
    segment->flushed = 0; /* the cursor may not be on the disk yet */
}

/*
 * Looks up where the segment's cursor stands. Where that cannot be read, it stays as it is: from the
 * beginning, all that was taken in is zeros. What a replica reads may be its own commit as a master before,
 * which no majority has, and which is taken back in a moment.
 */
static enum fault
intake_seek(struct intake *intake, struct intake_segment *segment)
{
    uint64_t cursor;
    const enum fault fault = spool_cursor_get(env_read(intake->env), segment->id, &cursor);
    if (fault != FAULT_NONE)
        return fault;
    intake_stand(segment, cursor);
    segment->confirmed = !intake->ships;
    return FAULT_NONE;
}

static void
intake_add_segment(struct intake *intake, const uint8_t id[static UUID_BYTES])
{
    char name[SPOOL_NAME_SIZE];
    spool_segment_name(id, name);
    memcpy(intake->last, id, UUID_BYTES);
    struct intake_segment *segment = &intake->segments[intake->segment_count];
    *segment = (struct intake_segment){.file = openat(intake->directory, name, O_RDWR | O_CLOEXEC)};
    memcpy(segment->id, id, UUID_BYTES);
    if (segment->file < 0 && errno != ENOENT)
        log_error("cannot open %s of the spool: %s", name, strerror(errno));
    if (segment->file >= 0 && intake_seek(intake, segment) != FAULT_NONE)
        close(segment->file);
    else if (segment->file >= 0)
        intake->segment_count++;
}

/* Those that have nothing now make room for others. */
static void
intake_make_room(struct intake *intake)
{
    for (size_t i = intake->segment_count; i-- > 0;)
        if (intake->segments[i].idle) {
            close(intake->segments[i].file);
            intake->segments[i] = intake->segments[--intake->segment_count];
        }
}

static enum fault
intake_look(struct intake *intake)
{
    uint8_t ids[INTAKE_SEGMENTS][UUID_BYTES];
    size_t count;
    if (!monotonic_due(&intake->looked, INTAKE_LOOK))
        return FAULT_NONE;
    if (intake->segment_count == INTAKE_SEGMENTS)
        intake_make_room(intake);
    enum fault fault = spool_directory_next(intake->directory, intake->last, ids, INTAKE_SEGMENTS, &count);
    for (size_t i = 0; i < count && intake->segment_count < INTAKE_SEGMENTS; i++)
        if (intake_find(intake, ids[i]) == NULL)
            intake_add_segment(intake, ids[i]);
    return fault;
}

/* Is it a segment of a kind that is known here? A newer curt may have made it. */
static enum fault
intake_check_header(struct intake_segment *segment)
{
    char header[SPOOL_HEADER], name[SPOOL_NAME_SIZE];
    if (pread(segment->file, header, sizeof header, 0) < (ssize_t)sizeof header)
        return FAULT_MISSING;
    segment->unknown = memcmp(header, SPOOL_MAGIC, sizeof header) != 0;
    if (!segment->unknown)
        return FAULT_NONE;
    spool_segment_name(segment->id, name);
    log_error("%s of the spool is of a kind that this curt does not know; it is left as it is", name);
    return FAULT_REFUSED;
}

/* Adds the records that a piece of the segment begins with. */
static enum fault
intake_parse(struct intake *intake, struct intake_segment *segment, const uint8_t *bytes, size_t size)
{
    enum fault fault = FAULT_NONE;
    size_t length, at = 0;
    while (fault == FAULT_NONE && intake->count < INTAKE_BATCH) {
        struct intake_entry *entry = &intake->entries[intake->count];
        fault = spool_record_decode(bytes + at, size - at, &entry->record, &length);
        if (fault != FAULT_NONE)
            break;
        at += length;
        segment->next += length;
        entry->segment = segment;
        entry->end = segment->next;
        if (entry->record.at > segment->latest)
            segment->latest = entry->record.at;
        entry->latest = segment->latest;
        intake->count++;
    }
    intake->used += at;
    return fault;
}

/* Says what stands after the last record that is whole, if that is more than zeros. */
static void
intake_tell_rest(const struct intake_segment *segment, bool torn)
{
    uint64_t length;
    char name[SPOOL_NAME_SIZE];
    spool_segment_bytes(segment->file, &length);
    if (length <= segment->next)
        return;
    spool_segment_name(segment->id, name);
    log_warn("%s of the spool ends with %llu bytes that are %s; they are passed over", name,
        (unsigned long long)(length - segment->next), torn ? "torn" : "incomplete");
}

/* After the last record that is whole: has the segment an end? What was written before that is looked for
 * once more. */
static void
intake_end_segment(struct intake_segment *segment, bool torn)
{
    if (!segment->ended) {
        segment->ended = flock(segment->file, LOCK_SH | LOCK_NB) == 0;
        if (segment->ended)
            flock(segment->file, LOCK_UN);
        return;
    }
    segment->passed = monotonic_now();
    intake_tell_rest(segment, torn);
}

/* Reads on in a segment; FAULT_MISSING, FAULT_INPUT: what is not, or not yet, a record follows. */
static enum fault
intake_read_piece(struct intake *intake, struct intake_segment *segment)
{
    uint8_t *to = intake->bytes + intake->used;
    const size_t room = sizeof intake->bytes - intake->used;
    const ssize_t got = pread(
        segment->file, to, room < INTAKE_PIECE ? room : INTAKE_PIECE, (off_t)segment->next);
    if (got >= 0)
        return intake_parse(intake, segment, to, (size_t)got);
    log_error("cannot read the spool: %s", strerror(errno));
    return FAULT_SYSTEM;
}

static enum fault
intake_read(struct intake *intake, struct intake_segment *segment)
{
    const bool full = intake_is_full(intake);
    const size_t before = intake->count;
    enum fault fault = segment->next == SPOOL_HEADER ? intake_check_header(segment) : FAULT_NONE;
    segment->latest = 0;
    if (fault == FAULT_NONE) {
        size_t last;
        do {
            last = intake->count;
            fault = intake_read_piece(intake, segment);
        } while (fault == FAULT_MISSING && intake->count > last);
    }
    segment->idle = intake->count == before && !full && !segment->unknown;
    if (segment->idle)
        intake_end_segment(segment, fault == FAULT_INPUT);
    segment->idle = segment->idle && !segment->ended;
    return fault == FAULT_SYSTEM ? fault : FAULT_NONE;
}

static int
intake_compare(const void *a, const void *b)
{
    const struct intake_entry *one = a, *other = b;
    if (one->latest != other->latest)
        return one->latest < other->latest ? -1 : 1;
    return one->segment == other->segment ? (one->end > other->end) - (one->end < other->end)
                                          : (one->segment > other->segment) - (one->segment < other->segment);
}

/* Clicks of several segments get into the order in which they happened, as far as they are here. */
static void
intake_sort(struct intake *intake)
{
    for (size_t i = 1; i < intake->count; i++)
        if (intake->entries[i].latest < intake->entries[i - 1].latest) {
            qsort(intake->entries, intake->count, sizeof *intake->entries, intake_compare);
            return;
        }
}

size_t
intake_count(const struct intake *intake)
{
    return intake->count;
}

const struct spool_record *
intake_record(const struct intake *intake, size_t index)
{
    return &intake->entries[index].record;
}

bool
intake_is_full(const struct intake *intake)
{
    return intake->count == INTAKE_BATCH || sizeof intake->bytes - intake->used < SPOOL_RECORD_MAX;
}

void
intake_shorten(struct intake *intake, size_t count)
{
    intake->count = count;
    for (size_t i = 0; i < intake->segment_count; i++)
        intake->segments[i].next = intake->segments[i].taken;
    for (size_t i = 0; i < count; i++)
        intake->entries[i].segment->next = intake->entries[i].end;
}

enum fault
intake_collect(struct intake *intake, size_t *count)
{
    enum fault fault = intake_look(intake);
    for (size_t i = 0; i < intake->segment_count && fault == FAULT_NONE && intake->outrun; i++)
        fault = intake_seek(intake, &intake->segments[i]);
    intake->outrun = intake->outrun && fault != FAULT_NONE;
    intake->used = 0;
    intake_shorten(intake, 0);
    for (size_t i = 0; i < intake->segment_count && fault == FAULT_NONE && intake->count < INTAKE_BATCH;
         i++) {
        struct intake_segment *segment = &intake->segments[(intake->turn + i) % intake->segment_count];
        if (segment->passed == 0 && !segment->unknown)
            fault = intake_read(intake, segment);
    }
    intake->turn++;
    intake_sort(intake);
    *count = intake->count;
    return fault;
}

size_t
intake_moves(const struct intake *intake, struct spool_move moves[static INTAKE_SEGMENTS])
{
    size_t count = 0;
    for (size_t i = 0; i < intake->segment_count; i++) {
        const struct intake_segment *segment = &intake->segments[i];
        if (segment->next == segment->taken && segment->confirmed)
            continue;
        moves[count] = (struct spool_move){.from = segment->taken, .to = segment->next};
        memcpy(moves[count].segment, segment->id, UUID_BYTES);
        count++;
    }
    return count;
}

/* A segment that was removed has no row any more, and must not be taken in from its beginning. */
static bool
intake_begins_removed(const struct intake *intake)
{
    for (size_t i = 0; i < intake->segment_count; i++) {
        const struct intake_segment *segment = &intake->segments[i];
        if (segment->next != segment->taken && segment->taken == SPOOL_HEADER && intake_is_removed(segment))
            return true;
    }
    return false;
}

/* The cursors of the segments that the batch has clicks of. */
static enum fault
intake_move_cursors(struct txn *txn, struct intake *intake)
{
    struct spool_move moves[INTAKE_SEGMENTS];
    const size_t count = intake_moves(intake, moves);
    enum fault fault = FAULT_NONE;
    for (size_t i = 0; i < count && fault == FAULT_NONE; i++)
        fault = spool_cursor_move(txn, &moves[i], intake->host);
    return fault == FAULT_NONE && intake_begins_removed(intake) ? FAULT_REFUSED : fault;
}

void
intake_move_to(struct intake *intake, const uint8_t id[static UUID_BYTES], uint64_t offset)
{
    struct intake_segment *segment = intake_find(intake, id);
    if (segment == NULL)
        return;
    intake_stand(segment, offset);
    segment->confirmed = true;
}

enum fault
intake_append(struct txn *txn, struct intake *intake, uint64_t first, bool *in_order)
{
    enum fault fault = intake_move_cursors(txn, intake);
    intake->outrun = fault == FAULT_REFUSED;
    *in_order = true;
    for (size_t i = 0; i < intake->count && fault == FAULT_NONE; i++) {
        const struct spool_record *click = &intake->entries[i].record;
        uint32_t slot;
        fault = event_log_append_as(
            txn, click->id, click->kind, click->at, click->body, click->length, &slot);
        *in_order = *in_order && slot == queue_slot(first + i);
    }
    return fault;
}

void
intake_commit(struct intake *intake)
{
    intake->forgotten_count = 0;
    for (size_t i = 0; i < intake->segment_count; i++) {
        struct intake_segment *segment = &intake->segments[i];
        if (!segment->confirmed && segment->passed != 0)
            segment->passed = monotonic_now();
        segment->taken = segment->next;
        segment->confirmed = true;
    }
}

static enum fault
intake_remove_cursor(struct txn *txn, void *arg)
{
    return spool_cursor_remove(txn, arg);
}

/* The row of a segment that is gone goes too: here, or at the master. */
static enum fault
intake_forget_segment(struct intake *intake, uint8_t id[static UUID_BYTES])
{
    if (!intake->ships)
        return env_txn(intake->env, ENV_SETTLE, intake_remove_cursor, id);
    if (intake->forgotten_count < INTAKE_SEGMENTS)
        memcpy(intake->forgotten[intake->forgotten_count++], id, UUID_BYTES);
    else
        intake->swept = false;
    return FAULT_NONE;
}

/* The row goes last, when the file cannot come back: without it, the segment would be taken in once more. */
static enum fault
intake_remove(struct intake *intake, struct intake_segment *segment)
{
    char name[SPOOL_NAME_SIZE];
    spool_segment_name(segment->id, name);
    if (unlinkat(intake->directory, name, 0) != 0 && errno != ENOENT) {
        log_error("cannot remove %s of the spool: %s", name, strerror(errno));
        return FAULT_SYSTEM;
    }
    close(segment->file);
    const bool gone = fsync(intake->directory) == 0;
    const enum fault fault = gone ? intake_forget_segment(intake, segment->id) : FAULT_NONE;
    if (!gone || fault != FAULT_NONE)
        intake->swept = false;
    *segment = intake->segments[--intake->segment_count];
    return fault;
}

/* A relay that removed a segment may have died before its row was gone. */
static enum fault
intake_sweep(struct intake *intake)
{
    uint8_t id[UUID_BYTES] = {0};
    char name[SPOOL_NAME_SIZE];
    enum fault fault;
    intake->swept = true;
    while ((fault = spool_cursor_next(env_read(intake->env), intake->host, id)) == FAULT_NONE) {
        spool_segment_name(id, name);
        if (faccessat(intake->directory, name, F_OK, 0) != 0 && errno == ENOENT)
            fault = intake_forget_segment(intake, id);
        if (fault != FAULT_NONE)
            break;
    }
    if (fault == FAULT_MISSING)
        return FAULT_NONE;
    intake->swept = false;
    return fault;
}

/*
 * A replica's own store has to have it too, so that a backup of this host has each click in its log or its
 * spool; but on a full disk, where replication has ended, its store stays as it is.
 */
static bool
intake_is_in_store(const struct intake *intake, const struct intake_segment *segment)
{
    uint64_t cursor;
    if (!segment->confirmed || !intake->ships || !env_has_space(intake->env))
        return segment->confirmed;
    return spool_cursor_get(env_read(intake->env), segment->id, &cursor) == FAULT_NONE &&
           (cursor > SPOOL_HEADER ? cursor : SPOOL_HEADER) >= segment->taken;
}

/*
 * What is taken in is about people, and gets off the disk: what was taken in before the last time, since the
 * cursor is on the disk by now. A file system that cannot do that keeps it until the segment is removed.
 */
static void
intake_empty(struct intake_segment *segment)
{
    if (segment->flushed > segment->emptied && segment->flushed > SPOOL_HEADER &&
        fallocate(segment->file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, SPOOL_HEADER,
            (off_t)(segment->flushed - SPOOL_HEADER)) == 0)
        segment->emptied = segment->flushed;
    segment->flushed = segment->taken;
}

enum fault
intake_tidy(struct intake *intake, int64_t keep)
{
    const int64_t now = monotonic_now();
    enum fault fault = FAULT_NONE;
    if (!intake->swept && intake->forgotten_count == 0)
        fault = intake_sweep(intake);
    if (intake->cleaned == 0 || now - intake->cleaned >= INTAKE_CLEAN) {
        spool_directory_clean(intake->directory, INTAKE_CLEAN);
        intake->cleaned = now;
    }
    if (spool_directory_is_held(intake->directory))
        return fault;
    for (size_t i = intake->segment_count; i-- > 0;) {
        struct intake_segment *segment = &intake->segments[i];
        if (!intake_is_in_store(intake, segment))
            continue;
        intake_empty(segment);
        if (fault == FAULT_NONE && segment->passed != 0 && now - segment->passed >= keep)
            fault = intake_remove(intake, segment);
    }
    return fault;
}
