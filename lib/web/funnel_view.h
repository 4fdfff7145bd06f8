/*
 * funnel_view.h: how far messages came, as the API shows it: totals, the same by channel, the reasons why
 * messages did not arrive, what they cost, and a series over time; JSON or CSV.
 *
 * GET /api/v1/stats/messages                  all messages (a creator: all of its own)
 * GET /api/v1/stats/campaigns/{name}/funnel   those of a campaign
 */
#ifndef CURT_WEB_FUNNEL_VIEW_H
#define CURT_WEB_FUNNEL_VIEW_H

#include "web/desk.h"
#include "web/http.h"

/* campaign: "" for all messages. */
void funnel_view_handle(struct http *, const struct desk *, const char *campaign);

#endif
