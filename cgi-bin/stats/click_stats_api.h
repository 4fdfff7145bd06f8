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
#include "http/request.h"
#include "link/link_name.h"
#include "stats/click_stats.h"

void click_stats_all(struct request *, struct context *);
void click_stats_link(struct request *, struct context *);

/* The name of the link of the path, on the domain of the query. False: the answer, 400, is sent. */
bool click_stats_link_name(struct request *, const struct context *, char name[static LINK_NAME_MAX + 1]);

void click_stats_campaign(struct request *, struct context *);
void click_stats_tag(struct request *, struct context *);

#endif
