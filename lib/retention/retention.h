/*
 * retention.h: what every part of a sweep works with: purge.h, log_trim.h and scheduled_jobs.h. The caller
 * fills it in and owns what it points to.
 */
#ifndef CURT_RETENTION_RETENTION_H
#define CURT_RETENTION_RETENTION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/config.h"
#include "db/env.h"
#include "event/checkpoint.h"

struct retention {
    const struct config *config;
    struct env *env;
    int64_t now;
    struct checkpoint counted; /* how far the built-in statistics have read the event log */
    bool dry_run;              /* only count what would be done */
    void (*watchdog)(void);    /* NULL, or called before each transaction */
};

/* Restarts the caller's watchdog: a bounded piece of work begins. */
static inline void
retention_begin_step(const struct retention *r)
{
    if (r->watchdog != NULL)
        r->watchdog();
}

#endif
