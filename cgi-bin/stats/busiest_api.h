/*
 * busiest_api.h: the most clicked links and campaigns of the last days.
 *
 * GET /api/v1/stats/busiest
 */
#ifndef CURT_CGI_BIN_STATS_BUSIEST_API_H
#define CURT_CGI_BIN_STATS_BUSIEST_API_H

#include "http/context.h"
#include "http/request.h"

void busiest_list(struct request *, struct context *);

#endif
