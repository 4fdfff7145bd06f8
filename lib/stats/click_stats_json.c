/*
 * click_stats_json.c: totals become members.
 *
 * SPDX-License-Identifier: ISC
 */
#include "stats/click_stats_json.h"

#include "base/json.h"

void
click_stats_add_totals(struct json_object *to, const struct click_stats_totals *totals)
{
    json_object_object_add(to, "clicks", json_object_new_uint64(totals->opens[CLICK_PERSON]));
    json_object_object_add(to, "visitors", json_object_new_uint64(totals->visitors));
    json_object_object_add(to, "bots", json_object_new_uint64(totals->opens[CLICK_BOT]));
    json_object_object_add(to, "previews", json_object_new_uint64(totals->opens[CLICK_PREVIEW]));
    json_object_object_add(to, "prefetches", json_object_new_uint64(totals->opens[CLICK_PREFETCH]));
    json_add_timestamp(to, "first_click", totals->first);
    json_add_timestamp(to, "last_click", totals->last);
}
