/*
 * campaign_end.h: how a campaign ends: it is done when the last of its messages has left the outbox, and a
 * cancelled one when everything that it has not sent is cleared.
 */
#ifndef CURT_SENDER_CAMPAIGN_END_H
#define CURT_SENDER_CAMPAIGN_END_H

#include "base/config.h"
#include "campaign/campaign.h"

/* Writes that the campaign has ended, if it has no recipients left or was cancelled, and schedules the
 * deletion of its recipients. space is for the campaign. */
enum fault campaign_end(
    struct env *, const struct config *, const char *name, int64_t now, struct campaign *space);

/* Clears some recipients and waiting messages of a cancelled campaign, in one transaction: *count is how
 * many, 0 when none are left. The messages have failed. */
enum fault campaign_clear(struct env *, uint64_t id, int64_t now, unsigned *count);

#endif
