/*
 * outbox.h: messages that wait for the carrier, in the order in which they may go. Each waits in a queue:
 * that of its campaign, which can be paused as a whole, or queue 0 with all others. A row is only a reminder:
 * the message itself says whether it still waits.
 *
 * A message that the carrier is asked to take is moved to the queue OUTBOX_IN_FLIGHT before: what is found
 * there when curt-relay starts was under way when it died. One that is scheduled waits in OUTBOX_SCHEDULED,
 * by the clock on the wall, and moves to queue 0 when its time has come.
 * What the carrier is to be asked about messages that it has waits in OUTBOX_REVOKE and OUTBOX_READ
 * (sender/message_updates.h).
 */
#ifndef CURT_MESSAGE_OUTBOX_H
#define CURT_MESSAGE_OUTBOX_H

#include <stdint.h>

#include "base/uuid.h"
#include "db/env.h"

#define OUTBOX_IN_FLIGHT UINT64_MAX
#define OUTBOX_SCHEDULED (UINT64_MAX - 1)
#define OUTBOX_REVOKE    (UINT64_MAX - 2)
#define OUTBOX_READ      (UINT64_MAX - 3)           /* of the carrier's own ids */
#define OUTBOX_WAIT_MAX  (25 * INT64_C(3600000000)) /* microseconds: a Retry-After of a day, and some */

struct outbox {
    uint64_t queue;
    int64_t due; /* not before that time */
    uint8_t id[UUID_BYTES];
};

enum fault outbox_add(struct txn *, const struct outbox *);

/*
 * The first that waits in the queue after `after` (NULL: from the beginning) and is due by now: FAULT_MISSING
 * when none is. One that is due later than anything waits is due now: the clock was ahead when it came.
 */
enum fault outbox_next(
    struct txn *, uint64_t queue, const struct outbox *after, int64_t now, struct outbox *out);

/* The first that is scheduled for a time up to now: FAULT_MISSING when none is. */
enum fault outbox_scheduled(struct txn *, int64_t now, struct outbox *out);

/* The very first, in whatever queue: FAULT_MISSING when there is none. */
enum fault outbox_first(struct txn *, struct outbox *out);

/* FAULT_MISSING when it is not there. */
enum fault outbox_remove(struct txn *, const struct outbox *);

/* How many wait in the queue and are due by that time, counted up to `most`. */
enum fault outbox_count(struct txn *, uint64_t queue, int64_t due, unsigned most, unsigned *count);

#endif
