/*
 * well_known.c: /.well-known/apple-app-site-association and assetlinks.json: which apps open the links of a
 * domain.
 *
 * The first is what iOS 13 and later read (Apple, "Supporting associated domains"), the second a list of
 * statements (Google, "Digital Asset Links"). Both are fetched over HTTPS without following redirects.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/app_link.h"
#include "base/json.h"
#include "http/problem.h"
#include "http/response.h"
#include "shorten.h"

/* The domain of the request; NULL: the answer is sent, since there is none or it has no such apps. */
static const char *
well_known_apps(struct request *request, const struct context *context, bool ios)
{
    const struct config_domain *domain = config_domain_of_host(context->config, request->fields[HTTP_HOST]);
    if (domain == NULL) {
        problem_send_unknown_host(request);
        return NULL;
    }
    const char *apps = ios ? domain->ios_apps : domain->android_apps;
    if (apps[0] != '\0')
        return apps;
    problem_send(request, ERROR_NOT_FOUND, "No apps open the links of this domain.", NULL);
    return NULL;
}

static struct json_object *
well_known_component(const char *path, bool excluded)
{
    struct json_object *component = json_object_new_object();
    json_add_text(component, "/", path);
    if (excluded)
        json_object_object_add(component, "exclude", json_object_new_boolean(true));
    return component;
}

/* All that a link can be, and not curt's own pages, nor the page that says where a link goes. */
static struct json_object *
well_known_components(void)
{
    static const char *const excluded[] = {"/", "/*+", "/ui/*", "/api/*", "/.well-known/*", "/metrics"};
    struct json_object *components = json_object_new_array();
    for (size_t i = 0; i < sizeof excluded / sizeof *excluded; i++)
        json_object_array_add(components, well_known_component(excluded[i], true));
    json_object_array_add(components, well_known_component("/*", false));
    return components;
}

void
well_known_apple_get(struct request *request, struct context *context)
{
    const char *at = well_known_apps(request, context, true);
    struct app_link app;
    if (at == NULL)
        return;
    struct json_object *file = json_object_new_object(), *links = json_object_new_object();
    struct json_object *details = json_object_new_array(), *detail = json_object_new_object();
    struct json_object *ids = json_object_new_array();
    while (app_link_next(&at, app_link_read_ios, &app))
        json_object_array_add(ids, json_object_new_string(app.id));
    json_object_object_add(detail, "appIDs", ids);
    json_object_object_add(detail, "components", well_known_components());
    json_object_array_add(details, detail);
    json_object_object_add(links, "details", details);
    json_object_object_add(file, "applinks", links);
    response_send_json(request, 200, "application/json", file);
}

static struct json_object *
well_known_statement(const struct app_link *app)
{
    struct json_object *statement = json_object_new_object(), *target = json_object_new_object();
    struct json_object *relation = json_object_new_array(), *fingerprints = json_object_new_array();
    json_object_array_add(relation, json_object_new_string("delegate_permission/common.handle_all_urls"));
    json_object_array_add(fingerprints, json_object_new_string(app->fingerprint));
    json_add_text(target, "namespace", "android_app");
    json_add_text(target, "package_name", app->id);
    json_object_object_add(target, "sha256_cert_fingerprints", fingerprints);
    json_object_object_add(statement, "relation", relation);
    json_object_object_add(statement, "target", target);
    return statement;
}

void
well_known_android_get(struct request *request, struct context *context)
{
    const char *at = well_known_apps(request, context, false);
    struct app_link app;
    if (at == NULL)
        return;
    struct json_object *statements = json_object_new_array();
    while (app_link_next(&at, app_link_read_android, &app))
        json_object_array_add(statements, well_known_statement(&app));
    response_send_json(request, 200, "application/json", statements);
}
