/*
 * follow.c: curt-relay in a cluster: joining it, being a replica, and becoming one.
 *
 * SPDX-License-Identifier: ISC
 */
#include "relay.h"

#include <unistd.h>

#include "backup/host_copy.h"
#include "base/log.h"
#include "db/cluster.h"
#include "db/cluster_handover.h"
#include "db/cluster_removal.h"

enum { FOLLOW_JOIN = 200000 /* microseconds between two looks for the tables */ };

/* What is left to do for a host that was removed from its cluster. */
void
follow_rest(void)
{
    log_warn("this host was removed from the cluster: it counts nothing and sends nothing any more; stop "
             "curt here, see curt-cluster(7)");
    alarm(0);
    while (!relay_ending)
        usleep(FOLLOW_JOIN);
}

/*
 * Replication first: what it brings may make the tables. Not while the disk is full: a replica that cannot
 * write down what it gets ends all its programs. False when the end came first.
 */
bool
follow_join(struct relay *r)
{
    r->joined = env_has_space(r->env);
    if (cluster_is_removed(r->env))
        follow_rest();
    else if (r->joined && cluster_join(r->env) != FAULT_NONE)
        log_fatal("cannot join the cluster");
    while (!relay_ending && env_open_late(r->env, TABLE_ALL) != FAULT_NONE)
        usleep(FOLLOW_JOIN);
    return !relay_ending;
}

/* A replica takes part while there is room. Berkeley DB can neither begin nor end that in an open store. */
static bool
follow_may(struct relay *r)
{
    if (cluster_is_removed(r->env))
        return false;
    if (r->joined == env_has_space(r->env))
        return true;
    r->hands_over = r->joined && cluster_role(r->env) == CLUSTER_MASTER;
    if (r->hands_over)
        return false;
    log_warn(r->joined ? "the disk is nearly full: replication ends; links open, as they are by now"
                       : "there is room on the disk: replication begins again");
    relay_ending = 1;
    return false;
}

/* As a replica: its clicks go to the master, until this host becomes that. */
void
follow(struct relay *r)
{
    bool more, is_replica = false;
    intake_set_host(r->intake, r->config.cluster_name, true);
    do {
        alarm(RELAY_WATCHDOG);
        if (!is_replica && (is_replica = cluster_role(r->env) == CLUSTER_REPLICA))
            host_copy_end_all(r->config.store_home);
        handover_follow(&r->handover, r->shipper);
        more = shipper_run(r->shipper);
        house_keep(r);
        if (!more)
            usleep(RELAY_REST * 1000);
    } while (!relay_ending && follow_may(r) && !cluster_can_write(r->env) && (more || !r->once));
    alarm(0);
}

/* Another host becomes the master, if it can: the one that is promoted, or any, since there is no room here.
 */
void
follow_hand_over(struct relay *r)
{
    alarm(RELAY_WATCHDOG);
    if (env_has_space(r->env)) {
        handover_run(&r->handover, &r->fence);
    } else {
        log_warn("the disk is nearly full: another host shall be the master");
        if (cluster_step_down(r->env) != FAULT_NONE)
            log_warn("no host has become the master yet");
    }
    alarm(0);
    r->hands_over = false;
}
