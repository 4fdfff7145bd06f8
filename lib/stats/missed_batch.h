/*
 * missed_batch.h: visits to what does not open, kept in memory until they are applied to the days
 * (missed_stats.h).
 */
#ifndef CURT_STATS_MISSED_BATCH_H
#define CURT_STATS_MISSED_BATCH_H

#include "stats/missed_stats.h"

struct missed_batch;

/* most: how many visits it holds. The caller frees it. */
struct missed_batch *missed_batch_create(size_t most);
void missed_batch_free(struct missed_batch *);
void missed_batch_clear(struct missed_batch *);

/* A visit: its domain ("": the default one), who, and why. FAULT_FULL: nothing is added; apply, clear and add
 * again. */
enum fault missed_batch_add(
    struct missed_batch *, const struct missed *, const char *domain, enum missed_by, int64_t at);

/* May be run again after an abort. */
enum fault missed_batch_apply(struct txn *, struct missed_batch *);

#endif
