/*
 * click_stats_json.h: click statistics as JSON, under the names of the API.
 */
#ifndef CURT_STATS_CLICK_STATS_JSON_H
#define CURT_STATS_CLICK_STATS_JSON_H

#include <json-c/json.h>

#include "stats/click_stats.h"

/* Adds clicks, visitors, bots, previews, prefetches, first_click and last_click. */
void click_stats_add_totals(struct json_object *to, const struct click_stats_totals *);

#endif
