/*
 * shorten.fcgi: creates, lists, changes and deletes links: the API under /api/v1/links, and the pages under
 * /ui/. See curt-shorten(8).
 *
 * SPDX-License-Identifier: ISC
 */
#include "shorten.h"

#include "http/password_page.h"
#include "http/server.h"
#include "link/code_case.h"

static const struct route shorten_routes[] = {
    {HTTP_GET, "/api/v1/links", ROLE_READER, links_list,
        "limit cursor tag campaign q state messages sort clicks domain"},
    {HTTP_POST, "/api/v1/links", ROLE_CREATOR, links_create, "dry_run"},
    {HTTP_GET, "/api/v1/links/{code}", ROLE_READER, links_get, "domain"},
    {HTTP_PATCH, "/api/v1/links/{code}", ROLE_CREATOR, links_patch, "domain"},
    {HTTP_DELETE, "/api/v1/links/{code}", ROLE_CREATOR, links_delete, "domain"},
    {HTTP_POST, "/api/v1/links/{code}/disable", ROLE_CREATOR, links_disable, "domain"},
    {HTTP_POST, "/api/v1/links/{code}/enable", ROLE_CREATOR, links_enable, "domain"},
    {HTTP_POST, "/api/v1/links/{code}/restore", ROLE_CREATOR, links_restore, "domain"},
    {HTTP_GET, "/api/v1/links/{code}/qr", ROLE_READER, link_qr_code_get, "format scale domain"},
    {HTTP_GET, "/api/v1/blocklist", ROLE_ADMIN, blocklist_list, "limit cursor"},
    {HTTP_POST, "/api/v1/blocklist", ROLE_ADMIN, blocklist_create, NULL},
    {HTTP_DELETE, "/api/v1/blocklist/{entry*}", ROLE_ADMIN, blocklist_delete, NULL},
    {HTTP_GET, "/api/v1/reports", ROLE_ADMIN, reports_list, "limit cursor"},
    {HTTP_DELETE, "/api/v1/reports/{id}", ROLE_ADMIN, reports_delete, NULL},
    {HTTP_POST, "/api/v1/imports", ROLE_ADMIN, imports_create, "source dry_run conflict domain tz"},
    {HTTP_GET, "/api/v1/domains", ROLE_READER, domains_list, NULL},
    {HTTP_GET, "/api/v1/problems", ROLE_NONE, problems_list, NULL},
    {HTTP_GET, "/api/v1/openapi.yaml", ROLE_NONE, api_description_get, NULL},
    {HTTP_GET, "/api/v1/keys", ROLE_ADMIN, keys_list, NULL},
    {HTTP_POST, "/api/v1/keys", ROLE_ADMIN, keys_create, NULL},
    {HTTP_POST, "/api/v1/keys/{id}/rotate", ROLE_ADMIN, keys_rotate, "overlap"},
    {HTTP_DELETE, "/api/v1/keys/{id}", ROLE_ADMIN, keys_revoke, NULL},
    {HTTP_GET, "/api/v1/config", ROLE_ADMIN, configuration_get, NULL},
    {HTTP_GET, "/api/v1/session", ROLE_READER, session_get, NULL},
    /* The pages know people by a cookie, and answer them with pages. */
    {HTTP_GET, "/.well-known/apple-app-site-association", ROLE_NONE, well_known_apple_get, NULL},
    {HTTP_GET, "/.well-known/assetlinks.json", ROLE_NONE, well_known_android_get, NULL},
    {HTTP_GET, "/ui", ROLE_NONE, ui_redirect, NULL},
    {HTTP_GET, UI_PATH "report", ROLE_NONE, report_form_get, "link"},
    {HTTP_POST, UI_PATH "report", ROLE_NONE, report_form_post, NULL},
    {HTTP_GET, SIGN_IN_PATH, ROLE_NONE, sign_in_form, NULL},
    {HTTP_POST, SIGN_IN_PATH, ROLE_NONE, sign_in, NULL},
    {HTTP_POST, UI_PATH "sign-out", ROLE_NONE, sign_out, NULL},
    {HTTP_GET, CREATE_PATH, ROLE_NONE, create_form_get, NULL},
    {HTTP_POST, CREATE_PATH, ROLE_NONE, create_form_post, NULL},
    {HTTP_GET, PASSWORD_PAGE_PATH "{code}", ROLE_NONE, open_form_get, NULL},
    {HTTP_POST, PASSWORD_PAGE_PATH "{code}", ROLE_NONE, open_form_post, NULL},
    {HTTP_GET, CREATED_PATH "{code}", ROLE_NONE, created_get, "domain"},
};

static void
shorten_open(struct context *context)
{
    struct shorten *pages = context->program;
    for (size_t i = 0; i < context->config->domain_count; i++) {
        pages->password[i] = page_load_of(context->config, &context->config->domains[i], "password.html");
        pages->report[i] = page_load_of(context->config, &context->config->domains[i], "report.html");
    }
    pages->sign_in = page_load(context->config, "sign-in.html");
    pages->create = page_load(context->config, "create.html");
    pages->created = page_load(context->config, "created.html");
    pages->problems = page_load(context->config, "problems.html");
}

static void
shorten_begin(struct context *context)
{
    code_case_begin(context->env, context->config, false);
}

int
main(void)
{
    static struct shorten shorten;
    static const struct server_program program = {"shorten.fcgi", .routes = shorten_routes,
        .route_count = sizeof shorten_routes / sizeof *shorten_routes, .tables = TABLE_ALL,
        .open = shorten_open, .begin = shorten_begin};
    return server_main(&program, &shorten);
}
