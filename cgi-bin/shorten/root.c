/*
 * root.c: GET /: what somebody sees who takes the path off a short link ([web] root, or its domain's).
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include "shorten.h"

void
root_get(struct request *request, struct context *context)
{
    const struct shorten *pages = context->program;
    const struct config *config = context->config;
    const struct config_domain *domain = config_domain_of_host(config, request->fields[HTTP_HOST]);
    if (domain == NULL) {
        problem_send_unknown_host(request);
    } else if (strcmp(domain->root, "404") == 0) {
        problem_send(request, ERROR_NOT_FOUND, "There is nothing at this address.", NULL);
    } else if (strcmp(domain->root, "page") == 0) {
        page_send(
            request, 200, &pages->root[domain - config->domains], (const struct page_value[]){{NULL, NULL}});
    } else {
        response_header(request, "Location", domain->root);
        response_send(request, 302, NULL, NULL, 0);
    }
}

/* People sign in at the default domain alone, so that a sign-in is one host's: whoever has the DNS of another
 * domain, or of a part of it, gets nothing of it. */
bool
ui_is_here(struct request *request, const struct context *context, const char *path)
{
    const struct config *config = context->config;
    char where[CONFIG_VALUE_SIZE + 64];
    if (config_domain_of_host(config, request->fields[HTTP_HOST]) == config->domains)
        return true;
    snprintf(where, sizeof where, "%s%s", config->web_base_url, path);
    response_header(request, "Location", where);
    response_send(request, 303, NULL, NULL, 0);
    return false;
}

void
ui_redirect(struct request *request, struct context *context)
{
    if (!ui_is_here(request, context, UI_PATH))
        return;
    response_header(request, "Location", UI_PATH);
    response_send(request, 302, NULL, NULL, 0);
}
