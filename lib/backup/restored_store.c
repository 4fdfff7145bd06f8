/*
 * restored_store.c: makes a restored store ready.
 *
 * SPDX-License-Identifier: ISC
 */
#include "backup/restored_store.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/timestamp.h"
#include "campaign/campaign_lifecycle.h"
#include "db/env.h"
#include "event/event_log.h"
#include "event/spool_cut.h"
#include "sender/outbox_hold.h"

static enum fault
restored_store_pause(struct env *env, uint64_t *paused)
{
    struct campaign *campaign = xcalloc(1, sizeof *campaign);
    struct input_error error;
    enum fault fault;
    *paused = 0;
    while ((fault = campaign_next_summary(env_read(env), campaign->name, campaign)) == FAULT_NONE) {
        if (campaign->state != CAMPAIGN_RUNNING && campaign->state != CAMPAIGN_SCHEDULED)
            continue;
        fault = campaign_apply_action(env, campaign->name, 0, CAMPAIGN_PAUSE, campaign, &error);
        if (fault != FAULT_NONE)
            break;
        (*paused)++;
    }
    free(campaign);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

static enum fault
restored_store_count(struct env *env, struct restored_store *out)
{
    uint64_t first;
    enum fault fault = row_count(env, TABLE_LINK, &out->links);
    if (fault == FAULT_NONE)
        fault = row_count(env, TABLE_MESSAGE, &out->messages);
    return fault == FAULT_NONE ? event_log_range(env, 1, &first, &out->events) : fault;
}

enum fault
restored_store_settle(struct env *env, bool send_queued, struct restored_store *out)
{
    enum fault fault = FAULT_NONE;
    *out = (struct restored_store){0};
    if (!send_queued)
        fault = outbox_hold(env, timestamp_now(), &out->held);
    if (fault == FAULT_NONE && !send_queued)
        fault = restored_store_pause(env, &out->paused);
    if (fault == FAULT_NONE)
        fault = restored_store_count(env, out);
    return fault == FAULT_NONE ? env_checkpoint(env) : fault;
}

enum fault
restored_store_prepare(
    const struct config *config, int64_t moment, bool send_queued, struct restored_store *out)
{
    struct env *env;
    *out = (struct restored_store){0};
    enum fault fault = env_open(&env, config, TABLE_ALL, 0);
    if (fault != FAULT_NONE)
        return fault;
    if (moment != 0) /* the whole second, as the log has it */
        fault = spool_cut(env, config->store_home, (moment / TIMESTAMP_SECOND + 1) * TIMESTAMP_SECOND - 1);
    if (fault == FAULT_NONE)
        fault = restored_store_settle(env, send_queued, out);
    env_close(env);
    if (fault == FAULT_SPACE)
        log_error("there is too little space on the disk of the store for [store] reserve");
    return fault;
}
