/*
 * ui.c: where the pages for people who sign in are.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>

#include "shorten.h"

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
