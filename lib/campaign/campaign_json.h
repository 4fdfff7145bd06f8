/*
 * campaign_json.h: a campaign as JSON, the same for the command and the API.
 */
#ifndef CURT_CAMPAIGN_CAMPAIGN_JSON_H
#define CURT_CAMPAIGN_CAMPAIGN_JSON_H

#include "base/json.h"
#include "campaign/campaign.h"

/* With carrier_pause as it is now: not in a transaction. The caller owns the object. */
struct json_object *campaign_to_json(const struct campaign *, struct env *);

#endif
