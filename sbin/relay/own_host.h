/*
 * own_host.h: what this host says of itself to the others of its cluster (db/host.h).
 */
#ifndef CURT_RELAY_OWN_HOST_H
#define CURT_RELAY_OWN_HOST_H

#include "base/config.h"
#include "db/env.h"
#include "db/host.h"

/* All but when it was seen, and its spool. */
void own_host_look(struct txn *, const struct config *, struct host *out);

#endif
