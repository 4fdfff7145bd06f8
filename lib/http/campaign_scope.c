/*
 * campaign_scope.c: the routes that are about a campaign, and what of a request names it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/campaign_scope.h"

#include <string.h>

enum campaign_scope_place {
    CAMPAIGN_IN_PATH,  /* {name} */
    CAMPAIGN_IN_QUERY, /* the filter `campaign` */
    CAMPAIGN_IN_STORE, /* the handler looks */
};

static const struct {
    enum http_method method; /* HTTP_OTHER: any */
    const char *path;
    enum campaign_scope_place place;
} campaign_scope_routes[] = {
    {HTTP_OTHER, "/api/v1/campaigns/{name}", CAMPAIGN_IN_PATH},
    {HTTP_OTHER, "/api/v1/campaigns/{name}/recipients", CAMPAIGN_IN_PATH},
    {HTTP_OTHER, "/api/v1/campaigns/{name}/test", CAMPAIGN_IN_PATH},
    {HTTP_OTHER, "/api/v1/campaigns/{name}/start", CAMPAIGN_IN_PATH},
    {HTTP_OTHER, "/api/v1/campaigns/{name}/pause", CAMPAIGN_IN_PATH},
    {HTTP_OTHER, "/api/v1/campaigns/{name}/resume", CAMPAIGN_IN_PATH},
    {HTTP_OTHER, "/api/v1/campaigns/{name}/cancel", CAMPAIGN_IN_PATH},
    {HTTP_OTHER, "/api/v1/campaigns/{name}/retry", CAMPAIGN_IN_PATH},
    {HTTP_GET, "/api/v1/stats/campaigns/{name*}", CAMPAIGN_IN_PATH},
    {HTTP_GET, "/api/v1/stats/campaigns/{name*}/funnel", CAMPAIGN_IN_PATH},
    {HTTP_GET, "/api/v1/stats/campaigns/{name*}/recipients", CAMPAIGN_IN_PATH},
    {HTTP_GET, "/api/v1/messages", CAMPAIGN_IN_QUERY},
    {HTTP_GET, "/api/v1/messages/{id}/receipts", CAMPAIGN_IN_STORE},
    {HTTP_OTHER, "/api/v1/messages/{id}", CAMPAIGN_IN_STORE},
    {HTTP_OTHER, "/api/v1/messages/{id}/cancel", CAMPAIGN_IN_STORE},
    {HTTP_OTHER, "/api/v1/messages/{id}/resend", CAMPAIGN_IN_STORE},
    {HTTP_GET, "/api/v1/stats/messages/{id}", CAMPAIGN_IN_STORE},
    {HTTP_GET, "/api/v1/links", CAMPAIGN_IN_QUERY},
    {HTTP_GET, "/api/v1/links/{code}", CAMPAIGN_IN_STORE},
    {HTTP_GET, "/api/v1/stats/links/{code}", CAMPAIGN_IN_STORE},
    {HTTP_GET, "/api/v1/stats/links/{code}/latest", CAMPAIGN_IN_STORE},
};

/* Deleted links are listed whatever their campaign: that list is not for such a key. */
static bool
campaign_scope_is_filter(const struct request *request, const char *campaign)
{
    char value[API_KEY_CAMPAIGN_MAX + 1], state[16];
    return request_query(request, "campaign", value, sizeof value) == FAULT_NONE &&
           strcmp(value, campaign) == 0 &&
           (request_query(request, "state", state, sizeof state) != FAULT_NONE ||
               strcmp(state, "deleted") != 0);
}

bool
campaign_scope_allows(const struct request *request, const char *path, const char *campaign)
{
    const enum http_method method = request->method == HTTP_HEAD ? HTTP_GET : request->method;
    if (strcmp(path, "/api/v1/session") == 0)
        return true; /* what the key itself is */
    for (size_t i = 0; i < sizeof campaign_scope_routes / sizeof *campaign_scope_routes; i++) {
        if (strcmp(campaign_scope_routes[i].path, path) != 0 ||
            (campaign_scope_routes[i].method != HTTP_OTHER && campaign_scope_routes[i].method != method))
            continue;
        const enum campaign_scope_place place = campaign_scope_routes[i].place;
        return place == CAMPAIGN_IN_STORE ||
               (place == CAMPAIGN_IN_PATH ? strcmp(request_param(request, "name"), campaign) == 0
                                          : campaign_scope_is_filter(request, campaign));
    }
    return false;
}
