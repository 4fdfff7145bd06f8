/*
 * root.c: GET /: what somebody sees who takes the path off a short link ([web] root).
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "shorten.h"

void
root_get(struct request *request, struct context *context)
{
    const struct shorten *pages = context->program;
    const char *root = context->config->web_root;
    if (strcmp(root, "404") == 0) {
        problem_send(request, ERROR_NOT_FOUND, "There is nothing at this address.", NULL);
    } else if (strcmp(root, "page") == 0) {
        page_send(request, 200, &pages->root, (const struct page_value[]){{NULL, NULL}});
    } else {
        response_header(request, "Location", root);
        response_send(request, 302, NULL, NULL, 0);
    }
}

void
ui_redirect(struct request *request, struct context *context)
{
    (void)context;
    response_header(request, "Location", UI_PATH);
    response_send(request, 302, NULL, NULL, 0);
}
