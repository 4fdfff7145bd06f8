/*
 * checkpoint.h: how far each consumer of the event log has come. A consumer moves its own position in the
 * transaction in which it does its work, so that an event is worked in exactly once, whatever dies.
 */
#ifndef CURT_EVENT_CHECKPOINT_H
#define CURT_EVENT_CHECKPOINT_H

#include <stdint.h>

#include "db/env.h"

struct json_object;

#define CHECKPOINT_AGGREGATOR "count" /* the built-in one: events to tallies */
#define CHECKPOINT_RANK       "rank"  /* clicks that are counted to the ranking (click_rank_queue.h) */
#define CHECKPOINT_LOG        "log" /* files of the write-ahead log before this number must not stay on any host */

struct checkpoint {
    uint64_t number; /* the last event taken; 0: none yet */
    int64_t at;      /* when that event happened; 0: none yet */
};

/* A consumer that nobody has heard of stands at 0. */
enum fault checkpoint_get(struct txn *, const char *name, struct checkpoint *out);

/* checkpoint_get for the one who will move it: nobody else can until the transaction ends. */
enum fault checkpoint_get_for_update(struct txn *, const char *name, struct checkpoint *out);

enum fault checkpoint_put(struct txn *, const char *name, const struct checkpoint *to);

/* {"event", "time"}, which the caller owns. */
struct json_object *checkpoint_to_json(const struct checkpoint *);

#endif
