/*
 * recipients_api.h: the messages of a campaign one by one, as CSV: to whom, how far each came, and who
 * clicked.
 *
 * GET /api/v1/stats/campaigns/{name}/recipients
 */
#ifndef CURT_CGI_BIN_STATS_RECIPIENTS_API_H
#define CURT_CGI_BIN_STATS_RECIPIENTS_API_H

#include "http/context.h"
#include "http/server.h"

void recipients_api_handle(struct request *, const struct context *, const char *campaign);

#endif
