/*
 * old_summaries.h: totals and values of stores of version 3, in numbers of fixed width, and the newest opens
 * of links in link_activity.db. The upgrade writes them into one row (stats/click_stats_summary.h). Hours
 * keep their rows.
 */
#ifndef CURT_UPGRADE_OLD_SUMMARIES_H
#define CURT_UPGRADE_OLD_SUMMARIES_H

#include "upgrade/upgrade.h"

/* Rewrites the rows, then removes the old table. FAULT_AGAIN: interrupted; the same call does the rest. */
enum fault old_summaries_join(struct env *, upgrade_progress *);

#endif
