/*
 * event_log.h: the event log. What happened is appended here, in the transaction in which it happened, and
 * read in order by consumers that do not know the appender (checkpoint.h).
 *
 * Events are numbered from 1, without end. A number may stay without an event for ever, when the transaction
 * that took it was aborted: readers pass over it. A body is bytes whose shape the kind tells (click.h,
 * missed.h, link_event.h, custom_event.h); in the log it is shortened (phrases.h), which nobody sees outside.
 */
#ifndef CURT_EVENT_EVENT_LOG_H
#define CURT_EVENT_EVENT_LOG_H

#include <stddef.h>
#include <stdint.h>

#include "base/uuid.h"
#include "db/env.h"

#define EVENT_BODY_MAX (1024 * 1024)

enum event_kind {
    EVENT_CLICK = 1,       /* click.h */
    EVENT_PREFETCH = 2,    /* click.h: a browser looked ahead; nobody clicked */
    EVENT_LINK = 3,        /* link_event.h */
    EVENT_CUSTOM = 4,      /* custom_event.h: somebody else published it */
    EVENT_MESSAGE = 5,     /* message_event.h */
    EVENT_ERASED = 6,      /* nothing: the person that it was about is forgotten */
    EVENT_PREVIEW = 7,     /* click.h: somebody looked where the link goes, with a + after its code */
    EVENT_VISIT = 8,       /* visit.h: a click from before its link was imported */
    EVENT_MISSED = 9,      /* missed.h: somebody asked for what does not open */
    EVENT_CONVERSION = 10, /* message/conversion.h: something came of a click or a message */
};

struct event {
    uint64_t number;
    int64_t at;
    enum event_kind kind;
    uint8_t id[UUID_BYTES];
    size_t length;
    uint8_t body[EVENT_BODY_MAX + 1]; /* with a NUL after it */
};

/* Appends an event with a new id. FAULT_FULL for a body over EVENT_BODY_MAX. */
enum fault event_log_append(struct txn *, enum event_kind, int64_t at, const void *body, size_t length);

/* The same with an id that somebody else drew. *slot, unless NULL, is then where it is in the log (queue.h).
 */
enum fault event_log_append_as(struct txn *, const uint8_t id[static UUID_BYTES], enum event_kind, int64_t at,
    const void *body, size_t length, uint32_t *slot);

/* Writes an event with all that it has, its number too: for an upgrade. */
enum fault event_log_put(struct txn *, const struct event *);

/*
 * Reads the event of that number; waits for one that is not yet committed. FAULT_MISSING when there is none:
 * it was never committed, is trimmed, or lies past the end.
 */
enum fault event_log_read(struct txn *, uint64_t number, struct event *out);

/*
 * The numbers of the oldest event kept and of the newest (*last is *first - 1 when the log is empty). near is
 * any number within two thousand million of them: the log itself counts in 32 bits.
 */
enum fault event_log_range(struct env *, uint64_t near, uint64_t *first, uint64_t *last);

/*
 * The newest event that is there; the number before the oldest when there is none. Unlike event_log_range's
 * last it is no number that is still to be committed, which a crash would give out again. near as for
 * event_log_range.
 */
enum fault event_log_newest(struct txn *, uint64_t near, uint64_t *number);

/* How far a reader is behind. */
struct event_log_lag {
    uint64_t last;   /* the newest event's number */
    uint64_t events; /* how many the reader has not taken; 0 also when only holes are left */
    int64_t age;     /* of the oldest of them */
};

/* Of a reader that has taken everything up to `number`. */
enum fault event_log_lag(struct env *, uint64_t number, int64_t now, struct event_log_lag *out);

/* Makes a blank of an event that was read, in its place in the log: its number and its time stay. */
enum fault event_log_erase(struct txn *, const struct event *);

/*
 * Takes the oldest event out of the log, if it is older than the time and its number is at most `upto`; it
 * is in *space afterwards. FAULT_MISSING when there is no such event.
 */
enum fault event_log_trim(struct txn *, uint64_t upto, int64_t older_than, struct event *space);

#endif
