/*
 * cluster_handover.h: the master of a cluster becomes a replica, so that a certain other host becomes the
 * master: nothing that was acknowledged is lost, and nothing is taken back.
 *
 * Who has most of the log wins an election; among equals, who has the highest priority. So the other host
 * stands by, the master writes only what all hosts acknowledge that it reaches, and then steps down, between
 * two transactions, with an election.
 *
 * For curt-relay, which alone holds elections.
 */
#ifndef CURT_DB_CLUSTER_HANDOVER_H
#define CURT_DB_CLUSTER_HANDOVER_H

#include <stdbool.h>

#include "base/fault.h"

struct env;

/* Is this process connected to the host at this address? */
bool cluster_reaches(struct env *, const char *address);

/* Shall this host win an election among those that have as much of the log? */
void cluster_stand_by(struct env *, bool);

/* On the master: does a commit of any program here need all hosts that are reached, or a majority of all? */
void cluster_ask_all(struct env *, bool);

/*
 * On the master, outside any transaction: waits for those of other programs to end, becomes a replica, has a
 * master elected, and waits until there is one, this host again perhaps. FAULT_AGAIN: there is none yet.
 */
enum fault cluster_step_down(struct env *);

#endif
