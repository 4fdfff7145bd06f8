/*
 * stats.fcgi: the numbers: of a link, a campaign, a tag, of everything, of messages; health and metrics. See
 * curt-stats(8).
 *
 * SPDX-License-Identifier: ISC
 */
#include "attention.h"
#include "busiest_api.h"
#include "click_stats_api.h"
#include "health.h"
#include "http/server.h"
#include "latest_clicks_api.h"
#include "message_stats_api.h"
#include "message_timeline_api.h"
#include "missed_api.h"
#include "recipients_api.h"

/* The name of a campaign may have slashes, and may end as the pages below it do ("/funnel"): then its slash
 * is sent as %2F. */
static const struct route stats_routes[] = {
    {HTTP_GET, "/api/v1/stats", ROLE_READER, click_stats_all, "unit tz from to top format table week"},
    {HTTP_GET, "/api/v1/stats/links/{code}", ROLE_READER, click_stats_link,
        "unit tz from to top format table week domain"},
    {HTTP_GET, "/api/v1/stats/links/{code}/latest", ROLE_READER, latest_clicks, "domain"},
    {HTTP_GET, "/api/v1/stats/busiest", ROLE_READER, busiest_list, "days limit"},
    {HTTP_GET, "/api/v1/stats/missed", ROLE_ADMIN, missed_list, "days limit domain"},
    {HTTP_GET, "/api/v1/stats/attention", ROLE_ADMIN, attention_get, NULL},
    {HTTP_GET, "/api/v1/stats/campaigns/{name*}/funnel", ROLE_READER, message_stats_campaign,
        "unit tz from to format table"},
    {HTTP_GET, "/api/v1/stats/campaigns/{name*}/recipients", ROLE_READER, recipients_list, "clicked"},
    {HTTP_GET, "/api/v1/stats/campaigns/{name*}", ROLE_READER, click_stats_campaign,
        "unit tz from to top format table week"},
    {HTTP_GET, "/api/v1/stats/tags/{name*}", ROLE_READER, click_stats_tag,
        "unit tz from to top format table week"},
    {HTTP_GET, "/api/v1/stats/messages", ROLE_READER, message_stats_all, "unit tz from to format table"},
    {HTTP_GET, "/api/v1/stats/messages/{id}", ROLE_READER, message_timeline, NULL},
    {HTTP_GET, "/api/v1/stats/health", ROLE_NONE, health_get, "role"},
    {HTTP_GET, "/metrics", ROLE_NONE, metrics_get, NULL},
};

int
main(void)
{
    static const struct server_program program = {"stats.fcgi", .routes = stats_routes,
        .route_count = sizeof stats_routes / sizeof *stats_routes, .tables = TABLE_ALL};
    return server_main(&program, NULL);
}
