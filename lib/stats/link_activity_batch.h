/*
 * link_activity_batch.h: opens kept in memory until they are written into the rows of their links
 * (link_activity.h), and the links move in the ranking (click_rank.h).
 */
#ifndef CURT_STATS_LINK_ACTIVITY_BATCH_H
#define CURT_STATS_LINK_ACTIVITY_BATCH_H

#include "stats/link_activity.h"

struct link_activity_batch;

/* most: how many opens it holds. The caller frees it. */
struct link_activity_batch *link_activity_batch_create(size_t most);
void link_activity_batch_free(struct link_activity_batch *);
void link_activity_batch_clear(struct link_activity_batch *);

/* Event numbers rise from one call to the next. FAULT_FULL: nothing is added; apply, clear and add again. */
enum fault link_activity_batch_add(struct link_activity_batch *, uint64_t event,
    const struct click_rank_link *, const char *code, const struct link_open *);

/* Writes the batch, before the same opens are added to the counts (click_stats_batch.h), of which a link
 * without a row has its clicks so far. May be run again after an abort. */
enum fault link_activity_batch_apply(struct txn *, struct link_activity_batch *);

#endif
