/*
 * cluster_removal.h: a host leaves its cluster for good. It learns of it, now or when it is back, notes it in
 * its store's directory, and does not join again.
 */
#ifndef CURT_DB_CLUSTER_REMOVAL_H
#define CURT_DB_CLUSTER_REMOVAL_H

#include <stdbool.h>

#include "base/fault.h"

struct env;

/* Is the host at this address in the cluster? */
bool cluster_has_host(struct env *, const char *address);

/* Is a majority of the hosts connected to this process, once the one at this address has left? Gives a
 * process that has begun just now the time to connect. */
bool cluster_can_spare(struct env *, const char *address);

/*
 * On the master, outside any transaction: takes the host out. What it has in its spool is not asked for, nor
 * are its rows (db/host.h) removed. FAULT_AGAIN (logged): it is still there.
 */
enum fault cluster_remove_host(struct env *, const char *address);

/* On a replica that the master and its own copy of the store say was removed: it is no host of the cluster
 * any more. For curt-relay. */
void cluster_leave(struct env *);

/* Was this host removed? Since it opened the store, or before: it looks for a file. */
bool cluster_is_removed(const struct env *);

#endif
