/*
 * recipients.h: the messages of a campaign one by one, as CSV: to whom, how far each came, and who clicked.
 *
 * GET /api/v1/stats/campaigns/{name}/recipients
 */
#ifndef CURT_WEB_RECIPIENTS_H
#define CURT_WEB_RECIPIENTS_H

#include "web/desk.h"
#include "web/http.h"

void recipients_handle(struct http *, const struct desk *, const char *campaign);

#endif
