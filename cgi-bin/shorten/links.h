/*
 * links.h: reading, listing, changing and deleting links: what is behind /api/v1/links. Making them is
 * create_links.h.
 */
#ifndef CURT_CGI_BIN_SHORTEN_LINKS_H
#define CURT_CGI_BIN_SHORTEN_LINKS_H

#include "http/api_key.h"
#include "http/context.h"
#include "http/server.h"
#include "link/link.h"

#define LINKS_PATH "/api/v1/links"

/* Handles a request to LINKS_PATH or below it, to its answer. */
void links_handle(struct request *, const struct context *);

#endif
