/*
 * migrations.c: the migrations of the store, from the first version to the last.
 *
 * SPDX-License-Identifier: ISC
 */
#include "upgrade/old_event_log.h"
#include "upgrade/old_summaries.h"
#include "upgrade/old_visitors.h"

const struct migration migrations[STORE_VERSION] = {
    {.what = "write the version into the store"},
    {.what = "copy the event log into smaller records", .alone = true, .run = old_event_log_copy},
    {.what = "gather what each visitor was seen in", .alone = true, .run = old_visitors_gather},
    {.what = "join the counts of each link", .alone = true, .run = old_summaries_join},
    {.what = "let links have redirect rules", .alone = true},
};
