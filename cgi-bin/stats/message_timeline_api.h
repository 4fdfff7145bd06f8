/*
 * message_timeline_api.h: how one message went: what became of it when, and who opened its links.
 *
 * GET /api/v1/stats/messages/{id}
 */
#ifndef CURT_CGI_BIN_STATS_MESSAGE_TIMELINE_API_H
#define CURT_CGI_BIN_STATS_MESSAGE_TIMELINE_API_H

#include "http/context.h"
#include "http/request.h"

void message_timeline(struct request *, struct context *);

#endif
