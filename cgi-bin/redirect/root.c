/*
 * root.c: GET /: what somebody sees who takes the path off a short link ([web] root, or its domain's).
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "http/problem.h"
#include "http/response.h"
#include "redirect.h"

void
redirect_send_root(const struct redirect *r, struct request *request)
{
    const char *root = r->domain->root;
    if (strcmp(root, "404") == 0) {
        problem_send(request, ERROR_NOT_FOUND, "There is nothing at this address.", NULL);
    } else if (strcmp(root, "page") == 0) {
        page_send(request, 200, &redirect_pages(r)->root, (const struct page_value[]){{NULL, NULL}});
    } else {
        response_header(request, "Location", root);
        response_send(request, 302, NULL, NULL, 0);
    }
}
