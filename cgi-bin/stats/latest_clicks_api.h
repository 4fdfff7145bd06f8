/*
 * latest_clicks_api.h: the newest opens of a link, for pages that ask every other second.
 *
 * GET /api/v1/stats/links/{code}/latest
 */
#ifndef CURT_CGI_BIN_STATS_LATEST_CLICKS_API_H
#define CURT_CGI_BIN_STATS_LATEST_CLICKS_API_H

#include "http/context.h"
#include "http/request.h"

void latest_clicks(struct request *, struct context *);

#endif
