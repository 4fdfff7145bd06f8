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
#define KEYS_PATH  "/api/v1/keys"
#define UI_PATH    "/ui/"

#define SIGN_IN_PATH UI_PATH "sign-in"
#define CREATE_PATH  UI_PATH "create"
#define CREATED_PATH UI_PATH "created/"

#define INVALID_HTML " aria-invalid=\"true\" autofocus" /* on a field with something wrong in it */

/* What the program keeps: context->program. */
struct shorten {
    struct page password[CONFIG_DOMAINS_MAX], report[CONFIG_DOMAINS_MAX]; /* in the order of the domains */
    struct page sign_in, create, created, problems;
};

typedef void shorten_handler(struct request *, struct context *);

shorten_handler links_create, links_list, links_get, links_patch, links_delete, links_disable, links_enable;
shorten_handler deleted_links_list, links_restore, link_qr_code_get;
shorten_handler imports_create, domains_list, problems_list, api_description_get;
shorten_handler keys_list, keys_create, keys_rotate, keys_revoke, configuration_get;
shorten_handler session_get, sign_in_form, sign_in, sign_out;
shorten_handler create_form_get, create_form_post, created_get;
shorten_handler open_form_get, open_form_post;
shorten_handler report_form_get, report_form_post;
shorten_handler reports_list, reports_delete;
shorten_handler blocklist_list, blocklist_create, blocklist_delete;
shorten_handler ui_redirect;
shorten_handler well_known_apple_get, well_known_android_get;

/* The name of the link of the path, on the domain of the query; it need not be there. False: the answer, 400,
 * is sent. */
bool links_name(struct request *, const struct context *, char name[static LINK_NAME_MAX + 1]);

/* Answers with the link and its ETag. */
void links_send_link(struct request *, const struct context *, const struct link *);

/* POST /api/v1/links of a dry run. */
void dry_run_answer(struct request *, struct context *);

/* The fields of a post from a page of ours, the caller's; NULL when an answer has been sent instead. */
struct json_object *form_read(struct request *, const struct context *);

/* What is in a field; "" when there is none of that name, or no form (NULL). */
const char *form_text(struct json_object *fields, const char *name);

/* Is the request for the default domain, where people sign in? If not, it is sent to that path there. */
bool ui_is_here(struct request *, const struct context *, const char *path);

/* To another page, after a post (303). */
void form_go(struct request *, const char *where);

/*
 * Creates the link of one request for the key, or finds one to reuse. What is wrong with the request, if
 * anything, is in wanted->error afterwards; the link in wanted->link. FAULT_REFUSED, with *wait, when the key
 * creates too many.
 */
enum fault create_link(
    const struct context *, const struct api_key *, struct link_request *wanted, int64_t *wait);

#endif
