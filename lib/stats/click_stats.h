/*
 * click_stats.h: the counts: what is left of opens once they are counted. Read by stats, written by the
 * built-in consumer, a batch of opens at a time.
 *
 * A scope is what is counted: everything, a link, a campaign, a tag; the first, third and fourth for
 * everybody (owner 0) and for each owner. A scope has totals, hours, and a count for each value of each
 * dimension. Hours are UTC and in quarters, which is fine enough for every time zone there is. Dimensions
 * count people's clicks, but for CLICK_STATS_BOT, which counts the rest by name.
 */
#ifndef CURT_STATS_CLICK_STATS_H
#define CURT_STATS_CLICK_STATS_H

#include <stdbool.h>
#include <stdint.h>

#include "db/row.h"
#include "stats/click_stats_types.h"

/* "referrer", "browser", ... */
const char *click_stats_dimension_name(enum click_stats_dimension);

/* All zero for a scope in which nothing was counted. */
enum fault click_stats_totals(struct txn *, const struct click_stats_scope *, struct click_stats_totals *out);

/* Calls visit with every hour (counted from 1970, UTC) from first to last in which something was counted. */
enum fault click_stats_hours(struct txn *, const struct click_stats_scope *, uint32_t first, uint32_t last,
    void (*visit)(uint32_t hour, const struct click_stats_hour *, void *arg), void *arg);

/* The totals, and a call of visit with every value of every dimension. */
enum fault click_stats_summary(struct txn *, const struct click_stats_scope *, struct click_stats_totals *out,
    void (*visit)(enum click_stats_dimension, const char *value, uint64_t count, void *arg), void *arg);

/* An hour of the link whose id, 8 bytes, is *arg: for row_sweep_run over TABLE_CLICK_STATS, from
 * click_stats_hours_from. The rest goes with link_activity_delete. */
bool click_stats_is_hour_of_link(const struct cursor *, void *arg, bool *stop);
size_t click_stats_hours_from(const uint8_t id[static 8], uint8_t out[static ROW_KEY_MAX]);

#endif
