/*
 * links.h: reading, listing, changing and deleting links: what is behind /api/v1/links. Making them is
 * creation.h.
 */
#ifndef CURT_WEB_LINKS_H
#define CURT_WEB_LINKS_H

#include "store/key.h"
#include "store/link.h"
#include "web/desk.h"
#include "web/http.h"

#define LINKS_PATH "/api/v1/links"

/* Handles a request to LINKS_PATH or below it, to its answer. */
void links_handle(struct http *, const struct desk *);

/* May this key see the link, or change it? */
bool links_may_see(const struct key *, const struct link *);
bool links_may_change(const struct key *, const struct link *);

#endif
