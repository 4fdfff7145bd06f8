/*
 * erasure_recipients.c: the person may wait in any campaign.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>

#include "base/memory.h"
#include "campaign/campaign.h"
#include "campaign/recipient.h"
#include "retention/erasure_internal.h"

static enum fault
erasure_recipients_body(struct txn *txn, struct erasure *e, void *arg)
{
    const struct campaign *campaign = arg;
    enum fault fault = recipient_remove(txn, campaign->id, e->number);
    e->step.recipients = fault == FAULT_NONE;
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

enum fault
erasure_recipients(struct erasure *e)
{
    struct campaign *campaign = xcalloc(1, sizeof *campaign);
    enum fault fault = FAULT_NONE;
    while (fault == FAULT_NONE) {
        fault = campaign_next_summary(env_read(e->env), campaign->name, campaign);
        if (fault == FAULT_NONE)
            fault = erasure_step(e, erasure_recipients_body, campaign);
    }
    free(campaign);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}
