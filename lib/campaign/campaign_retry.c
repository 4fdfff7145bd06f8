/*
 * campaign_retry.c: puts failed messages of a campaign back into its queue.
 *
 * SPDX-License-Identifier: ISC
 */
#include "campaign/campaign_retry.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/timestamp.h"
#include "message/message_index.h"
#include "message/message_state.h"
#include "message/resend.h"
#include "message/suppression.h"

enum {
    CAMPAIGN_RETRY_BATCH = 100,       /* messages a transaction */
    CAMPAIGN_RETRY_LOOKS = 1000,      /* messages that one looks at to find them */
    CAMPAIGN_RETRY_LOOKS_MAX = 100000 /* messages that a call with a bound looks at */
};

struct campaign_retry_work {
    struct campaign_retry *retry;
    struct input_error *error;
    struct message_list list, next; /* where a batch begins, and where it ends */
    uint8_t ids[CAMPAIGN_RETRY_BATCH][UUID_BYTES];
    unsigned limit; /* of the batch: retry->most is never exceeded */
    unsigned looked, found, done;
    bool ended;  /* there are no more */
    uint64_t id; /* of the campaign; 0: not known yet */
};

/* What was cancelled stays so. */
static bool
campaign_retry_may(const struct message *message)
{
    return message->status == MESSAGE_FAILED && strcmp(message->error, MESSAGE_STATE_CANCELLED) != 0;
}

/* Collects those that failed, of this campaign and not of an earlier one with its name. */
static bool
campaign_retry_collect(const struct message *message, void *arg)
{
    struct campaign_retry_work *work = arg;
    if (work->found == work->limit || work->looked == CAMPAIGN_RETRY_LOOKS)
        return false;
    work->looked++;
    if (campaign_retry_may(message) && message->queue == work->id)
        memcpy(work->ids[work->found++], message->id, UUID_BYTES);
    return true;
}

static enum fault
campaign_retry_collect_body(struct txn *txn, void *arg)
{
    struct campaign_retry_work *work = arg;
    work->next = work->list;
    work->looked = work->found = 0;
    enum fault fault = message_list_visit(txn, &work->next, campaign_retry_collect, work);
    work->ended = fault == FAULT_NONE;
    return fault == FAULT_FULL ? FAULT_NONE : fault;
}

static enum fault
campaign_retry_one(
    struct txn *txn, const struct campaign_retry_work *work, const uint8_t *id, unsigned *count)
{
    struct message before, after;
    struct suppression suppression;
    enum fault fault = message_get_for_update(txn, id, &before);
    if (fault != FAULT_NONE || !campaign_retry_may(&before))
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    fault = suppression_get(txn, before.to, &suppression);
    if (fault != FAULT_MISSING)
        return fault;
    after = before;
    after.status = MESSAGE_REQUESTED;
    after.attempts = 0;
    after.ended = 0;
    fault = message_requeue(txn, &before, &after, work->id, timestamp_now());
    *count += fault == FAULT_NONE;
    return fault;
}

/* Is it this campaign, and one whose messages may be sent? Then it runs. */
static enum fault
campaign_retry_open(struct txn *txn, struct campaign_retry_work *work)
{
    struct campaign *campaign = work->retry->campaign;
    enum fault fault = campaign_get_for_update(txn, work->retry->name, campaign);
    if (fault != FAULT_NONE)
        return fault;
    if ((work->retry->owner != 0 && campaign->owner != work->retry->owner) ||
        (work->id != 0 && campaign->id != work->id))
        return FAULT_MISSING;
    if (campaign->state == CAMPAIGN_DRAFT || campaign->state == CAMPAIGN_CANCELLED) {
        input_error_set(work->error, ERROR_WRONG_STATE, "", NULL,
            "the campaign is %s: that cannot be done with it now.", campaign_state_name(campaign->state));
        return FAULT_REFUSED;
    }
    work->id = campaign->id;
    return FAULT_NONE;
}

static enum fault
campaign_retry_body(struct txn *txn, void *arg)
{
    struct campaign_retry_work *work = arg;
    struct campaign *campaign = work->retry->campaign;
    work->done = 0;
    enum fault fault = campaign_retry_open(txn, work);
    for (unsigned i = 0; i < work->found && fault == FAULT_NONE; i++)
        fault = campaign_retry_one(txn, work, work->ids[i], &work->done);
    if (fault != FAULT_NONE || work->done == 0 || campaign->state != CAMPAIGN_DONE)
        return fault;
    campaign->state = CAMPAIGN_RUNNING;
    campaign->ended = 0;
    return campaign_put(txn, campaign);
}

/* The next messages, at most a batch of them. */
static enum fault
campaign_retry_batch(struct env *env, struct campaign_retry_work *work)
{
    static const uint8_t nil[UUID_BYTES];
    struct campaign_retry *retry = work->retry;
    const uint64_t left = retry->most == 0 ? CAMPAIGN_RETRY_BATCH : retry->most - retry->count;
    work->limit = left < CAMPAIGN_RETRY_BATCH ? (unsigned)left : CAMPAIGN_RETRY_BATCH;
    enum fault fault = env_txn(env, ENV_READ, campaign_retry_collect_body, work);
    if (fault == FAULT_NONE)
        fault = env_txn(env, ENV_WRITE, campaign_retry_body, work);
    if (fault != FAULT_NONE)
        return fault;
    work->list = work->next;
    retry->count += work->done;
    retry->looked += work->looked;
    memcpy(retry->after, work->ended ? nil : work->list.after, UUID_BYTES);
    return FAULT_NONE;
}

enum fault
campaign_retry_run(struct env *env, struct campaign_retry *retry, struct input_error *error)
{
    struct campaign_retry_work *work = xcalloc(1, sizeof *work);
    work->retry = retry;
    work->error = error;
    work->list = (struct message_list){.group = MESSAGE_GROUP_CAMPAIGN, .name = retry->name};
    memcpy(work->list.after, retry->after, UUID_BYTES);
    retry->count = retry->looked = 0;
    enum fault fault = env_txn(env, ENV_WRITE, campaign_retry_body, work); /* may it, and which one is it? */
    while (fault == FAULT_NONE && !work->ended &&
           (retry->most == 0 || (retry->count < retry->most && retry->looked < CAMPAIGN_RETRY_LOOKS_MAX)))
        fault = campaign_retry_batch(env, work);
    const enum fault flushed = env_flush(env);
    fault = fault == FAULT_NONE ? flushed : fault;
    free(work);
    return fault;
}
