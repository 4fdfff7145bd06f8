/*
 * message_stats_api.h: how far messages came, as the API shows it: totals, the same by channel, the reasons
 * why messages did not arrive, what they cost, and a series over time; JSON or CSV.
 *
 * GET /api/v1/stats/messages                  all messages (a creator: all of its own)
 * GET /api/v1/stats/campaigns/{name}/funnel   those of a campaign
 */
#ifndef CURT_CGI_BIN_STATS_MESSAGE_STATS_API_H
#define CURT_CGI_BIN_STATS_MESSAGE_STATS_API_H

#include "http/context.h"
#include "http/request.h"

void message_stats_all(struct request *, struct context *);
void message_stats_campaign(struct request *, struct context *);

#endif
