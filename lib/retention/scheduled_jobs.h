/*
 * scheduled_jobs.h: does what the schedule (db/schedule.h) holds for now: a job a kind of entry. Dead letters
 * that are due are not among them: bus/retry.h delivers those.
 *
 * A job is done in one transaction with the removal of its entry. An entry is only a reminder: a job checks
 * whether it still applies, and what is missing is no fault.
 */
#ifndef CURT_RETENTION_SCHEDULED_JOBS_H
#define CURT_RETENTION_SCHEDULED_JOBS_H

#include "retention/retention.h"

struct scheduled_jobs_count {
    uint64_t links_expired, links_deleted, deleted_links, link_stats, event_ids, messages;
};

/* Stops early, without a fault, when the program is interrupted. */
enum fault scheduled_jobs_run(const struct retention *, struct scheduled_jobs_count *);

#endif
