/*
 * cluster_handover.h: the master of a cluster becomes a replica, so that a certain other host becomes the
 * master: nothing that was acknowledged is lost, and nothing is taken back.
 *
 * Who has most of the log wins an election; among equals, who has the highest priority. So the other host
 * stands by, the master steps down between two transactions, and before it has a master elected, what was on
 * its way to the others has time to arrive. That all of them shall acknowledge for a while what is written is
 * no way to be sure of that: findings/libdb-ack-policy.sh.
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

/*
 * On the master, outside any transaction: waits for those of other programs to end, becomes a replica, has a
 * master elected, and waits until there is one, this host again perhaps. FAULT_AGAIN: there is none yet.
 */
enum fault cluster_step_down(struct env *);

#endif
