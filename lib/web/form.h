/*
 * form.h: the pages under /ui/: signing in with a key, making a link, seeing it. They work without
 * JavaScript.
 */
#ifndef CURT_WEB_FORM_H
#define CURT_WEB_FORM_H

#include "web/desk.h"
#include "web/http.h"
#include "web/page.h"

#define FORM_PATH "/ui/"

struct form_pages {
    struct page sign_in, make, made;
};

void form_load(struct form_pages *, const struct conf *);

/* Handles a request to FORM_PATH or below it, to its answer. */
void form_handle(struct http *, const struct desk *, const struct form_pages *);

#endif
