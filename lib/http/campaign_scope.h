/*
 * campaign_scope.h: what a key that is limited to one campaign may ask for: that campaign, its recipients,
 * funnel and statistics, its messages and its links. Nothing else, and nothing that is new before it is
 * listed here.
 */
#ifndef CURT_HTTP_CAMPAIGN_SCOPE_H
#define CURT_HTTP_CAMPAIGN_SCOPE_H

#include <stdbool.h>

#include "http/request.h"

/*
 * Is this request, which fits the path of a route, about the campaign? Of a message and a link that the path
 * names, the handler has to see (api_key_may_see).
 */
bool campaign_scope_allows(const struct request *, const char *path, const char *campaign);

#endif
