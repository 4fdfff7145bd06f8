/*
 * message_timeline_api.h: how one message went: what became of it when, and who opened its links.
 *
 * GET /api/v1/stats/messages/{id}
 */
#ifndef CURT_CGI_BIN_STATS_MESSAGE_TIMELINE_API_H
#define CURT_CGI_BIN_STATS_MESSAGE_TIMELINE_API_H

#include "http/context.h"
#include "http/server.h"

void message_timeline_api_handle(struct request *, const struct context *, const char *id);

#endif
