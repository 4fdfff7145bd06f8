/*
 * link_expiry.c: publishes that links have expired, and deletes them and their statistics.
 *
 * SPDX-License-Identifier: ISC
 */
#include "retention/link_expiry.h"

#include <string.h>

#include "base/timestamp.h"
#include "db/codec.h"
#include "link/link_event.h"
#include "link/link_write.h"
#include "retention/purge.h"
#include "stats/click_stats.h"
#include "stats/conversion_stats.h"
#include "stats/link_activity.h"

enum { LINK_ID_BYTES = 8 };

/* One that had expired before it was imported is kept as long after that. */
static int64_t
link_grace_end(const struct retention *r, const struct link *link)
{
    const bool late = link->imported.is_set && link->changed > link->expires;
    return (late ? link->changed : link->expires) + r->config->links_grace * TIMESTAMP_SECOND;
}

static enum fault
link_schedule_deletion(struct txn *txn, const struct retention *r, const struct link *link)
{
    char name[LINK_NAME_MAX + 1];
    link_name(link, name);
    return schedule_add(txn, link_grace_end(r, link), SCHEDULE_DELETE_LINK, name, strlen(name));
}

enum fault
link_expire(struct txn *txn, const struct retention *r, const struct schedule_entry *entry, uint64_t *count)
{
    struct link before, after;
    enum fault fault = link_get(txn, entry->name, &before);
    if (fault != FAULT_NONE || before.expires != entry->at || before.expiry_told)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    *count = 1;
    if (r->dry_run)
        return FAULT_NONE;
    after = before;
    after.expiry_told = true;
    fault = link_update(txn, &before, &after);
    if (fault == FAULT_NONE)
        fault = link_event_append(txn, &after, LINK_EVENT_EXPIRED, r->now);
    return fault != FAULT_NONE ? fault : link_schedule_deletion(txn, r, &after);
}

enum fault
link_delete_expired(
    struct txn *txn, const struct retention *r, const struct schedule_entry *entry, uint64_t *count)
{
    struct link link;
    enum fault fault = link_get(txn, entry->name, &link);
    if (fault != FAULT_NONE || link.expires == 0 || !link.expiry_told)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    if (link_grace_end(r, &link) > r->now)
        return r->dry_run ? FAULT_NONE : link_schedule_deletion(txn, r, &link);
    *count = 1;
    return r->dry_run ? FAULT_NONE : link_remove(txn, &link, r->now);
}

struct link_stats_ending {
    const struct retention *retention;
    const struct schedule_entry *entry;
    uint64_t link;
    bool removed;
};

/* The row that says where the link is ranked goes with its place there, also if a click was counted
 * meanwhile. */
static enum fault
link_stats_end(struct txn *txn, void *arg)
{
    struct link_stats_ending *ending = arg;
    const enum fault fault = link_activity_delete(txn, ending->link);
    ending->removed = fault == FAULT_NONE;
    if (fault != FAULT_NONE && fault != FAULT_MISSING)
        return fault;
    const enum fault conversions = conversion_stats_remove_link(txn, ending->link);
    if (conversions != FAULT_NONE)
        return conversions;
    return ending->retention->dry_run ? FAULT_REFUSED : schedule_remove(txn, ending->entry);
}

enum fault
link_stats_delete(const struct retention *r, struct schedule_entry *entry, uint64_t *count)
{
    struct row_sweep sweep = {
        .table = TABLE_CLICK_STATS, .is_expired = click_stats_is_hour_of_link, .arg = entry->name};
    struct decoder u = decoder_over(entry->name, LINK_ID_BYTES);
    struct link_stats_ending ending = {r, entry, decode_u64(&u), false};
    if (entry->length != LINK_ID_BYTES || r->counted.at < entry->at)
        return FAULT_NONE;
    sweep.from_length = click_stats_hours_from((const uint8_t *)entry->name, sweep.from);
    enum fault fault = purge_rows(r, &sweep, count);
    if (fault == FAULT_NONE)
        fault = env_txn(r->env, ENV_WRITE, link_stats_end, &ending);
    *count += ending.removed;
    return r->dry_run && fault == FAULT_REFUSED ? FAULT_NONE : fault; /* a dry run takes it back */
}
