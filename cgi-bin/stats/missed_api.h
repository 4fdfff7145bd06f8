/*
 * missed_api.h: what was asked for in the last days and did not open.
 *
 * GET /api/v1/stats/missed
 */
#ifndef CURT_CGI_BIN_STATS_MISSED_API_H
#define CURT_CGI_BIN_STATS_MISSED_API_H

#include "http/context.h"
#include "http/request.h"

void missed_list(struct request *, struct context *);

#endif
