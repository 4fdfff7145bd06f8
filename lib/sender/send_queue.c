/*
 * send_queue.c: a queue for each running campaign, and whether it may send now.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sender/send_queue.h"

#include <string.h>

#include "base/log.h"
#include "base/timestamp.h"
#include "campaign/campaign_lifecycle.h"
#include "campaign/send_window.h"

enum { SEND_QUEUES_REFRESH = 300000 /* microseconds: how late a change of a campaign is noticed */ };

void
send_queue_update(struct send_queue *queue, const struct campaign *campaign)
{
    queue->cancelled = campaign->state == CAMPAIGN_CANCELLED;
    queue->left = campaign->recipients - campaign->taken;
    rate_limiter_set(&queue->limiter, campaign->rate, 1, 0);
    if (strcmp(queue->hours, campaign->hours) != 0) {
        strcpy(queue->hours, campaign->hours);
        queue->hours_invalid = false;
        queue->look_again = 0;
    }
}

/* Is the time within the hours? Reads the time zone from disk. */
static bool
send_queue_look(struct send_queue *queue, int64_t now)
{
    struct week_hours window;
    const char *why = "its time zone does not exist";
    int64_t next = 0;
    if (week_hours_parse(queue->hours, &window, &why) == FAULT_NONE)
        next = send_window_next(&window, now);
    const bool invalid = next == 0;
    if (invalid && !queue->hours_invalid)
        log_error("campaign %s does not send: its hours \"%s\" cannot be used: %s", queue->campaign,
            queue->hours, why);
    if (!invalid && queue->hours_invalid)
        log_info("campaign %s can use its hours again", queue->campaign);
    queue->hours_invalid = invalid;
    return !invalid && next <= now;
}

bool
send_queue_may_send(struct send_queue *queue, int64_t now)
{
    const int64_t minute = 60 * TIMESTAMP_SECOND;
    if (queue->cancelled)
        return false;
    if (queue->hours[0] == '\0')
        return true;
    if (now < queue->looked || now >= queue->look_again) { /* before: the clock was set back */
        queue->within_hours = send_queue_look(queue, now);
        queue->looked = now;
        queue->look_again = now - now % minute + minute;
    }
    return queue->within_hours;
}

void
send_queues_begin(struct send_queues *all)
{
    all->queues[0] = (struct send_queue){.id = 0};
    all->count = 1;
    all->refreshed = 0;
}

static struct send_queue *
send_queues_find(struct send_queues *all, const struct campaign *campaign)
{
    for (size_t i = 0; i < all->count; i++)
        if (all->queues[i].id == campaign->id)
            return &all->queues[i];
    return NULL;
}

/* The campaign's new queue, of all of it; NULL when there are too many: it has its turn when another has
 * ended. */
static struct send_queue *
send_queues_add(struct send_queues *all, const struct campaign *campaign)
{
    if (all->count == sizeof all->queues / sizeof *all->queues)
        return NULL;
    struct send_queue *queue = &all->queues[all->count++];
    *queue = (struct send_queue){.id = campaign->id};
    strcpy(queue->campaign, campaign->name);
    strcpy(queue->quiet, campaign->quiet);
    return queue;
}

/* FAULT_MISSING: the campaign has gone meanwhile. */
static enum fault
send_queues_keep(struct send_queues *all, struct env *env, struct campaign *campaign)
{
    const bool cancelled = campaign->state == CAMPAIGN_CANCELLED && campaign->ended == 0;
    enum fault fault = FAULT_NONE;
    if (campaign->state != CAMPAIGN_RUNNING && !cancelled)
        return FAULT_NONE;
    struct send_queue *queue = send_queues_find(all, campaign);
    if (queue == NULL) {
        fault = campaign_get(env_read(env), campaign->name, campaign);
        queue = fault == FAULT_NONE ? send_queues_add(all, campaign) : NULL;
    }
    if (queue == NULL)
        return fault;
    queue->seen = true;
    send_queue_update(queue, campaign);
    return FAULT_NONE;
}

enum fault
send_queues_refresh(struct send_queues *all, struct env *env, int64_t now, struct campaign *space)
{
    enum fault fault;
    if (now - all->refreshed < SEND_QUEUES_REFRESH && now >= all->refreshed)
        return FAULT_NONE;
    all->refreshed = now;
    for (size_t i = 1; i < all->count; i++)
        all->queues[i].seen = false;
    space->name[0] = '\0';
    while ((fault = campaign_next_summary(env_read(env), space->name, space)) == FAULT_NONE) {
        if (space->state == CAMPAIGN_SCHEDULED)
            fault = campaign_begin_scheduled(env, now, space);
        if (fault == FAULT_NONE)
            fault = send_queues_keep(all, env, space);
        if (fault != FAULT_NONE && fault != FAULT_REFUSED && fault != FAULT_MISSING)
            return fault;
    }
    for (size_t i = 1; i < all->count;)
        if (all->queues[i].seen)
            i++;
        else
            all->queues[i] = all->queues[--all->count];
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}
