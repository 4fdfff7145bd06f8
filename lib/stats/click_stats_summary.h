/*
 * click_stats_summary.h: the row of a scope that changes with every click, as it is read and changed: totals,
 * values, the hour that runs; of a link its newest opens too, and where it is ranked. For lib/stats and the
 * upgrade only.
 *
 * TABLE_CLICK_STATS: scope, 1 -> format, event, totals, hour, link, counts of values, opens, texts of values
 *
 * Berkeley DB logs, twice, what lies between the first and the last byte that a change changes. So numbers
 * are varints (db/varint.h) and stand before what stays; opens name their texts by the places of values,
 * which never change; and a new open goes before the others until there are SUMMARY_OPENS, then in place of
 * the oldest. An hour that is over moves into a row of its own (click_stats_row.h).
 */
#ifndef CURT_STATS_CLICK_STATS_SUMMARY_H
#define CURT_STATS_CLICK_STATS_SUMMARY_H

#include <stdbool.h>

#include "db/row.h"
#include "stats/click_stats_types.h"

enum {
    SUMMARY_FORMAT = 0x80, /* rows of stores before version 4 begin with less */
    SUMMARY_OPENS = 20,
    SUMMARY_OPEN_MAX = 200, /* bytes of one */
    SUMMARY_VALUES_MAX = CLICK_STATS_DIMENSIONS * (CLICK_STATS_VALUES_MAX + 1),
};

#define SUMMARY_NONE UINT32_MAX

/* A value, by its place in the row. Its text is in the row that was read, or the caller's. */
struct summary_value {
    const char *text;
    uint64_t count;
    uint8_t dimension, length;
};

/* An open, packed (link_activity.h). */
struct summary_open {
    const uint8_t *bytes;
    uint8_t length;
};

struct click_stats_summary {
    uint64_t event; /* of a link: the last that was counted; 0: it has neither opens nor a rank */
    struct click_stats_totals totals;
    uint32_t hour; /* the newest; 0: none */
    struct click_stats_hour now;
    uint64_t ranked; /* clicks that the link is ranked with */
    uint32_t owner;
    bool of_message;
    uint32_t open_count,
        open_first; /* open_first: where the newest is; the older ones follow it, in a circle */
    struct summary_open opens[SUMMARY_OPENS];
    uint32_t value_count;
    struct summary_value *values;
    uint8_t *row, *space; /* as it was read; to write the next */
};

struct click_stats_summary *click_stats_summary_create(void);
void click_stats_summary_free(struct click_stats_summary *);

/* To what a row that is not there says. */
void click_stats_summary_clear(struct click_stats_summary *);

/* Reads a row, an empty one when it is not there; for_update: it will be written in this transaction. */
enum fault click_stats_summary_get(
    struct txn *, struct row_key, bool for_update, struct click_stats_summary *);

/* The same of no more than event, totals and hour: of *out nothing else is set, and it need not be created.
 */
enum fault click_stats_summary_head(struct txn *, struct row_key, struct click_stats_summary *out);

enum fault click_stats_summary_put(struct txn *, struct row_key, struct click_stats_summary *);

/* The same, of many rows one after the other. */
enum fault click_stats_summary_edit(struct row_editor *, struct row_key, struct click_stats_summary *);
enum fault click_stats_summary_replace(struct row_editor *, struct row_key, struct click_stats_summary *);

/* The place of a value, whatever its count; SUMMARY_NONE: it has none. */
uint32_t click_stats_summary_find(const struct click_stats_summary *, const struct summary_value *);

/*
 * Adds to a value, and returns its place; SUMMARY_NONE when it is new and there are `most` of its dimension
 * already: then it is added to the value "".
 */
uint32_t click_stats_summary_add(struct click_stats_summary *, const struct summary_value *, uint32_t most);

/* Adds an open in place of the oldest. Its bytes are the caller's until the row is written. */
void click_stats_summary_add_open(struct click_stats_summary *, struct summary_open);

/* One of the opens, 0 the newest. */
struct summary_open click_stats_summary_open(const struct click_stats_summary *, uint32_t nth);

#endif
