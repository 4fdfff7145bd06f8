/*
 * campaign_lifecycle.c: creates, starts, pauses, resumes, cancels and deletes campaigns.
 *
 * SPDX-License-Identifier: ISC
 */
#include "campaign/campaign_lifecycle.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/timestamp.h"
#include "campaign/recipient.h"

enum { CAMPAIGN_DELETE_BATCH = 500 /* recipients a transaction */ };

/* One thing to be done with a campaign. */
struct campaign_change {
    const char *name, *if_match;
    uint32_t owner;
    enum campaign_action action;
    struct campaign *campaign;
    struct input_error *error;
    unsigned count;
};

enum campaign_action
campaign_action_parse(const char *name)
{
    static const char *const names[CAMPAIGN_ACTIONS] = {"start", "pause", "resume", "cancel"};
    enum campaign_action action = 0;
    while (action < CAMPAIGN_ACTIONS && strcmp(names[action], name) != 0)
        action++;
    return action;
}

struct campaign_creation {
    struct campaign *campaign;
    uint64_t most;
    struct input_error *error;
};

static enum fault
campaign_create_body(struct txn *txn, void *arg)
{
    const struct campaign_creation *creation = arg;
    struct campaign_usage usage = {0};
    enum fault fault = creation->most == 0 ? FAULT_NONE
                                           : campaign_usage_get(txn, creation->campaign->owner, &usage);
    if (fault != FAULT_NONE)
        return fault;
    if (creation->most == 0 || usage.campaigns < creation->most)
        return campaign_add(txn, creation->campaign);
    return input_error_as(FAULT_REFUSED, input_error_set(creation->error, ERROR_QUOTA_EXCEEDED, "", NULL,
                                             "This key has %llu campaigns already: delete one that is over, "
                                             "or have [quotas] campaigns raised.",
                                             (unsigned long long)usage.campaigns));
}

enum fault
campaign_create(
    struct env *env, struct campaign *campaign, uint32_t owner, int64_t most, struct input_error *error)
{
    struct campaign_creation creation = {campaign, (uint64_t)most, error};
    campaign->owner = owner;
    campaign->created = timestamp_now();
    return env_txn(env, ENV_SYNC, campaign_create_body, &creation);
}

/* The state that an action leads to from this one; CAMPAIGN_STATES: none. */
static enum campaign_state
campaign_state_after(enum campaign_state state, enum campaign_action action)
{
    switch (action) {
    case CAMPAIGN_START:
        return state == CAMPAIGN_DRAFT || state == CAMPAIGN_SCHEDULED ? CAMPAIGN_RUNNING : CAMPAIGN_STATES;
    case CAMPAIGN_PAUSE:
        return state == CAMPAIGN_RUNNING || state == CAMPAIGN_SCHEDULED ? CAMPAIGN_PAUSED : CAMPAIGN_STATES;
    case CAMPAIGN_RESUME:
        return state == CAMPAIGN_PAUSED ? CAMPAIGN_RUNNING : CAMPAIGN_STATES;
    case CAMPAIGN_CANCEL:
        return state != CAMPAIGN_CANCELLED && state != CAMPAIGN_DONE ? CAMPAIGN_CANCELLED : CAMPAIGN_STATES;
    default:
        return CAMPAIGN_STATES;
    }
}

static enum fault
campaign_get_owned(struct txn *txn, const struct campaign_change *change)
{
    enum fault fault = campaign_get_for_update(txn, change->name, change->campaign);
    return fault == FAULT_NONE && change->owner != 0 && change->campaign->owner != change->owner
               ? FAULT_MISSING
               : fault;
}

static enum fault
campaign_apply_action_body(struct txn *txn, void *arg)
{
    const struct campaign_change *change = arg;
    struct campaign *campaign = change->campaign;
    enum fault fault = campaign_get_owned(txn, change);
    if (fault != FAULT_NONE)
        return fault;
    enum campaign_state after = campaign_state_after(campaign->state, change->action);
    if (after == CAMPAIGN_STATES) {
        input_error_set(change->error, ERROR_WRONG_STATE, "", NULL,
            "the campaign is %s: that cannot be done with it now.", campaign_state_name(campaign->state));
        return FAULT_REFUSED;
    }
    const int64_t now = timestamp_now();
    /* Started again, it begins at once; one that has begun goes on, whenever it was to begin. */
    if (after == CAMPAIGN_RUNNING && campaign->state != CAMPAIGN_SCHEDULED && campaign->started == 0 &&
        campaign->send_at > now)
        after = CAMPAIGN_SCHEDULED;
    campaign->state = after;
    if (campaign->started == 0 && after == CAMPAIGN_RUNNING)
        campaign->started = now;
    return campaign_put(txn, campaign);
}

