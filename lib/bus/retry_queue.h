/*
 * retry_queue.h: dead letters of one target that are due: tried one at a time, in the order of the events.
 */
#ifndef CURT_BUS_RETRY_QUEUE_H
#define CURT_BUS_RETRY_QUEUE_H

#include "bus/delivery.h"
#include "bus/log_target.h"
#include "bus/target_health.h"

#define RETRY_QUEUE_MAX 64 /* letters that wait */

struct retry_queue {
    uint64_t id; /* of the target */
    struct target target;
    struct target_config config;
    bool known, open; /* there is such a target; it is enabled */
    bool stopped;     /* nothing more this time: it cannot be reached, or wants patience */
    bool over;        /* it was full once: what comes later waits for the next look */
    struct target_health health;
    struct log_target log;
    unsigned begin, count;
    struct delivery letters[RETRY_QUEUE_MAX]; /* a ring */
};

/* Finds the target of that id; one that is gone has a queue, too. retry_queue_close frees what is in it. */
enum fault retry_queue_open(struct retry_queue *, struct env *, uint64_t id);
void retry_queue_close(struct retry_queue *);

/* Adds a letter at the end, by the number of its event and the time for which it is due. False when
 * it is full, or was: the order must stay. */
bool retry_queue_add(struct retry_queue *, uint64_t number, int64_t due);

/* The letter whose turn it is; NULL when there is none. */
struct delivery *retry_queue_first(struct retry_queue *);

/* The first letter is done with. */
void retry_queue_leave(struct retry_queue *);

#endif
