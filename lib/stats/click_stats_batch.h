/*
 * click_stats_batch.h: opens of links, added up in memory until they are applied to the counts
 * (click_stats.h).
 */
#ifndef CURT_STATS_CLICK_STATS_BATCH_H
#define CURT_STATS_CLICK_STATS_BATCH_H

#include "db/env.h"
#include "event/labels.h"
#include "stats/click_stats_newest.h"
#include "stats/click_stats_types.h"

/* One open, as it is counted. */
struct click_stats_open {
    int64_t at;
    enum click_class class;
    uint64_t link, visitor;
    uint32_t owner;
    const struct labels *labels;
    const char *values[CLICK_STATS_DIMENSIONS]; /* NULL: not counted in this dimension */
    const struct click_stats_newest *newest;    /* NULL: it is not shown among the newest of its link */
};

/* The caller frees it. */
struct click_stats_batch;

/*
 * values: how many different values a dimension of a scope keeps, up to CLICK_STATS_VALUES_MAX; later ones
 * are added to the value "".
 */
struct click_stats_batch *click_stats_batch_create(uint32_t values);
void click_stats_batch_free(struct click_stats_batch *);

/* Event numbers rise from one call to the next. FAULT_FULL when there may be no room for one more: nothing is
 * added; apply, clear and add again. */
enum fault click_stats_batch_add(struct click_stats_batch *, const struct click_stats_open *);

/* Adds the batch to the store; may be run again after an abort. */
enum fault click_stats_batch_apply(struct txn *, struct click_stats_batch *);
void click_stats_batch_clear(struct click_stats_batch *);

#endif
