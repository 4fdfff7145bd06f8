/*
 * message_expiry.c: deletes messages, and recipients of ended campaigns, that were kept long enough.
 *
 * SPDX-License-Identifier: ISC
 */
#include "retention/message_expiry.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/timestamp.h"
#include "bus/message_dead_letter.h"
#include "campaign/campaign.h"
#include "campaign/recipient.h"
#include "message/message_write.h"
#include "stats/message_stats.h"

enum { RECIPIENTS_DELETED = 500 /* a transaction */ };

enum fault
message_delete_expired(
    struct txn *txn, const struct retention *r, const struct schedule_entry *entry, uint64_t *count)
{
    struct message message;
    if (entry->length != UUID_BYTES)
        return FAULT_NONE;
    enum fault fault = message_get_for_update(txn, (const uint8_t *)entry->name, &message);
    if (fault != FAULT_NONE)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    const int64_t end = message_begins(&message) + r->config->keep_messages * TIMESTAMP_SECOND;
    if (end > r->now)
        return r->dry_run ? FAULT_NONE
                          : schedule_add(txn, end, SCHEDULE_DELETE_MESSAGE, message.id, UUID_BYTES);
    *count = 1;
    if (r->dry_run)
        return FAULT_NONE;
    fault = message_stats_give_up(txn, &message, "kept no longer", r->now);
    if (fault == FAULT_NONE)
        fault = message_dead_letter_remove(txn, message.id);
    return fault == FAULT_NONE ? message_remove(txn, &message) : fault;
}

static enum fault
recipients_delete(
    struct txn *txn, const struct retention *r, const struct schedule_entry *entry, const struct campaign *c)
{
    const int64_t end = c->ended + r->config->keep_messages * TIMESTAMP_SECOND;
    unsigned removed;
    if (end > r->now)
        return schedule_add(txn, end, SCHEDULE_DELETE_RECIPIENTS, c->name, strlen(c->name));
    enum fault fault = recipient_remove_some(txn, c->id, RECIPIENTS_DELETED, &removed);
    if (fault == FAULT_NONE && removed == RECIPIENTS_DELETED) /* there may be more: right after this entry */
        fault = schedule_add(txn, entry->at + 1, SCHEDULE_DELETE_RECIPIENTS, c->name, strlen(c->name));
    return fault;
}

enum fault
recipients_delete_expired(
    struct txn *txn, const struct retention *r, const struct schedule_entry *entry, uint64_t *count)
{
    struct campaign *campaign = xmalloc(sizeof *campaign);
    (void)count;
    enum fault fault = campaign_get(txn, entry->name, campaign);
    if (fault == FAULT_NONE && campaign->ended != 0 && !r->dry_run)
        fault = recipients_delete(txn, r, entry, campaign);
    else if (fault == FAULT_MISSING)
        fault = FAULT_NONE;
    free(campaign);
    return fault;
}