enum fault
campaign_apply_action(struct env *env, const char *name, uint32_t owner, enum campaign_action action,
    struct campaign *out, struct input_error *error)
{
    struct campaign_change change = {
        .name = name, .owner = owner, .action = action, .campaign = out, .error = error};
    return env_txn(env, ENV_SYNC, campaign_apply_action_body, &change);
}

struct campaign_timing {
    struct campaign_change change;
    int64_t send_at, now;
};

static enum fault
campaign_move_body(struct txn *txn, void *arg)
{
    const struct campaign_timing *timing = arg;
    struct campaign *campaign = timing->change.campaign;
    enum fault fault = campaign_get_owned(txn, &timing->change);
    if (fault != FAULT_NONE)
        return fault;
    if (campaign->started != 0 || campaign->state == CAMPAIGN_CANCELLED)
        return input_error_as(FAULT_REFUSED, input_error_set(timing->change.error, ERROR_WRONG_STATE, "",
                                                 NULL, "the campaign is %s: it cannot be scheduled any more.",
                                                 campaign_state_name(campaign->state)));
    campaign->send_at = timing->send_at;
    if (campaign->state == CAMPAIGN_SCHEDULED && campaign->send_at == 0) {
        campaign->state = CAMPAIGN_RUNNING;
        campaign->started = timing->now;
    }
    return campaign_put(txn, campaign);
}

enum fault
campaign_move(struct env *env, const char *name, uint32_t owner, int64_t send_at, struct campaign *out,
    struct input_error *error)
{
    struct campaign_timing timing = {
        .change = {.name = name, .owner = owner, .campaign = out, .error = error},
        .send_at = send_at,
        .now = timestamp_now()};
    return env_txn(env, ENV_SYNC, campaign_move_body, &timing);
}

static enum fault
campaign_begin_body(struct txn *txn, void *arg)
{
    const struct campaign_timing *timing = arg;
    struct campaign *campaign = timing->change.campaign;
    enum fault fault = campaign_get_owned(txn, &timing->change);
    if (fault != FAULT_NONE)
        return fault;
    if (campaign->state != CAMPAIGN_SCHEDULED || campaign->send_at > timing->now)
        return FAULT_REFUSED;
    campaign->state = CAMPAIGN_RUNNING;
    campaign->started = timing->now;
    return campaign_put(txn, campaign);
}

enum fault
campaign_begin_scheduled(struct env *env, int64_t now, struct campaign *campaign)
{
    char name[TABLE_NAME_MAX + 1];
    struct campaign_timing timing = {.change = {.name = name, .campaign = campaign}, .now = now};
    strcpy(name, campaign->name);
    enum fault fault = campaign_get(env_read(env), name, campaign);
    if (fault == FAULT_NONE && campaign->send_at > now)
        return FAULT_REFUSED;
    return fault == FAULT_NONE ? env_txn(env, ENV_SYNC, campaign_begin_body, &timing) : fault;
}

/* The recipients first, a few at a time; the campaign with the last of them. */
static enum fault
campaign_delete_body(struct txn *txn, void *arg)
{
    struct campaign_change *change = arg;
    const struct campaign *campaign = change->campaign;
    char etag[ETAG_SIZE];
    enum fault fault = campaign_get_owned(txn, change);
    if (fault != FAULT_NONE)
        return fault;
    campaign_etag(campaign, NULL, etag);
    if (!etag_may_change(change->if_match, etag))
        return input_error_set(change->error, ERROR_VERSION_MISMATCH, "", NULL,
            "The campaign has changed since you read it. Read it again.");
    const bool over = campaign->state == CAMPAIGN_DRAFT || campaign->state == CAMPAIGN_DONE ||
                      (campaign->state == CAMPAIGN_CANCELLED && campaign->ended != 0);
    if (!over) {
        input_error_set(change->error, ERROR_WRONG_STATE, "", NULL,
            "the campaign is %s: cancel it first, and wait until it has ended.",
            campaign_state_name(campaign->state));
        return FAULT_REFUSED;
    }
    fault = recipient_remove_some(txn, campaign->id, CAMPAIGN_DELETE_BATCH, &change->count);
    return fault == FAULT_NONE && change->count == 0 ? campaign_remove(txn, campaign->name) : fault;
}

enum fault
campaign_delete(
    struct env *env, const char *name, uint32_t owner, const char *if_match, struct input_error *error)
{
    struct campaign_change change = {.name = name, .if_match = if_match, .owner = owner, .error = error};
    change.campaign = xmalloc(sizeof *change.campaign);
    enum fault fault;
    do
        fault = env_txn(env, ENV_SYNC, campaign_delete_body, &change);
    while (fault == FAULT_NONE && change.count > 0);
    free(change.campaign);
    return fault;
}
