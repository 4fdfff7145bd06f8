/*
 * problems.c: /api/v1/problems: the problem types, to which the type of each problem points.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>

#include "base/json.h"
#include "base/memory.h"
#include "http/problem_type.h"
#include "shorten.h"

enum { PROBLEMS_HTML = 32 * 1024 };

static void
problems_send_page(struct request *request, const struct page *page)
{
    char *space = xmalloc(PROBLEMS_HTML);
    struct buffer html = buffer_over(space, PROBLEMS_HTML);
    for (enum error_code code = 0; code < ERROR_CODES; code++) {
        const struct problem_type *type = problem_type(code);
        buffer_addf(&html, "<dt id=\"%s\"><code>%s</code> (%d)<dd>", type->name, type->name, type->status);
        buffer_add_html(&html, type->meaning);
    }
    page_send(request, 200, page, (const struct page_value[]){{"types_html", html.text}, {NULL, NULL}});
    free(space);
}

void
problems_list(struct request *request, struct context *context)
{
    const struct shorten *shorten = context->program;
    if (request_wants_page(request)) {
        problems_send_page(request, &shorten->problems);
        return;
    }
    struct json_object *answer = json_object_new_object(), *list = json_object_new_array();
    json_object_object_add(answer, "problems", list);
    for (enum error_code code = 0; code < ERROR_CODES; code++) {
        const struct problem_type *type = problem_type(code);
        struct json_object *one = json_object_new_object();
        json_add_text(one, "code", type->name);
        json_object_object_add(one, "status", json_object_new_int(type->status));
        json_add_text(one, "meaning", type->meaning);
        json_object_array_add(list, one);
    }
    response_send_json(request, 200, "application/json", answer);
}
