/*
 * click_stats_api.h: what was counted, as the API shows it: totals, breakdowns, and a series over time; JSON
 * or CSV.
 *
 * GET /api/v1/stats                    everything (a creator: everything of its own)
 * GET /api/v1/stats/links/{code}       a link
 * GET /api/v1/stats/campaigns/{name}   a campaign
 * GET /api/v1/stats/tags/{name}        a tag
 */
#ifndef CURT_CGI_BIN_STATS_CLICK_STATS_API_H
#define CURT_CGI_BIN_STATS_CLICK_STATS_API_H

#include "http/context.h"
#include "http/server.h"
#include "stats/click_stats.h"

#define CLICK_STATS_API_PATH "/api/v1/stats"

/* Handles a request to CLICK_STATS_API_PATH or below it, to its answer. */
void click_stats_api_handle(struct request *, const struct context *);

#endif
