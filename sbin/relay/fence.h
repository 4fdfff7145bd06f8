/*
 * fence.h: may this host count, deliver and send? In a cluster, only the master that a majority of the hosts
 * hears. A fence holds for as long as dead_after of [cluster] says after the beginning of the last commit
 * that was acknowledged: no other host becomes the master earlier. Before it ends, fence_holds makes another
 * commit.
 *
 * Alone, it always holds.
 */
#ifndef CURT_RELAY_FENCE_H
#define CURT_RELAY_FENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/config.h"
#include "db/env.h"

struct fence {
    struct env *env;
    const struct config *config;
    uint64_t unacknowledged; /* commits, when it began (cluster.h) */
    int64_t renewed;         /* monotonic.h */
};

/* Begins a new one; false when this host may not. The environment and configuration must outlive it. */
bool fence_begin(struct fence *, struct env *, const struct config *);

/* To be asked before anything goes out. Once it is false, it stays so until fence_begin. */
bool fence_holds(struct fence *);

/* Makes a commit now. False: it was not acknowledged. */
bool fence_renew(struct fence *);

#endif
