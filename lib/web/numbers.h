/*
 * numbers.h: what was counted, as the API shows it: totals, breakdowns, and a series over time; JSON or CSV.
 *
 * GET /api/v1/stats                    everything (a creator: everything of its own)
 * GET /api/v1/stats/links/{code}       a link
 * GET /api/v1/stats/campaigns/{name}   a campaign
 * GET /api/v1/stats/tags/{name}        a tag
 */
#ifndef CURT_WEB_NUMBERS_H
#define CURT_WEB_NUMBERS_H

#include "store/tally.h"
#include "web/desk.h"
#include "web/http.h"

#define NUMBERS_PATH "/api/v1/stats"

/* Handles a request to NUMBERS_PATH or below it, to its answer. */
void numbers_handle(struct http *, const struct desk *);

#endif
