/*
 * click_stats_row.h: the rows of TABLE_CLICK_STATS as bytes; for lib/stats only.
 *
 * TABLE_CLICK_STATS:   scope, 1        -> totals, then for each value: dimension, text, count. Its first byte
 *                                   is how many dimensions the totals have; 0, which it was before there were
 *                                   more: six
 *                scope, 2, hour  -> hour
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
    CLICK_STATS_TOTALS_BYTES = 8 * (CLICK_CLASSES + 3) + 4 * CLICK_STATS_DIMENSIONS,
    CLICK_STATS_VALUE_BYTES = 1 + 2 + CLICK_STATS_VALUE_MAX + 8,
    CLICK_STATS_HOUR_BYTES = 4 * CLICK_STATS_QUARTERS * (CLICK_CLASSES + 1),
};

void click_stats_encode_scope(struct encoder *, const struct click_stats_scope *);

/* A summary as it is being changed, in the row's own form. */
struct click_stats_summary {
    struct click_stats_totals totals;
    uint8_t *bytes; /* the caller's: room for CLICK_STATS_SUMMARY_BYTES of the most values kept */
    size_t size, length;
};

#define CLICK_STATS_SUMMARY_BYTES(values) \
    (CLICK_STATS_TOTALS_BYTES +           \
        (size_t)CLICK_STATS_DIMENSIONS * ((size_t)(values) + 1) * CLICK_STATS_VALUE_BYTES)

void click_stats_decode_totals(const uint8_t *row, size_t length, struct click_stats_totals *out);

/* An empty one for a row that is not there. */
enum fault click_stats_get_summary(struct txn *, struct row_key, struct click_stats_summary *);
enum fault click_stats_put_summary(struct txn *, struct row_key, struct click_stats_summary *);

/* Adds to a value; to the value "" when it is new and there are `most` already. */
void click_stats_add_value(struct click_stats_summary *, enum click_stats_dimension, const void *text,
    size_t length, uint64_t count, uint32_t most);

void click_stats_decode_hour(const uint8_t *row, size_t length, struct click_stats_hour *out);

/* Adds to the row of an hour. */
enum fault click_stats_add_hour(struct txn *, struct row_key, const struct click_stats_hour *);

#endif
