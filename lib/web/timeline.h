/*
 * timeline.h: how one message went: what became of it when, and who opened its links.
 *
 * GET /api/v1/stats/messages/{id}
 */
#ifndef CURT_WEB_TIMELINE_H
#define CURT_WEB_TIMELINE_H

#include "web/desk.h"
#include "web/http.h"

void timeline_handle(struct http *, const struct desk *, const char *id);

#endif
