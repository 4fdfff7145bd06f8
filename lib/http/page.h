/*
 * page.h: the pages that people see: files of HTML in [web] pages, read when a program starts, with {{name}}
 * where a value goes. Values are escaped; a name that ends in _html is markup of ours and is not.
 */
#ifndef CURT_HTTP_PAGE_H
#define CURT_HTTP_PAGE_H

#include "base/config.h"
#include "http/request.h"

struct page {
    char *text; /* the caller's, for the program's life */
};

struct page_value {
    const char *name, *text;
};

/*
 * Reads the page from the directory of [web] pages, or if there is none, curt's own. One that cannot be read
 * is fatal, and the message says which.
 */
struct page page_load(const struct config *, const char *name);

/* The same of a domain's, whose directory is looked in first. */
struct page page_load_of(const struct config *, const struct config_domain *, const char *name);

/* Sends the page with the values, which end with a name of NULL. An unknown name becomes nothing. */
void page_send(struct request *, int status, const struct page *, const struct page_value *values);

/* The same of a page with a form whose answer leads to another site: browsers hold form-action against that,
 * too. */
void page_send_leading(struct request *, int status, const struct page *, const struct page_value *values);

#endif
