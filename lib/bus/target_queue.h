/*
 * target_queue.h: what is on its way from the log to one target: a window over the event log. Events that are
 * wanted enter it in their order as deliveries, are sent, perhaps several at a time, and leave it in their
 * order, so that the position in the log, up to which everything is settled, is where the window begins.
 *
 * A target's own queue follows the log; a replay has a queue of its own to each of its targets.
 */
#ifndef CURT_BUS_TARGET_QUEUE_H
#define CURT_BUS_TARGET_QUEUE_H

#include "base/rate_limiter.h"
#include "bus/delivery.h"
#include "bus/delivery_record.h"
#include "bus/log_target.h"
#include "bus/replay.h"
#include "bus/target.h"
#include "bus/target_health.h"
#include "event/pattern.h"

#define TARGET_QUEUE_WINDOW 1024 /* deliveries */

struct target_queue {
    uint64_t target;
    char name[TARGET_NAME_MAX + 1], rule[RULE_NAME_MAX + 1];
    char replay[RULE_NAME_MAX + 1]; /* "" for the target's own queue */
    struct target_config config;
    bool seen;       /* while the targets are read: it is still there */
    bool open;       /* the target is enabled, and so is its rule */
    bool lagging;    /* it reads the log by itself: it is behind, or a replay */
    uint64_t next;   /* the first number it has not looked at, while it is lagging */
    uint64_t looked; /* the last event that it looked at by itself, or where it began */
    uint64_t last;   /* of a replay: where it ends */
    int64_t from, to;
    struct pattern *pattern; /* of a replay of some events; NULL for all */

    struct delivery *deliveries; /* TARGET_QUEUE_WINDOW, a ring; NULL until it is needed */
    unsigned begin, count;
    unsigned in_flight; /* requests under way */
    struct target_health health;
    struct rate_limiter limiter;
    uint64_t settled;              /* the position that is written down */
    bool changed;                  /* something is to be written down */
    struct delivery_record record; /* what that is */
    struct log_target log;
};

struct target_queue *target_queue_create(const struct target *, const char *replay);
void target_queue_free(struct target_queue *);

bool target_queue_has_room(const struct target_queue *);

/* Numbers only grow. The window must have room. */
void target_queue_push(struct target_queue *, uint64_t number);

/* Empties the window and forgets any failure: the queue starts over. */
void target_queue_clear(struct target_queue *);

/* The delivery of that number; NULL when it is not in the window. */
struct delivery *target_queue_find(struct target_queue *, uint64_t number);

/* How many events may go into a request now: 0 for none. */
unsigned target_queue_may_send(struct target_queue *, int64_t now);

/*
 * Takes up to most deliveries that are due for a request: they are in flight. Returns how many; their numbers
 * are in *numbers. One that failed before goes alone, so that it does not take others with it again.
 */
unsigned target_queue_take(struct target_queue *, int64_t now, unsigned most, uint64_t *numbers);

/* The event was not sent after all. */
void target_queue_return(struct target_queue *, uint64_t number);

/* There is no such event any more. */
void target_queue_drop(struct target_queue *, uint64_t number);

/*
 * What came of an attempt; shared: it was one of several events in a request. The delivery, when it has
 * become a dead letter, which the caller writes; else NULL.
 */
const struct delivery *target_queue_settle(
    struct target_queue *, uint64_t number, int64_t now, const struct delivery_result *, bool shared);

/* What an answer means for the target as a whole: it is left alone for a while, or closed. */
void target_queue_note(struct target_queue *, int64_t now, const struct delivery_result *);

/*
 * Everything up to this number is settled: looked says up to where the log was looked at. Deliveries
 * that are done leave the window.
 */
uint64_t target_queue_position(struct target_queue *, uint64_t looked);

/* Is the window full of deliveries of which a good part is done, and only to be written down? */
bool target_queue_waits(const struct target_queue *);

/* Is anything waiting or under way? What waits in a queue that pauses does not count. */
bool target_queue_is_busy(const struct target_queue *, int64_t now);

#endif
