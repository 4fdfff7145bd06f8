/*
 * settlement.h: what curt-relay writes down of deliveries: new dead letters, how each target fares, and how
 * far it has come, in one transaction. Until then it is in memory, and lost with the process: what was
 * delivered since is delivered again.
 */
#ifndef CURT_BUS_SETTLEMENT_H
#define CURT_BUS_SETTLEMENT_H

#include "bus/target_set.h"

#define SETTLEMENT_FAILED_MAX 256

/* A delivery that becomes a dead letter. */
struct failed_delivery {
    struct target_queue *queue;
    struct delivery delivery;
    struct delivery_result result;
};

/* The caller owns it; zeroed but for env and set, which stay the caller's. */
struct settlement {
    struct env *env;
    struct target_set *targets;
    struct failed_delivery failed[SETTLEMENT_FAILED_MAX];
    size_t failed_count;
    int64_t settled, written; /* when last; written: positions that have merely moved on, too */
    struct dead_letter dead;
};

/* Can the deliveries of one more request fail? If not, it has to be written first. */
bool settlement_has_room(const struct settlement *);

/* Takes in a delivery that has failed. There must be room. */
void settlement_add(
    struct settlement *, struct target_queue *, const struct delivery *, const struct delivery_result *);

/* Writes what has happened, if it is time. looked is the last event that queues that keep up have looked at.
 */
enum fault settlement_run(struct settlement *, uint64_t looked, int64_t now);

/* Writes all that has happened. */
enum fault settlement_write(struct settlement *, uint64_t looked, int64_t now);

#endif
