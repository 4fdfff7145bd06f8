/*
 * ui.h: the pages under /ui/: signing in with a key, making a link, seeing it. They work without
 * JavaScript.
 */
#ifndef CURT_CGI_BIN_SHORTEN_UI_H
#define CURT_CGI_BIN_SHORTEN_UI_H

#include "http/context.h"
#include "http/page.h"
#include "http/server.h"

#define UI_PATH "/ui/"

struct ui_pages {
    struct page sign_in, make, made;
};

void ui_load(struct ui_pages *, const struct config *);

/* Handles a request to UI_PATH or below it, to its answer. */
void ui_handle(struct request *, const struct context *, const struct ui_pages *);

#endif
