/*
 * busiest_batch.h: clicks by people, added up in memory until they are applied to the days (busiest.h).
 */
#ifndef CURT_STATS_BUSIEST_BATCH_H
#define CURT_STATS_BUSIEST_BATCH_H

#include "stats/busiest.h"

struct busiest_batch;

/* most: how many clicks it holds. The caller frees it. */
struct busiest_batch *busiest_batch_create(size_t most);
void busiest_batch_free(struct busiest_batch *);
void busiest_batch_clear(struct busiest_batch *);

/* A click on the day, of a link (its id and name) or of a campaign. FAULT_FULL: nothing is added; apply,
 * clear and add again. */
enum fault busiest_batch_add(
    struct busiest_batch *, uint32_t day, uint32_t owner, enum busiest_kind, uint64_t link, const char *name);

/* May be run again after an abort. */
enum fault busiest_batch_apply(struct txn *, struct busiest_batch *);

#endif
