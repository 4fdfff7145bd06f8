/*
 * target_queue.h: what is on its way to one target: a window over the event log. Events that are wanted enter
 * it in their order as parcels, are sent, perhaps several at a time, and leave it in their order, so that the
 * position in the log, up to which everything is settled, is where the window begins.
 *
 * A target's own lane follows the log; a replay has a lane of its own to each of its targets.
 */
#ifndef CURT_BUS_TARGET_QUEUE_H
#define CURT_BUS_TARGET_QUEUE_H

#include "bus/delivery_cursor.h"
#include "bus/log_target.h"
#include "bus/replay.h"
#include "bus/target.h"
#include "bus/target_config.h"
#include "bus/webhook.h"

#define TARGET_QUEUE_WINDOW  1024 /* parcels */
#define TARGET_QUEUE_PATIENT 3    /* attempts in place, over some seconds; then it is a dead letter */

enum parcel_state { PARCEL_WAITING, PARCEL_FLYING, PARCEL_DONE };

struct parcel {
    uint64_t number;    /* of the event */
    int64_t not_before; /* for another attempt */
    enum parcel_state state;
    unsigned attempts;
};

/* What happened since it was last written down. */
struct target_queue_news {
    bool any, gone; /* gone: the target answered 410 */
    uint64_t delivered, failed, dead;
    int64_t last_success, last_failure;
    char error[DELIVERY_CURSOR_ERROR_MAX + 1];
};

struct target_queue {
    uint64_t target;
    char name[TARGET_NAME_MAX + 1], rule[RULE_NAME_MAX + 1];
    char replay[RULE_NAME_MAX + 1]; /* "" for the target's own lane */
    struct target_config settings;
    bool seen;       /* while the book is read: it is still there */
    bool open;       /* the target is enabled, and so is its rule */
    bool lagging;    /* it reads the log by itself: it is behind, or a replay */
    uint64_t next;   /* the first number it has not looked at, while it is lagging */
    uint64_t looked; /* the last event that it looked at by itself, or where it began */
    uint64_t last;   /* of a replay: where it ends */
    int64_t from, to;

    struct parcel *parcels; /* TARGET_QUEUE_WINDOW, a ring; NULL until it is needed */
    unsigned begin, count;
    unsigned flying;   /* requests under way */
    unsigned failures; /* in a row */
    int64_t pause;     /* nothing is sent before that moment */
    double allowance;  /* events that the rate allows now */
    int64_t allowed_at;
    uint64_t settled; /* the position that is written down */
    struct target_queue_news news;
    struct log_target journal;
};

struct target_queue *target_queue_create(const struct target *, const char *replay);
void target_queue_free(struct target_queue *);

bool target_queue_has_room(const struct target_queue *);

/* Numbers only grow. The window must have room. */
void target_queue_push(struct target_queue *, uint64_t number);

/* Forgets all that is in the window, and any failure: the lane begins anew. */
void target_queue_clear(struct target_queue *);

/* The parcel of that number; NULL when it is not in the window. */
struct parcel *target_queue_find(struct target_queue *, uint64_t number);

/* How many events may go into a request now: 0 for none. */
unsigned target_queue_may_send(struct target_queue *, int64_t now);

/*
 * Takes up to most waiting parcels for a request: they fly. Returns how many; their numbers are in *numbers.
 * A parcel that failed before goes alone, lest it takes others with it again.
 */
unsigned target_queue_take(struct target_queue *, int64_t now, unsigned most, uint64_t *numbers);

/* The parcel was not sent after all. */
void target_queue_return(struct target_queue *, uint64_t number);

/* There is no such event any more. */
void target_queue_drop(struct target_queue *, uint64_t number);

/*
 * What came of a parcel; shared: it was one of several in a request. True when it has become a dead letter:
 * the caller writes that.
 */
bool target_queue_settle(
    struct target_queue *, uint64_t number, int64_t now, const struct delivery_result *, bool shared);

/* What an answer means for the target as a whole: it is left alone for a while, or no more. */
void target_queue_pace(struct target_queue *, int64_t now, const struct delivery_result *);

/*
 * Everything up to this number is settled: looked says up to where the log was looked at. Parcels that are
 * done leave the window.
 */
uint64_t target_queue_position(struct target_queue *, uint64_t looked);

/* Is anything waiting or under way? Parcels of a lane that pauses do not count. */
bool target_queue_is_busy(const struct target_queue *, int64_t now);

#endif
