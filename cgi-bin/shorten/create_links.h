/*
 * create_links.h: making links, one or up to a thousand in one transaction: POST /api/v1/links, and the form.
 */
#ifndef CURT_CGI_BIN_SHORTEN_CREATE_LINKS_H
#define CURT_CGI_BIN_SHORTEN_CREATE_LINKS_H

#include "http/api_key.h"
#include "http/context.h"
#include "http/server.h"
#include "link/link_request.h"

#define CREATE_LINKS_BATCH_MAX 1000

/* Handles POST /api/v1/links for this key, to its answer. */
void create_links_handle(struct request *, const struct context *, const struct api_key *);

/*
 * Makes the link of one wish for the key, or finds it again. What is wrong with the wish, if anything, is in
 * wish->error afterwards; the link in wish->link. FAULT_REFUSED, with *wait, when the key makes too many.
 */
enum fault create_links_make(
    const struct context *, const struct api_key *, struct link_request *wish, int64_t *wait);

#endif
