/*
 * fence.c: commits that are acknowledged, often enough.
 *
 * SPDX-License-Identifier: ISC
 */
#include "fence.h"

#include "base/log.h"
#include "base/monotonic.h"
#include "base/timestamp.h"
#include "db/cluster.h"
#include "own_host.h"

enum { FENCE_RENEWALS = 3 /* in the time that it holds */ };

static int64_t
fence_time(const struct fence *fence)
{
    return fence->config->cluster_dead_after * 1000;
}

/* What the master says of itself is the commit. */
static enum fault
fence_write(struct txn *txn, void *arg)
{
    const struct fence *fence = arg;
    struct host host = {.seen = timestamp_now()};
    own_host_look(txn, fence->config, &host);
    return host_put(txn, &host);
}

bool
fence_renew(struct fence *fence)
{
    const int64_t begun = monotonic_now();
    const enum fault fault = env_txn(fence->env, ENV_SETTLE, fence_write, fence);
    if (fault != FAULT_NONE && !fault_is_temporary(fault))
        log_fatal("cannot write down that this host is the master");
    if (fault == FAULT_NONE)
        fence->renewed = begun;
    return fault == FAULT_NONE;
}

bool
fence_begin(struct fence *fence, struct env *env, const struct config *config)
{
    *fence = (struct fence){.env = env, .config = config};
    if (cluster_role(env) == CLUSTER_ALONE)
        return true;
    if (!cluster_can_write(env))
        return false;
    fence->unacknowledged = cluster_unacknowledged(env);
    if (!fence_renew(fence))
        return false;
    log_info("counting, delivering and sending: this host is the master, and a majority hears it");
    return true;
}

bool
fence_holds(struct fence *fence)
{
    if (cluster_role(fence->env) == CLUSTER_ALONE)
        return true;
    if (fence->renewed == 0)
        return false;
    bool holds = cluster_can_write(fence->env) && cluster_unacknowledged(fence->env) == fence->unacknowledged;
    if (holds && monotonic_now() - fence->renewed > fence_time(fence) / FENCE_RENEWALS)
        holds = fence_renew(fence) && monotonic_now() - fence->renewed < fence_time(fence);
    if (!holds) {
        log_warn("this host is not the master any more, or no majority hears it: what was begun is dropped");
        fence->renewed = 0;
    }
    return holds;
}
