/*
 * conversion_stats.h: how many conversions came of something, and what they were worth, by currency. Read by
 * stats, written by the built-in count.
 *
 * A scope is a link, or a campaign or everything, of everybody (owner 0) or of one owner.
 */
#ifndef CURT_STATS_CONVERSION_STATS_H
#define CURT_STATS_CONVERSION_STATS_H

#include "message/conversion.h"

#define CONVERSION_STATS_CURRENCIES 32 /* that are shown of a scope */

struct conversion_stats_scope {
    uint32_t owner;       /* 0 for a link */
    uint64_t link;        /* 0: none */
    const char *campaign; /* "": all, or a link */
};

struct conversion_stats_value {
    char currency[CONVERSION_CURRENCY_SIZE];
    uint64_t count;
    struct money_sum amount;
};

struct conversion_stats {
    uint64_t count;   /* with a value or without */
    uint64_t without; /* those without */
    size_t currencies;
    struct conversion_stats_value values[CONVERSION_STATS_CURRENCIES];
};

/* Counts one in each of its scopes. */
enum fault conversion_stats_add(struct txn *, const struct conversion *);

/* All zero for a scope in which nothing was counted. */
enum fault conversion_stats_get(
    struct txn *, const struct conversion_stats_scope *, struct conversion_stats *out);

/* What was counted of a link goes. */
enum fault conversion_stats_remove_link(struct txn *, uint64_t link);

#endif
