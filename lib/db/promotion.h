/*
 * promotion.h: that a host of the cluster shall become the master, in the store, where the curt-relay of each
 * host sees it (sbin/relay/handover.h). There is one at a time.
 */
#ifndef CURT_DB_PROMOTION_H
#define CURT_DB_PROMOTION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "db/env.h"
#include "db/host.h"

struct promotion {
    char name[HOST_NAME_SIZE]; /* of the host */
    int64_t asked;             /* when (timestamp.h) */
    bool ready;                /* the host stands by: it is to win the next election */
};

/* FAULT_MISSING: no host shall. */
enum fault promotion_get(struct txn *, struct promotion *out);
enum fault promotion_put(struct txn *, const struct promotion *);

/* In a transaction of its own. No error when there is none. */
enum fault promotion_remove(struct env *);

/* The host of this name stands by. FAULT_MISSING: it need not. */
enum fault promotion_set_ready(struct txn *, const char *name);

#endif
