/*
 * link_view.h: a link as the API shows it.
 */
#ifndef CURT_WEB_LINK_VIEW_H
#define CURT_WEB_LINK_VIEW_H

#include <json-c/json.h>

#include "base/conf.h"
#include "store/link.h"

#define LINK_URL_MAX (CONF_TEXT + 64 + CODE_MAX) /* room for a URL of curt's own, with its NUL */
#define LINK_ETAG    48

/* https://s.example.com/{code} */
void link_short_url(const struct link *, const struct conf *, char out[static LINK_URL_MAX]);

/* The link as it is at this moment; used is what link_uses says. The caller owns the object. */
struct json_object *link_view(const struct link *, const struct conf *, int64_t now, uint64_t used);

/* "live", "not_yet", "expired", "disabled", "used_up" */
const char *link_state_name(enum link_state);

/* The link's ETag (RFC 9110, 8.8.3), which each change changes. */
void link_etag(const struct link *, char out[static LINK_ETAG]);

#endif
