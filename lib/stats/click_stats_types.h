/*
 * click_stats_types.h: what clicks are counted by (click_stats.h): scopes, dimensions and the counts of each.
 */
#ifndef CURT_STATS_CLICK_STATS_TYPES_H
#define CURT_STATS_CLICK_STATS_TYPES_H

#include <stdint.h>

#include "event/click.h"

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
    CLICK_STATS_COUNTRY,
    CLICK_STATS_RULE, /* of a link alone; new ones at the end: rows of old stores end before them */
    CLICK_STATS_DIMENSIONS
};

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

#endif
