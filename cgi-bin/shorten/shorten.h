/*
 * shorten.h: shorten.fcgi in its parts: the handlers of its routes (shorten.c), a file a resource, and the
 * pages.
 */
#ifndef CURT_CGI_BIN_SHORTEN_SHORTEN_H
#define CURT_CGI_BIN_SHORTEN_SHORTEN_H

#include "http/context.h"
#include "http/page.h"
#include "http/problem.h"
#include "http/request.h"
#include "http/response.h"
#include "link/link_request.h"

#define LINKS_PATH "/api/v1/links"
#define UI_PATH    "/ui/"

/* What the program keeps: context->program. */
struct shorten {
    struct page sign_in, make, made, problems;
};

typedef void shorten_handler(struct request *, struct context *);

shorten_handler links_create, links_list, links_get, links_patch, links_delete, links_disable, links_enable;
shorten_handler link_qr_code_get;
shorten_handler ui_home, ui_link, ui_create, ui_sign_in, ui_sign_out, ui_redirect;
shorten_handler problems_list;

/*
 * Creates the link of one request for the key, or finds one to reuse. What is wrong with the request, if
 * anything, is in wanted->error afterwards; the link in wanted->link. FAULT_REFUSED, with *wait, when the key
 * creates too many.
 */
enum fault create_link(
    const struct context *, const struct api_key *, struct link_request *wanted, int64_t *wait);

#endif
