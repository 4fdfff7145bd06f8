/*
 * attention.h: what an administrator should look at.
 *
 * GET /api/v1/stats/attention
 */
#ifndef CURT_CGI_BIN_STATS_ATTENTION_H
#define CURT_CGI_BIN_STATS_ATTENTION_H

#include "http/context.h"
#include "http/request.h"

void attention_get(struct request *, struct context *);

#endif
