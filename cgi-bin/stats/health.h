/*
 * health.h: is curt well: GET /api/v1/stats/health for monitors, GET /metrics for Prometheus.
 */
#ifndef CURT_CGI_BIN_STATS_HEALTH_H
#define CURT_CGI_BIN_STATS_HEALTH_H

#include "http/context.h"
#include "http/server.h"

#define HEALTH_HEALTH  "/api/v1/stats/health"
#define HEALTH_METRICS "/metrics"

/* 200 while events are counted in time, 503 when the oldest uncounted one is older than [stats] max_lag. No
 * key. */
void health_handle(struct request *, const struct context *);

/* Prometheus text; takes [stats] metrics_token, or any API key. */
void health_metrics(struct request *, const struct context *);

#endif
