/*
 * click_stats.h: the counts: what is left of opens once they are counted. Read by stats, written by the
 * built-in consumer, a batch of opens at a time.
 *
 * A scope is what is counted: everything, a link, a campaign, a tag; the first, third and fourth for
 * everybody (owner 0) and for each owner. A scope has totals, a row an hour, and a row for each value of each
 * dimension. Hours are UTC and in quarters, which is fine enough for every time zone there is. Dimensions
 * count people's clicks, but for CLICK_STATS_BOT, which counts the rest by name.
 */
#ifndef CURT_STATS_CLICK_STATS_H
#define CURT_STATS_CLICK_STATS_H

#include <stdbool.h>
#include <stdint.h>

#include "db/env.h"
#include "db/row.h"
#include "event/click.h"
#include "event/labels.h"

#define CLICK_STATS_VALUE_MAX  64   /* bytes of a value; longer ones are cut */
#define CLICK_STATS_VALUES_MAX 1000 /* values that a dimension of a scope may keep at the most */
#define CLICK_STATS_QUARTERS   4

enum click_stats_dimension {
    CLICK_STATS_REFERRER,
    CLICK_STATS_BROWSER,
    CLICK_STATS_SYSTEM,
    CLICK_STATS_DEVICE,
    CLICK_STATS_LANGUAGE,
    CLICK_STATS_BOT,
    CLICK_STATS_DIMENSIONS
};

/* "referrer", "browser", ... */
const char *click_stats_dimension_name(enum click_stats_dimension);

struct click_stats_totals {
    uint64_t opens[CLICK_CLASSES];
    uint64_t visitors;
    int64_t first, last;                     /* of people's clicks; 0: none */
    uint32_t values[CLICK_STATS_DIMENSIONS]; /* how many different ones are kept */
};

struct click_stats_hour {
    uint32_t opens[CLICK_STATS_QUARTERS][CLICK_CLASSES];
    uint32_t visitors[CLICK_STATS_QUARTERS]; /* seen for the first time that day */
};

enum click_stats_kind {
    CLICK_STATS_ALL = 'a',
    CLICK_STATS_LINK = 'l',
    CLICK_STATS_CAMPAIGN = 'c',
    CLICK_STATS_TAG = 't'
};

struct click_stats_scope {
    enum click_stats_kind kind;
    uint32_t owner;   /* not of a link */
    uint64_t link;    /* of a link: its id */
    const char *name; /* of a campaign or tag */
};

/* One open, as it is counted. */
struct click_stats_open {
    int64_t at;
    enum click_class class;
    uint64_t link, visitor;
    uint32_t owner;
    const struct labels *labels;
    const char *values[CLICK_STATS_DIMENSIONS]; /* NULL: not counted in this dimension */
};

/* Opens added up in memory until they are applied. The caller frees it. */
struct click_stats_batch;

/*
 * values: how many different values a dimension of a scope keeps, up to CLICK_STATS_VALUES_MAX; later ones
 * are added to the value "".
 */
struct click_stats_batch *click_stats_batch_create(uint32_t values);
void click_stats_batch_free(struct click_stats_batch *);

/* FAULT_FULL when there may be no room for one more: nothing is added; apply, clear and add again. */
enum fault click_stats_batch_add(struct click_stats_batch *, const struct click_stats_open *);

/* Adds the batch to the store; may be run again after an abort. */
enum fault click_stats_batch_apply(struct txn *, struct click_stats_batch *);
void click_stats_batch_clear(struct click_stats_batch *);

/* All zero for a scope in which nothing was counted. */
enum fault click_stats_totals(struct txn *, const struct click_stats_scope *, struct click_stats_totals *out);

/* Calls visit with every hour (counted from 1970, UTC) from first to last in which something was counted. */
enum fault click_stats_hours(struct txn *, const struct click_stats_scope *, uint32_t first, uint32_t last,
    void (*visit)(uint32_t hour, const struct click_stats_hour *, void *arg), void *arg);

/* The totals, and a call of visit with every value of every dimension. */
enum fault click_stats_summary(struct txn *, const struct click_stats_scope *, struct click_stats_totals *out,
    void (*visit)(enum click_stats_dimension, const char *value, uint64_t count, void *arg), void *arg);

/* A visitor of a day before *arg (uint32_t), for row_sweep_run over TABLE_VISITOR. */
bool click_stats_visitor_over(const struct cursor *, void *arg, bool *stop);

/* A row of the link whose id, 8 bytes, is *arg: for row_sweep_run over TABLE_CLICK_STATS, from
 * click_stats_link_from. */
bool click_stats_link_over(const struct cursor *, void *arg, bool *stop);
size_t click_stats_link_from(const uint8_t id[static 8], uint8_t out[static ROW_KEY_MAX]);

#endif
