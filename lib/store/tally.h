/*
 * tally.h: the counts: what is left of opens once they are counted. Read by stats, written by the built-in
 * consumer, a batch of opens at a time.
 *
 * A scope is what is counted: everything, a link, a campaign, a tag; the first, third and fourth for
 * everybody (owner 0) and for each owner. A scope has totals, a row an hour, and a row for each value of each
 * dimension. Hours are UTC and in quarters, which is fine enough for every time zone there is. Dimensions
 * count people's clicks, but for TALLY_BOT, which counts the rest by name.
 */
#ifndef CURT_STORE_TALLY_H
#define CURT_STORE_TALLY_H

#include <stdbool.h>
#include <stdint.h>

#include "store/env.h"
#include "store/labels.h"
#include "store/row.h"

#define TALLY_VALUE_MAX  64   /* bytes of a value; longer ones are cut */
#define TALLY_VALUES_MAX 1000 /* values that a dimension of a scope may keep at the most */
#define TALLY_QUARTERS   4

enum tally_class { TALLY_PERSON, TALLY_BOT_OPEN, TALLY_PREVIEW, TALLY_PREFETCH, TALLY_CLASSES };

enum tally_dimension {
    TALLY_REFERRER,
    TALLY_BROWSER,
    TALLY_SYSTEM,
    TALLY_DEVICE,
    TALLY_LANGUAGE,
    TALLY_BOT,
    TALLY_DIMENSIONS
};

/* "referrer", "browser", ... */
const char *tally_dimension_name(enum tally_dimension);

struct tally_totals {
    uint64_t opens[TALLY_CLASSES];
    uint64_t visitors;
    int64_t first, last;               /* of people's clicks; 0: none */
    uint32_t values[TALLY_DIMENSIONS]; /* how many different ones are kept */
};

struct tally_hour {
    uint32_t opens[TALLY_QUARTERS][TALLY_CLASSES];
    uint32_t visitors[TALLY_QUARTERS]; /* seen for the first time that day */
};

enum tally_kind { TALLY_ALL = 'a', TALLY_LINK = 'l', TALLY_CAMPAIGN = 'c', TALLY_TAG = 't' };

struct tally_scope {
    enum tally_kind kind;
    uint32_t owner;   /* not of a link */
    uint64_t link;    /* of a link: its id */
    const char *name; /* of a campaign or tag */
};

/* One open, as it is counted. */
struct tally_open {
    int64_t at;
    enum tally_class class;
    uint64_t link, visitor;
    uint32_t owner;
    const struct labels *labels;
    const char *values[TALLY_DIMENSIONS]; /* NULL: not counted in this dimension */
};

/* Opens added up in memory until they are applied. The caller frees it. */
struct tally_batch;

/*
 * values: how many different values a dimension of a scope keeps, up to TALLY_VALUES_MAX; later ones are
 * added to the value "".
 */
struct tally_batch *tally_batch_new(uint32_t values);
void tally_batch_free(struct tally_batch *);

/* FAULT_FULL when there may be no room for one more: nothing is added; apply, clear and add again. */
enum fault tally_batch_add(struct tally_batch *, const struct tally_open *);

/* Adds the batch to the store; may be run again after an abort. */
enum fault tally_batch_apply(struct txn *, struct tally_batch *);
void tally_batch_clear(struct tally_batch *);

/* All zero for a scope in which nothing was counted. */
enum fault tally_totals(struct txn *, const struct tally_scope *, struct tally_totals *out);

/* Calls visit with every hour (counted from 1970, UTC) from first to last in which something was counted. */
enum fault tally_hours(struct txn *, const struct tally_scope *, uint32_t first, uint32_t last,
    void (*visit)(uint32_t hour, const struct tally_hour *, void *arg), void *arg);

/* The totals, and a call of visit with every value of every dimension. */
enum fault tally_summary(struct txn *, const struct tally_scope *, struct tally_totals *out,
    void (*visit)(enum tally_dimension, const char *value, uint64_t count, void *arg), void *arg);

/* A visitor of a day before *arg (uint32_t), for sweep_run over TABLE_VISITOR. */
bool tally_visitor_over(const struct walk *, void *arg, bool *stop);

/* A row of the link whose id, 8 bytes, is *arg: for sweep_run over TABLE_TALLY, from tally_link_from. */
bool tally_link_over(const struct walk *, void *arg, bool *stop);
size_t tally_link_from(const uint8_t id[static 8], uint8_t out[static ROW_KEY_MAX]);

#endif
