/*
 * message_expiry.h: messages and recipients of ended campaigns are deleted once they were kept for
 * [retention] messages.
 *
 * Both are scheduled jobs (scheduled_jobs.h). If the retention has been made longer since, the job is
 * scheduled again.
 */
#ifndef CURT_RETENTION_MESSAGE_EXPIRY_H
#define CURT_RETENTION_MESSAGE_EXPIRY_H

#include "db/schedule.h"
#include "retention/retention.h"

/* Deletes a message and its dead letter. Its links stay as long as they live. */
enum fault message_delete_expired(
    struct txn *, const struct retention *, const struct schedule_entry *, uint64_t *count);

/* Deletes the recipients of a campaign that has ended: as many as one transaction can, and schedules itself
 * for the rest. They are not counted. */
enum fault recipients_delete_expired(
    struct txn *, const struct retention *, const struct schedule_entry *, uint64_t *count);

#endif
