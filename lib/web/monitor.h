/*
 * monitor.h: is curt well: GET /api/v1/stats/health for monitors, GET /metrics for Prometheus.
 */
#ifndef CURT_WEB_MONITOR_H
#define CURT_WEB_MONITOR_H

#include "web/desk.h"
#include "web/http.h"

#define MONITOR_HEALTH  "/api/v1/stats/health"
#define MONITOR_METRICS "/metrics"

/* 200 while events are counted in time, 503 when the oldest uncounted one is older than [stats] max_lag. No
 * key. */
void monitor_health(struct http *, const struct desk *);

/* Prometheus text; takes [stats] metrics_token, or any API key. */
void monitor_metrics(struct http *, const struct desk *);

#endif
