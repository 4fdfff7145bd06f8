/*
 * cluster.h: several hosts that share one store, by Berkeley DB's replication manager ([cluster] of the
 * configuration). One host is the master; the others, replicas, have what is committed there a moment later.
 *
 * Every host can read. Writes go through on the master alone (env_txn is FAULT_AGAIN elsewhere), and when a
 * majority of the hosts has acknowledged them. A commit that was not acknowledged in time is FAULT_AGAIN too:
 * whether it will last is not known.
 *
 * curt-relay of each host joins, listens and applies what comes from the master. A program that writes
 * attends: it sends what it commits to the other hosts by itself. One that only reads does neither.
 *
 * Without [cluster] name, a host is alone: CLUSTER_ALONE, and it can write.
 */
#ifndef CURT_DB_CLUSTER_H
#define CURT_DB_CLUSTER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/config.h"
#include "base/fault.h"
#include "base/ip_address.h"

struct env;

/* In the store's directory: what Berkeley DB must know after a restart, the elections it has had its vote in,
 * and the table of the hosts there are. */
#define CLUSTER_DIRECTORY "cluster"
#define CLUSTER_HOSTS     CLUSTER_DIRECTORY "/__db.rep.system"

enum cluster_role {
    CLUSTER_ALONE,   /* no [cluster] */
    CLUSTER_MASTER,  /* writes go through, if they are acknowledged */
    CLUSTER_REPLICA, /* there is a master, on another host */
    CLUSTER_WAITING, /* for a master: curt-relay has not joined, or there is no majority */
    CLUSTER_REMOVED  /* it was in a cluster (cluster_removal.h) */
};

enum cluster_role cluster_role(struct env *);

/* "alone", "master", "replica", "waiting", "removed". */
const char *cluster_role_name(enum cluster_role);

/* May this host write? As master, or alone. */
bool cluster_can_write(struct env *);

/* Logs why it may not, not more often than each half minute. */
void cluster_tell_refusal(struct env *);

/* The address of the master, when this host is a replica; false when there is none. */
bool cluster_master(struct env *, char out[static IP_ADDRESS_SIZE]);

/* Was the store in this directory ever one of a cluster, or copied from one? */
bool cluster_was_joined(const char *home);

/* Does [cluster] have what joining takes? FAULT_INPUT (logged). */
enum fault cluster_check(const struct config *);

/*
 * For curt-relay, once, on an open environment: listens, and looks for the others. FAULT_AGAIN (logged): not
 * now, as when nobody answers; FAULT_INPUT (logged): the configuration is wrong.
 */
enum fault cluster_join(struct env *);

/* For a program that writes, before it does: connects to the others, on the master. Nothing elsewhere. */
void cluster_attend(struct env *);

/*
 * No majority hears this program, but there are hosts that have joined since it began, which it does not
 * reach; or it opened the store when no majority heard the master, to read alone, and one does now. If
 * curt-relay is heard, the program has to be started again.
 */
bool cluster_is_outgrown(struct env *);

/* How many commits of this process were not acknowledged, since it opened the store. */
uint64_t cluster_unacknowledged(const struct env *);

/* From time to time, at least each 200 ms where something is written: keeps connections without delay. */
void cluster_tend(struct env *);

#endif
