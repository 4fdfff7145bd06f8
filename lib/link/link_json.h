/*
 * link_json.h: a link as the API shows it.
 */
#ifndef CURT_LINK_LINK_JSON_H
#define CURT_LINK_LINK_JSON_H

#include <json-c/json.h>

#include "base/config.h"
#include "link/link.h"

#define LINK_SHORT_URL_SIZE \
    (CONFIG_VALUE_SIZE + 64 + SHORT_CODE_URL_SIZE) /* room for a URL of curt's own, with its NUL */
#define LINK_ETAG_SIZE 48

/* https://s.example.com/{code}, percent-encoded where it must be */
void link_short_url(const struct link *, const struct config *, char out[static LINK_SHORT_URL_SIZE]);

/* The name of the link of a short URL, which must have its http:// or https://. "": it is none. */
void link_name_of_url(const char *url, const struct config *, char name[static LINK_NAME_MAX + 1]);

/* The name of the domain that it is on, the default one's too. */
const char *link_domain(const struct link *, const struct config *);

/* The link as it is at this time; used is what link_uses says. The caller owns the object. */
struct json_object *link_to_json(const struct link *, const struct config *, int64_t now, uint64_t used);

/* "live", "not_yet", "expired", "disabled", "used_up" */
const char *link_state_name(enum link_state);

/* The link's ETag (RFC 9110, 8.8.3), which each change changes. */
void link_etag(const struct link *, char out[static LINK_ETAG_SIZE]);

#endif
