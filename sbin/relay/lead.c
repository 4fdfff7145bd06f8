/*
 * lead.c: curt-relay as the master of a cluster, or alone: counts, delivers and sends.
 *
 * SPDX-License-Identifier: ISC
 */
#include "relay.h"

#include <unistd.h>

#include "base/log.h"
#include "base/monotonic.h"
#include "link/code_case.h"
#include "stats/click_rank_begin.h"

enum { LEAD_YIELD = 2000000 /* microseconds that a master holds out with a full disk */ };

/* Takes in the next events; true when there are more. */
static bool
lead_count(struct relay *r)
{
    uint64_t taken;
    enum fault fault = aggregator_run(r->aggregator, r->env, r->intake, &taken);
    if (fault == FAULT_REFUSED) /* `curt forget` was quicker with these */
        fault = FAULT_AGAIN;
    const bool went = relay_went(fault, "count events");
    r->taken += taken;
    if (taken > 0 && r->verbose)
        log_info("%llu events taken in", (unsigned long long)taken);
    return !went || aggregator_is_behind(r->aggregator) || (r->once && taken > 0);
}

/* Delivers; waits a little for something to happen when `patient`. True when there is more to do. */
static bool
lead_deliver(struct relay *r, bool patient)
{
    if (relay_reopening)
        dispatcher_reopen(r->deliver);
    relay_reopening = 0;
    enum fault fault = dispatcher_run(r->deliver, patient ? RELAY_REST : 0);
    return !relay_went(fault, "deliver events") || !dispatcher_is_idle(r->deliver);
}

/* Hands messages to the carrier. True when there is more to do. */
static bool
lead_dispatch(struct relay *r, bool patient)
{
    enum fault fault = sender_run(r->sender, patient ? RELAY_REST : 0);
    return !relay_went(fault, "hand messages to the carrier") || !sender_is_idle(r->sender);
}

/* What is under way to the carrier and to targets ends while nothing is begun. */
static void
lead_drain(struct relay *r)
{
    if (r->sender != NULL)
        relay_went(sender_drain(r->sender, 0), "write down what the carrier said");
    if (r->deliver != NULL)
        relay_went(dispatcher_drain(r->deliver, 0), "write down what was delivered");
}

/* Until the end, or until this host may no longer write: then what is held in memory is dropped. */
static bool
lead_goes_on(struct relay *r)
{
    r->hands_over = r->hands_over || handover_is_due(&r->handover);
    return !relay_ending && !r->hands_over && fence_holds(&r->fence);
}

/*
 * While the disk has too little space, nothing is begun: what is in the spool is taken in, from the reserve,
 * which makes the spool smaller. In a cluster, another host becomes the master soon.
 */
static void
lead_hold(struct relay *r)
{
    const int64_t begun = monotonic_now();
    while (lead_goes_on(r) && !env_has_space(r->env)) {
        r->hands_over = r->shipper != NULL && monotonic_now() - begun > LEAD_YIELD;
        const uint64_t before = r->taken;
        alarm(RELAY_WATCHDOG);
        lead_count(r);
        lead_drain(r);
        house_keep(r);
        if (r->taken == before)
            usleep(RELAY_FLUSH);
    }
}

/* Few events at a time would cost more than many, which share rows: so there is a pause between two reads. */
static void
lead_run(struct relay *r)
{
    bool more = true, under_way = true, sending = true;
    while (lead_goes_on(r)) {
        alarm(RELAY_WATCHDOG); /* a hang becomes a death, and the service manager starts another */
        if (!r->once)
            lead_hold(r);
        if (more || monotonic_due(&r->counted, r->config.relay_poll * 1000))
            more = lead_count(r);
        sending = lead_dispatch(r, !more);
        under_way = lead_deliver(r, !more && !sending);
        house_keep(r);
        if (r->once && ((!more && !under_way && !sending) || !env_has_space(r->env)))
            break;
    }
    alarm(0);
    if (r->once)
        log_info("%llu events taken in", (unsigned long long)r->taken);
}

/* False: not now, as when a new master's commits are not acknowledged yet. */
static bool
lead_begin(struct relay *r)
{
    code_case_begin(r->env, &r->config, true);
    if (!relay_went(click_rank_begin(r->env), "rank the links"))
        return false;
    r->sender = sender_create(&r->config, r->env);
    if (r->sender == NULL)
        return false;
    r->deliver = dispatcher_create(&r->config, r->env);
    return true;
}

/* The rest needs space from its first moment. */
static void
lead_work(struct relay *r)
{
    if (!lead_begin(r))
        return;
    lead_run(r);
    if (fence_holds(&r->fence) && sender_finish(r->sender) != FAULT_NONE)
        log_warn("could not record the carrier's last answers; those messages are unknown");
    sender_free(r->sender);
    if (fence_holds(&r->fence) && dispatcher_finish(r->deliver) != FAULT_NONE)
        log_warn("could not record the last deliveries; they will be delivered again");
    dispatcher_free(r->deliver);
    r->sender = NULL;
    r->deliver = NULL;
}

/* As the master, or alone. */
void
lead(struct relay *r)
{
    r->leads = true;
    r->salted = 0;
    if (r->shipper != NULL)
        intake_set_host(r->intake, r->config.cluster_name, false);
    if (!r->once)
        lead_hold(r);
    if (lead_goes_on(r) && env_has_space(r->env))
        lead_work(r);
    r->leads = false;
}
