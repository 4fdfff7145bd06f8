/*
 * campaign_end.c: a campaign that is done, and clearing one that was cancelled.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sender/campaign_end.h"

#include <string.h>

#include "base/timestamp.h"
#include "campaign/recipient.h"
#include "db/schedule.h"
#include "message/message.h"
#include "message/message_state.h"
#include "message/outbox.h"
#include "sender/send_attempt.h"

enum { CAMPAIGN_CLEARS = 200 /* messages or recipients, a transaction */ };

struct campaign_ending {
    const struct config *config;
    const char *name;
    int64_t now;
    struct campaign *campaign;
};

static enum fault
campaign_end_body(struct txn *txn, void *arg)
{
    const struct campaign_ending *e = arg;
    struct campaign *campaign = e->campaign;
    enum fault fault = campaign_get_for_update(txn, e->name, campaign);
    if (fault != FAULT_NONE)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    if (campaign->state == CAMPAIGN_RUNNING && campaign->taken == campaign->recipients)
        campaign->state = CAMPAIGN_DONE;
    else if (campaign->state != CAMPAIGN_CANCELLED)
        return FAULT_NONE;
    campaign->ended = e->now;
    fault = schedule_add(txn, e->now + e->config->keep_messages * TIMESTAMP_SECOND,
        SCHEDULE_DELETE_RECIPIENTS, campaign->name, strlen(campaign->name));
    return fault == FAULT_NONE ? campaign_put(txn, campaign) : fault;
}

enum fault
campaign_end(
    struct env *env, const struct config *config, const char *name, int64_t now, struct campaign *space)
{
    struct campaign_ending ending = {.config = config, .name = name, .now = now, .campaign = space};
    return env_txn(env, ENV_SYNC, campaign_end_body, &ending);
}

struct campaign_clearing {
    uint64_t id;
    int64_t now;
    unsigned count;
};

/* Takes a message out of the outbox; it has failed, unless it was sent already. */
static enum fault
campaign_clear_message(struct txn *txn, const struct outbox *waits, int64_t now)
{
    struct message message;
    enum fault fault = outbox_remove(txn, waits);
    if (fault == FAULT_NONE)
        fault = message_get_for_update(txn, waits->id, &message);
    if (fault == FAULT_NONE && message.status == MESSAGE_REQUESTED)
        fault = send_attempt_fail(txn, &message, MESSAGE_STATE_CANCELLED, "its campaign was cancelled", now);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

static enum fault
campaign_clear_body(struct txn *txn, void *arg)
{
    struct campaign_clearing *c = arg;
    struct outbox waits;
    enum fault fault = recipient_remove_some(txn, c->id, CAMPAIGN_CLEARS, &c->count);
    while (fault == FAULT_NONE && c->count < CAMPAIGN_CLEARS &&
           (fault = outbox_next(txn, c->id, NULL, INT64_MAX, &waits)) == FAULT_NONE) {
        c->count++;
        fault = campaign_clear_message(txn, &waits, c->now);
    }
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

enum fault
campaign_clear(struct env *env, uint64_t id, int64_t now, unsigned *count)
{
    struct campaign_clearing clearing = {.id = id, .now = now};
    enum fault fault = env_txn(env, ENV_SYNC, campaign_clear_body, &clearing);
    *count = clearing.count;
    return fault;
}
