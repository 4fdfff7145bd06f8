/*
 * recipients_api.h: the messages of a campaign one by one, as CSV: to whom, how far each came, and who
 * clicked.
 *
 * GET /api/v1/stats/campaigns/{name}/recipients
 */
#ifndef CURT_CGI_BIN_STATS_RECIPIENTS_API_H
#define CURT_CGI_BIN_STATS_RECIPIENTS_API_H

#include "http/context.h"
#include "http/request.h"

void recipients_list(struct request *, struct context *);

#endif
