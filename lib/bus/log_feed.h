/*
 * log_feed.h: reads new events from the log, and puts those that targets want into their queues. Lanes that
 * keep up are fed together, so that each event is read once. A queue that has fallen behind, or belongs to a
 * replay, reads the log by itself until it has caught up.
 */
#ifndef CURT_BUS_LOG_FEED_H
#define CURT_BUS_LOG_FEED_H

#include "bus/target_set.h"
#include "event/event_log.h"
#include "event/event_value.h"

/* The caller owns it; zeroed but for env before log_feed_begin. */
struct log_feed {
    struct env *env;
    uint64_t head, end; /* the next number to read; the log's last */
    uint64_t looked;    /* the last event that was read for the queues that keep up */
    struct event event;
    struct json_object *json; /* of the event that is looked at, when it is no click */
    struct event_value_click click;
};

/* Begins after the log's last event: queues that have fallen behind read what comes before. */
enum fault log_feed_begin(struct log_feed *);

/* Frees what is in it. */
void log_feed_clear(struct log_feed *);

/* Reads what is new, until the deadline (monotonic.h). */
enum fault log_feed_run(struct log_feed *, const struct target_set *, int64_t deadline);

/* Is there something to read now? */
bool log_feed_is_behind(const struct log_feed *, const struct target_set *);

#endif
