/*
 * handover.h: `curt host promote`: the master's part, and that of the host that shall become it. The host
 * that shall stands by and tells the master so; then the master ends what it has begun, and steps down
 * (db/cluster_handover.h).
 */
#ifndef CURT_RELAY_HANDOVER_H
#define CURT_RELAY_HANDOVER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/config.h"
#include "db/env.h"
#include "db/promotion.h"
#include "fence.h"
#include "shipper.h"

struct handover {
    struct env *env;
    const struct config *config;
    struct promotion promotion;   /* as it was seen last; name "": there is none */
    int64_t looked, tried, ended; /* monotonic.h */
    int64_t since;                /* when this promotion was seen first (monotonic.h) */
    bool stands_by;
};

/* When this host has joined its cluster, or is alone. The rest must outlive it. */
void handover_begin(struct handover *, struct env *, const struct config *);

/* On a replica, often: stands by if it shall, by the shipper's way to the master. */
void handover_follow(struct handover *, struct shipper *);

/* On the master, often: is another host to become it now, so that nothing more is to be begun? */
bool handover_is_due(struct handover *);

/* On the master, when it is due and what was begun has ended. */
void handover_run(struct handover *, struct fence *);

#endif
