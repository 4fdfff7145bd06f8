/*
 * spool_status.h: what waits in the spool (spool.h) to be taken into the log.
 */
#ifndef CURT_EVENT_SPOOL_STATUS_H
#define CURT_EVENT_SPOOL_STATUS_H

#include <stdint.h>

#include "db/env.h"

struct spool_status {
    uint64_t waiting;                 /* bytes of clicks that are not in the log */
    int64_t age;                      /* of the oldest of them, in microseconds; 0: there are none */
    uint64_t bytes;                   /* that clicks in the spool take on the disk */
    uint64_t dropped, dropped_missed; /* what never came into it (spool_drops.h) */
};

/* Of the spool in the store's directory home. FAULT_SYSTEM (logged) when it cannot be read. */
enum fault spool_status_get(struct env *, const char *home, int64_t now, struct spool_status *out);

#endif
