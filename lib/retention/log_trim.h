/*
 * log_trim.h: trims the event log: deletes events that are older than [retention] events, and the oldest of a
 * log that is larger than it may be.
 *
 * An event stays until every consumer has read it: the built-in statistics, enabled targets, replays that
 * run.
 */
#ifndef CURT_RETENTION_LOG_TRIM_H
#define CURT_RETENTION_LOG_TRIM_H

#include "retention/retention.h"

/* Adds the events that were deleted to *count. Stops early, without a fault, when the program is interrupted.
 */
enum fault log_trim_run(const struct retention *, uint64_t *count);

#endif
