/*
 * link_expiry.h: the end of a link: link.expired is published, the link is deleted after its grace, and its
 * statistics after that.
 *
 * link_expire and link_delete_expired are scheduled jobs (scheduled_jobs.h).
 */
#ifndef CURT_RETENTION_LINK_EXPIRY_H
#define CURT_RETENTION_LINK_EXPIRY_H

#include "db/schedule.h"
#include "retention/retention.h"

/* Publishes link.expired and schedules the deletion. Nothing is done for a link that has gone, or that
 * expires at another time by now: that has an entry of its own. */
enum fault link_expire(
    struct txn *, const struct retention *, const struct schedule_entry *, uint64_t *count);

/* Deletes a link whose grace is over, or schedules that again if the grace has been made longer. */
enum fault link_delete_expired(
    struct txn *, const struct retention *, const struct schedule_entry *, uint64_t *count);

/* Deletes the statistics of a deleted link, in several transactions, and then the entry. They stay until
 * every click of the link is counted. */
enum fault link_stats_delete(const struct retention *, struct schedule_entry *, uint64_t *count);

#endif
