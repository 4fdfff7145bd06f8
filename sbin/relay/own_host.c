/*
 * own_host.c: name, address, and how far this host's copy of the log goes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "own_host.h"

#include "event/checkpoint.h"
#include "event/event_log.h"

void
own_host_look(struct txn *txn, const struct config *config, struct host *out)
{
    struct checkpoint counted;
    uint64_t first;
    host_set_name(out, config->cluster_name);
    host_set_address(out, config->cluster_address);
    if (checkpoint_get(txn, CHECKPOINT_AGGREGATOR, &counted) != FAULT_NONE ||
        event_log_range(env_of(txn), counted.number, &first, &out->events) != FAULT_NONE)
        out->events = 0;
}
