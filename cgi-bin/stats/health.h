/*
 * health.h: is curt well: GET /api/v1/stats/health for monitors, GET /metrics for Prometheus.
 */
#ifndef CURT_CGI_BIN_STATS_HEALTH_H
#define CURT_CGI_BIN_STATS_HEALTH_H

#include "http/context.h"
#include "http/request.h"

/* 200 while events are counted in time, 503 when the oldest uncounted one is older than [stats] max_lag; with
 * ?role=master also 503 where nothing can be written. No key. */
void health_get(struct request *, struct context *);

/* Prometheus text; takes [stats] metrics_token, or any API key. */
void metrics_get(struct request *, struct context *);

#endif
