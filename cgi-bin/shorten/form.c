/*
 * form.c: what a page of ours posts.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/auth.h"
#include "link/link_form.h"
#include "shorten.h"

enum { FORM_BODY_MAX = 65536 };

struct json_object *
form_read(struct request *request, const struct context *context)
{
    char *body;
    size_t length;
    struct json_object *fields = NULL;
    if (!auth_same_origin(request, context->config)) {
        problem_send(request, ERROR_CROSS_SITE, "This form was sent from another site.", NULL);
        return NULL;
    }
    if (request_is_type(request, "application/x-www-form-urlencoded") &&
        request_body(request, FORM_BODY_MAX, &body, &length) == FAULT_NONE)
        fields = link_form_parse(body);
    if (fields == NULL)
        problem_send(request, ERROR_INVALID_FORM, "The form cannot be read.", NULL);
    return fields;
}

const char *
form_text(struct json_object *fields, const char *name)
{
    struct json_object *value;
    return fields != NULL && json_object_object_get_ex(fields, name, &value) ? json_object_get_string(value)
                                                                             : "";
}

void
form_go(struct request *request, const char *where)
{
    response_header(request, "Location", where);
    response_header(request, "Cache-Control", "no-store");
    response_send(request, 303, NULL, NULL, 0);
}
