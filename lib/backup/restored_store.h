/*
 * restored_store.h: what is done to a store that was restored before anybody uses it: nothing may be sent
 * that may have been sent since the backup, and what happened after the moment goes.
 */
#ifndef CURT_BACKUP_RESTORED_STORE_H
#define CURT_BACKUP_RESTORED_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/config.h"
#include "base/fault.h"
#include "db/env.h"

struct restored_store {
    uint64_t links, messages; /* that it has */
    uint64_t events;          /* the number of the newest */
    uint64_t held;            /* messages that waited or were under way, now unknown */
    uint64_t paused;          /* campaigns that ran */
};

/* moment 0: all that the backup has; send_queued: messages wait on, and campaigns run on. Faults are logged.
 */
enum fault restored_store_prepare(
    const struct config *, int64_t moment, bool send_queued, struct restored_store *out);

/* The same for a store that is open, and stays as it is otherwise. Can be run again. */
enum fault restored_store_settle(struct env *, bool send_queued, struct restored_store *out);

#endif
