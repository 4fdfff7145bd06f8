/*
 * handover.c: one host after the other is the master, because somebody said so.
 *
 * SPDX-License-Identifier: ISC
 */
#include "handover.h"

#include <string.h>

#include "base/log.h"
#include "base/monotonic.h"
#include "db/cluster.h"
#include "db/cluster_handover.h"
#include "db/host.h"
#include "own_host.h"

enum {
    HANDOVER_LOOK = 20000,      /* microseconds between two looks for a promotion */
    HANDOVER_AGAIN = 500000,    /* microseconds between two tries */
    HANDOVER_BEHIND = 20000,    /* events: what comes in a second, which is how old a report may be */
    HANDOVER_GIVE_UP = 20000000 /* microseconds */
};

/* A relay before this one may have stood by, or been stepping down, when it ended. */
void
handover_begin(struct handover *h, struct env *env, const struct config *config)
{
    *h = (struct handover){.env = env, .config = config};
    if (cluster_role(env) != CLUSTER_ALONE)
        cluster_stand_by(env, false);
}

/* False when it is not time yet. */
static bool
handover_look(struct handover *h)
{
    struct promotion seen = {.name = ""};
    if (!monotonic_due(&h->looked, HANDOVER_LOOK))
        return false;
    const enum fault fault = promotion_get(env_read(h->env), &seen);
    if (fault != FAULT_NONE && fault != FAULT_MISSING)
        return false;
    if (seen.asked != h->promotion.asked)
        h->since = monotonic_now();
    h->promotion = seen;
    return true;
}

static bool
handover_is_here(const struct handover *h)
{
    return strcmp(h->promotion.name, h->config->cluster_name) == 0;
}

static void
handover_stand_by(struct handover *h, bool stands_by)
{
    if (h->stands_by != stands_by)
        cluster_stand_by(h->env, stands_by);
    h->stands_by = stands_by;
}

void
handover_follow(struct handover *h, struct shipper *shipper)
{
    if (!handover_look(h))
        return;
    handover_stand_by(h, handover_is_here(h) && monotonic_now() - h->since < HANDOVER_GIVE_UP);
    if (h->stands_by && !h->promotion.ready && monotonic_due(&h->tried, HANDOVER_AGAIN))
        shipper_stand_by(shipper);
}

static void
handover_end(struct handover *h)
{
    const bool done = handover_is_here(h);
    if (!monotonic_due(&h->ended, HANDOVER_AGAIN) || promotion_remove(h->env) != FAULT_NONE)
        return;
    handover_stand_by(h, false);
    if (done)
        log_info("this host was promoted");
    else
        log_warn("%s did not become the master: it is not tried again", h->promotion.name);
    h->promotion = (struct promotion){.name = ""};
}

/* Is the host there that is to become the master, and has it most of the log? It would not be elected. */
static bool
handover_reaches(const struct handover *h)
{
    struct host host, own;
    if (host_get(env_read(h->env), h->promotion.name, &host) != FAULT_NONE ||
        !cluster_reaches(h->env, host.address))
        return false;
    own_host_look(env_read(h->env), h->config, &own);
    return host.events + HANDOVER_BEHIND >= own.events;
}

/* What this host does as the master ends before handover_run, so not for a host that is gone. */
bool
handover_is_due(struct handover *h)
{
    if (h->config->cluster_name[0] == '\0' || !handover_look(h) || h->promotion.name[0] == '\0')
        return false;
    if (handover_is_here(h) || monotonic_now() - h->since > HANDOVER_GIVE_UP)
        handover_end(h);
    return h->promotion.ready && !handover_is_here(h) && monotonic_due(&h->tried, HANDOVER_AGAIN) &&
           handover_reaches(h);
}

void
handover_run(struct handover *h, struct fence *fence)
{
    if (!handover_reaches(h) || !fence_renew(fence))
        return;
    log_info("steps down, so that %s becomes the master", h->promotion.name);
    if (cluster_step_down(h->env) != FAULT_NONE)
        log_warn("no host has become the master yet");
}
