/*
 * send_queue.h: the queues that messages are sent from: queue 0 for messages of no campaign, and one for each
 * campaign that runs, or that was cancelled and is not cleared yet. Its id is the queue's in the outbox.
 *
 * The queues are held in memory, by the caller, and read again from the campaigns now and then.
 */
#ifndef CURT_SENDER_SEND_QUEUE_H
#define CURT_SENDER_SEND_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/rate_limiter.h"
#include "campaign/campaign.h"
#include "message/outbox.h"

struct send_queue {
    uint64_t id;
    char campaign[TABLE_NAME_MAX + 1]; /* "" of queue 0 */
    struct rate_limiter limiter;
    bool cancelled;
    uint64_t left; /* recipients that are not messages yet */

    char hours[CAMPAIGN_SEND_WINDOW_MAX + 1]; /* as campaign.h has them */
    char quiet[QUIET_HOURS_SIZE];             /* as campaign.h has them */
    bool hours_invalid, within_hours;         /* what the last look at the clock gave */
    int64_t looked, look_again;               /* when that was, and until when it holds */
    bool seen;                                /* by the refresh that is going on */

    /* How far a look beyond those whose carriers have no room has come; its queue is 0 and its id nil: it
     * begins where the first look ends. */
    struct outbox looked_at;
};

/* What the campaign's row says now. If its hours changed, the clock is looked at again. */
void send_queue_update(struct send_queue *, const struct campaign *);

/*
 * May the queue send now: is it not cancelled, and is it within the campaign's hours? The answer is kept
 * until the minute ends, since hours begin and end with one: so the time zone is read once a minute, and a
 * change of tzdata is noticed within one. Hours that cannot be used (their time zone has gone) keep the
 * campaign back; that is logged once.
 */
bool send_queue_may_send(struct send_queue *, int64_t now);

struct send_queues {
    struct send_queue queues[CAMPAIGNS_RUNNING_MAX + 1]; /* queue 0 is the first */
    size_t count;
    int64_t refreshed; /* 0: at the next call */
};

/* Only queue 0. */
void send_queues_begin(struct send_queues *);

/* Reads the campaigns again, if the last time was a while ago. space is for one of them. */
enum fault send_queues_refresh(struct send_queues *, struct env *, int64_t now, struct campaign *space);

#endif
