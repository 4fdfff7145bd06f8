/*
 * click_stats_newest.h: an open as the page of its link shows it, on its way into the counts
 * (click_stats_batch.h).
 */
#ifndef CURT_STATS_CLICK_STATS_NEWEST_H
#define CURT_STATS_CLICK_STATS_NEWEST_H

#include "stats/link_activity.h"

struct click_stats_newest {
    uint64_t event; /* its number */
    bool past;      /* it is shown only if none after it was counted */
    struct click_rank_link rank;
    char name[LINK_NAME_MAX + 1];
    struct link_open open;
};

#endif
