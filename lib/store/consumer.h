/*
 * consumer.h: how far each consumer of the event log has come. A consumer moves its own position in the
 * transaction in which it does its work, so that an event is worked in exactly once, whatever dies.
 */
#ifndef CURT_STORE_CONSUMER_H
#define CURT_STORE_CONSUMER_H

#include <stdint.h>

#include "store/env.h"

#define CONSUMER_COUNT "count" /* the built-in one: events to tallies */

struct consumer {
    uint64_t number; /* the last event taken; 0: none yet */
    int64_t at;      /* when that event happened; 0: none yet */
};

/* A consumer that nobody has heard of stands at 0. */
enum fault consumer_get(struct txn *, const char *name, struct consumer *out);

/* consumer_get for the one who will move it: nobody else can until the transaction ends. */
enum fault consumer_get_to_move(struct txn *, const char *name, struct consumer *out);

enum fault consumer_move(struct txn *, const char *name, const struct consumer *to);

#endif
