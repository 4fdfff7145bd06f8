/*
 * click_stats_row.h: the keys of TABLE_CLICK_STATS, and its rows of hours; for lib/stats and the upgrade
 * only.
 *
 * TABLE_CLICK_STATS: scope, 1       -> what changes with every click (click_stats_summary.h)
 *                    scope, 2, hour -> an hour that is over
 */
#ifndef CURT_STATS_CLICK_STATS_ROW_H
#define CURT_STATS_CLICK_STATS_ROW_H

#include "db/codec.h"
#include "event/labels.h"
#include "stats/click_stats_types.h"

enum {
    CLICK_STATS_ROW_SUMMARY = 1,
    CLICK_STATS_ROW_HOUR = 2,
    CLICK_STATS_SCOPE_MAX = 1 + 4 + 2 + LABEL_MAX,
    CLICK_STATS_KEY_MAX = CLICK_STATS_SCOPE_MAX + 1 + 4,
    CLICK_STATS_HOUR_BYTES = 4 * CLICK_STATS_QUARTERS * (CLICK_CLASSES + 1),
};

void click_stats_encode_scope(struct encoder *, const struct click_stats_scope *);

/* Adds an hour to another. */
void click_stats_hour_add(struct click_stats_hour *, const struct click_stats_hour *add);

void click_stats_decode_hour(const uint8_t *row, size_t length, struct click_stats_hour *out);

/* Adds to the row of an hour, which may be new. */
enum fault click_stats_add_hour(struct txn *, struct row_key, const struct click_stats_hour *);

#endif
