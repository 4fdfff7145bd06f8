/*
 * click_stats_sums.h: what a batch of opens adds up (click_stats_batch.h); for click_stats_batch.c and
 * click_stats_apply.c only.
 *
 * Everything lies in arrays, each with an index by hash where it is looked for, and is named by its place.
 */
#ifndef CURT_STATS_CLICK_STATS_SUMS_H
#define CURT_STATS_CLICK_STATS_SUMS_H

#include "base/hash_index.h"
#include "event/labels.h"
#include "stats/click_stats_newest.h"
#include "stats/click_stats_row.h"
#include "stats/click_stats_summary.h"

enum {
    SUMS_SCOPES_OPEN = 3 + 2 * (1 + LABELS_TAGS_MAX), /* that one open may be counted in */
    SUMS_SCOPES = 6000,
    SUMS_HOURS = 7000,
    SUMS_TEXTS = 14000,
    SUMS_VALUES = 30000,
    SUMS_VISITORS = 2000,
    SUMS_SIGHTS = 16000,
    SUMS_NEWEST = 2000,
};

#define SUMS_NONE UINT32_MAX

struct sums_scope {
    uint16_t key_length;
    uint8_t key[CLICK_STATS_SCOPE_MAX];
    struct click_stats_totals add;
    uint64_t visitors;              /* found to be new while the batch is applied */
    uint32_t values, hours, newest; /* the newest of each chain */
};

struct sums_hour {
    uint32_t scope, hour, next; /* of the same scope */
    struct click_stats_hour add;
};

/* A value of a dimension, whatever the scopes. */
struct sums_text {
    uint8_t dimension, length;
    char bytes[CLICK_STATS_VALUE_MAX];
};

struct sums_value {
    uint32_t scope, text, next; /* of the same scope */
    uint32_t count;
};

struct sums_visitor {
    uint32_t day, sights;
    uint64_t id;
};

/* A visitor in a scope, and when first in this batch. */
struct sums_sight {
    uint32_t visitor, scope, hour, next; /* of the same visitor */
    uint32_t quarter;
};

/* An open that is among the newest of its link, and the places of its texts. */
struct sums_newest {
    struct click_stats_newest is;
    uint32_t texts[LINK_OPEN_TEXTS], next;
};

struct click_stats_batch {
    uint32_t values;                     /* that a dimension of a scope keeps */
    struct click_stats_summary *summary; /* the one that is being changed */
    uint32_t scope_count, hour_count, text_count, value_count, visitor_count, sight_count, newest_count;
    struct hash_index scope_index, text_index, value_index, visitor_index, sight_index;
    uint32_t sorted[SUMS_SCOPES]; /* places, while they are applied */
    struct sums_scope scopes[SUMS_SCOPES];
    struct sums_hour hours[SUMS_HOURS];
    struct sums_text texts[SUMS_TEXTS];
    struct sums_value value_sums[SUMS_VALUES];
    struct sums_visitor visitors[SUMS_VISITORS];
    struct sums_sight sights[SUMS_SIGHTS];
    struct sums_newest newest[SUMS_NEWEST];
    uint32_t places[SUMS_TEXTS];                    /* of the values of the summary that is being changed */
    uint8_t opens[SUMMARY_OPENS][SUMMARY_OPEN_MAX]; /* that it gets */
};

_Static_assert(SUMS_SCOPES >= SUMS_VISITORS, "sorted holds the places of either");

#endif
