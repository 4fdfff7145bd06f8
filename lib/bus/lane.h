/*
 * lane.h: what is on its way to one target: a window over the event log. Events that are wanted enter it in
 * their order as parcels, are sent, perhaps several at a time, and leave it in their order, so that the
 * position in the log, up to which everything is settled, is where the window begins.
 *
 * A target's own lane follows the log; a replay has a lane of its own to each of its targets.
 */
#ifndef CURT_BUS_LANE_H
#define CURT_BUS_LANE_H

#include "bus/journal.h"
#include "bus/settings.h"
#include "bus/webhook.h"
#include "store/replay.h"
#include "store/stream.h"
#include "store/target.h"

#define LANE_WINDOW  1024 /* parcels */
#define LANE_PATIENT 3    /* attempts in place, over some seconds; then it is a dead letter */

enum parcel_state { PARCEL_WAITING, PARCEL_FLYING, PARCEL_DONE };

struct parcel {
    uint64_t number;    /* of the event */
    int64_t not_before; /* for another attempt */
    enum parcel_state state;
    unsigned attempts;
};

/* What happened since it was last written down. */
struct lane_news {
    bool any, gone; /* gone: the target answered 410 */
    uint64_t delivered, failed, dead;
    int64_t last_success, last_failure;
    char error[STREAM_ERROR_MAX + 1];
};

struct lane {
    uint64_t target;
    char name[TARGET_NAME_MAX + 1], rule[RULE_NAME_MAX + 1];
    char replay[RULE_NAME_MAX + 1]; /* "" for the target's own lane */
    struct settings settings;
    bool seen;       /* while the book is read: it is still there */
    bool open;       /* the target is enabled, and so is its rule */
    bool lagging;    /* it reads the log by itself: it is behind, or a replay */
    uint64_t next;   /* the first number it has not looked at, while it is lagging */
    uint64_t looked; /* the last event that it looked at by itself, or where it began */
    uint64_t last;   /* of a replay: where it ends */
    int64_t from, to;

    struct parcel *parcels; /* LANE_WINDOW, a ring; NULL until it is needed */
    unsigned begin, count;
    unsigned flying;   /* requests under way */
    unsigned failures; /* in a row */
    int64_t pause;     /* nothing is sent before that moment */
    double allowance;  /* events that the rate allows now */
    int64_t allowed_at;
    uint64_t settled; /* the position that is written down */
    struct lane_news news;
    struct journal journal;
};

struct lane *lane_new(const struct target *, const char *replay);
void lane_free(struct lane *);

bool lane_has_room(const struct lane *);

/* Numbers only grow. The window must have room. */
void lane_push(struct lane *, uint64_t number);

/* Forgets all that is in the window, and any failure: the lane begins anew. */
void lane_clear(struct lane *);

/* The parcel of that number; NULL when it is not in the window. */
struct parcel *lane_find(struct lane *, uint64_t number);

/* How many events may go into a request now: 0 for none. */
unsigned lane_may_send(struct lane *, int64_t now);

/*
 * Takes up to most waiting parcels for a request: they fly. Returns how many; their numbers are in *numbers.
 * A parcel that failed before goes alone, lest it takes others with it again.
 */
unsigned lane_take(struct lane *, int64_t now, unsigned most, uint64_t *numbers);

/* The parcel was not sent after all. */
void lane_return(struct lane *, uint64_t number);

/* There is no such event any more. */
void lane_drop(struct lane *, uint64_t number);

/*
 * What came of a parcel; shared: it was one of several in a request. True when it has become a dead letter:
 * the caller writes that.
 */
bool lane_settle(struct lane *, uint64_t number, int64_t now, const struct verdict *, bool shared);

/* What an answer means for the target as a whole: it is left alone for a while, or no more. */
void lane_pace(struct lane *, int64_t now, const struct verdict *);

/*
 * Everything up to this number is settled: looked says up to where the log was looked at. Parcels that are
 * done leave the window.
 */
uint64_t lane_position(struct lane *, uint64_t looked);

/* Is anything waiting or under way? Parcels of a lane that pauses do not count. */
bool lane_is_busy(const struct lane *, int64_t now);

#endif
