/*
 * ui.c: the pages under /ui/: signing in with a key, creating a link, seeing it. They work without
 * JavaScript.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include "base/timestamp.h"
#include "http/auth.h"
#include "http/problem_type.h"
#include "http/session.h"
#include "link/click_limit.h"
#include "link/link_index.h"
#include "link/link_json.h"
#include "net/url.h"
#include "shorten.h"

enum { UI_BODY_MAX = 65536, UI_LATEST = 10, UI_LATEST_HTML = 65536, UI_SHOWN = 120, UI_TAGS = 1024 };

static void
ui_go(struct request *request, const char *where)
{
    response_header(request, "Location", where);
    response_header(request, "Cache-Control", "no-store");
    response_send(request, 303, NULL, NULL, 0);
}

static void
ui_cookie(struct request *request, const struct config *config, const char *value, long long seconds)
{
    char cookie[256];
    snprintf(cookie, sizeof cookie,
        AUTH_COOKIE "=%s; Path=" UI_PATH "; Max-Age=%lld; HttpOnly; SameSite=Strict%s", value, seconds,
        strncmp(config->web_base_url, "https:", 6) == 0 ? "; Secure" : "");
    response_header(request, "Set-Cookie", cookie);
}

static void
ui_show_sign_in(struct request *request, const struct shorten *pages, int status, const char *error)
{
    response_header(request, "Cache-Control", "no-store");
    page_send(request, status, &pages->sign_in, (const struct page_value[]){{"error", error}, {NULL, NULL}});
}

/* The table of the newest links, as HTML. */
struct latest {
    struct buffer html;
    const struct context *context;
    int count;
};

static bool
ui_add_latest(const struct link *link, void *arg)
{
    struct latest *latest = arg;
    char url[LINK_SHORT_URL_SIZE];
    link_short_url(link, latest->context->config, url);
    buffer_addf(&latest->html, "<tr><td><a href=\"" UI_PATH "links/%s\">", link->code);
    buffer_add_html(&latest->html, url);
    buffer_add(&latest->html, "</a><td>");
    char shown[UI_SHOWN + 4];
    snprintf(shown, sizeof shown, "%.*s%s", UI_SHOWN, link->url, strlen(link->url) > UI_SHOWN ? "..." : "");
    buffer_add_html(&latest->html, link->title[0] != '\0' ? link->title : shown);
    return ++latest->count < UI_LATEST;
}

static enum fault
ui_latest_body(struct txn *txn, void *arg)
{
    struct latest *latest = ((void **)arg)[0];
    const struct api_key *key = ((void **)arg)[1];
    struct link_list list = {.group = LINK_GROUP_ALL, .owner = api_key_scope(key)};
    latest->html = buffer_over(latest->html.text, latest->html.size);
    latest->count = 0;
    enum fault fault = link_list_visit(txn, &list, ui_add_latest, latest);
    return fault == FAULT_FULL ? FAULT_NONE : fault;
}

/* What was typed into a field of the form; typed is NULL when nothing was. */
static const char *
ui_typed(struct json_object *typed, const char *name)
{
    struct json_object *value;
    return typed != NULL && json_object_object_get_ex(typed, name, &value) ? json_object_get_string(value)
                                                                           : "";
}

static void
ui_typed_tags(struct json_object *typed, char out[static UI_TAGS])
{
    struct json_object *tags;
    struct buffer b = buffer_over(out, UI_TAGS);
    if (typed != NULL && json_object_object_get_ex(typed, "tags", &tags))
        for (size_t i = 0; i < json_object_array_length(tags); i++) {
            buffer_add(&b, i > 0 ? ", " : "");
            buffer_add(&b, json_object_get_string(json_object_array_get_idx(tags, i)));
        }
}

/* The form, with what was typed before when something was wrong with it. */
static void
ui_show_make(struct request *request, const struct context *context, const struct shorten *pages,
    const struct api_key *key, const struct input_error *error, struct json_object *typed)
{
    char tags[UI_TAGS];
    char space[UI_LATEST_HTML];
    struct latest latest = {.html = buffer_over(space, sizeof space), .context = context};
    if (env_txn(context->env, ENV_WRITE, ui_latest_body, (void *[]){&latest, (void *)(uintptr_t)key}) !=
        FAULT_NONE) {
        problem_send_store(request);
        return;
    }
    response_header(request, "Cache-Control", "no-store");
    ui_typed_tags(typed, tags);
    page_send(request, error == NULL ? 200 : problem_type(error->code)->status, &pages->make,
        (const struct page_value[]){{"key", key->name}, {"error", error == NULL ? "" : error->detail},
            {"url", ui_typed(typed, "url")}, {"alias", ui_typed(typed, "alias")},
            {"title", ui_typed(typed, "title")}, {"campaign", ui_typed(typed, "campaign")}, {"tags", tags},
            {"expires_at", ui_typed(typed, "expires_at")}, {"max_clicks", ui_typed(typed, "max_clicks")},
            {"open_html", typed != NULL ? " open" : ""}, {"latest_html", latest.html.text}, {NULL, NULL}});
}

static void
ui_show_made(struct request *request, const struct context *context, const struct shorten *pages,
    const struct api_key *key, const char *code)
{
    struct link link;
    uint64_t used = 0;
    char url[LINK_SHORT_URL_SIZE], expires[TIMESTAMP_SIZE] = "never";
    enum fault fault = link_get_owned(env_read(context->env), code, api_key_scope(key), &link);
    if (fault == FAULT_NONE && link.max_clicks > 0)
        fault = click_limit_used(env_read(context->env), &link, &used);
    if (fault != FAULT_NONE) {
        problem_send_fault(request, fault, "There is no such link.");
        return;
    }
    link_short_url(&link, context->config, url);
    if (link.expires != 0)
        timestamp_format(link.expires, expires);
    response_header(request, "Cache-Control", "no-store");
    page_send(request, 200, &pages->made,
        (const struct page_value[]){{"short_url", url}, {"url", link.url}, {"title", link.title},
            {"expires", expires}, {"state", link_state_name(link_state(&link, timestamp_now(), used))},
            {NULL, NULL}});
}

/* The fields of a post from our own page; NULL when an answer has been sent instead. */
static struct json_object *
ui_fields(struct request *request, const struct context *context)
{
    char *body;
    size_t length;
    struct json_object *fields = NULL;
    if (!auth_same_origin(request, context->config)) {
        problem_send(request, ERROR_CROSS_SITE, "This form was sent from another site.", NULL);
        return NULL;
    }
    if (request_is_type(request, "application/x-www-form-urlencoded") &&
        request_body(request, UI_BODY_MAX, &body, &length) == FAULT_NONE)
        fields = link_request_parse_form(body);
    if (fields == NULL)
        problem_send(request, ERROR_INVALID_FORM, "The form cannot be read.", NULL);
    return fields;
}

void
ui_sign_in(struct request *request, struct context *context)
{
    const struct shorten *pages = context->program;
    struct json_object *fields = ui_fields(request, context), *sent;
    struct api_key key;
    char cookie[SESSION_SIZE];
    if (fields == NULL)
        return;
    const char *text = json_object_object_get_ex(fields, "key", &sent) ? json_object_get_string(sent) : NULL;
    enum fault fault = text != NULL ? api_key_verify(context->env, text, &key) : FAULT_MISSING;
    json_object_put(fields);
    if (fault == FAULT_NONE)
        fault = session_add(context->env, key.id,
            timestamp_now() + context->config->keep_sessions * TIMESTAMP_SECOND, cookie);
    if (fault == FAULT_MISSING) {
        ui_show_sign_in(request, pages, 403, "This key is unknown or revoked.");
    } else if (fault != FAULT_NONE) {
        problem_send_store(request);
    } else {
        ui_cookie(request, context->config, cookie, (long long)context->config->keep_sessions);
        ui_go(request, UI_PATH);
    }
}

void
ui_sign_out(struct request *request, struct context *context)
{
    struct json_object *fields = ui_fields(request, context);
    char cookie[SESSION_SIZE];
    if (fields == NULL)
        return;
    json_object_put(fields);
    request_cookie(request, AUTH_COOKIE, cookie, sizeof cookie);
    if (cookie[0] != '\0' && session_end(context->env, cookie) != FAULT_NONE) {
        problem_send_store(request);
        return;
    }
    ui_cookie(request, context->config, "", 0);
    ui_go(request, UI_PATH);
}

static void
ui_create_link(struct request *request, const struct context *context, const struct shorten *pages,
    const struct api_key *key)
{
    struct json_object *fields = ui_fields(request, context);
    struct link_request wanted;
    int64_t wait = 0;
    char where[sizeof UI_PATH + 8 + SHORT_CODE_MAX];
    if (fields == NULL)
        return;
    enum fault fault = FAULT_NONE;
    if (key->role < ROLE_CREATOR) {
        memset(&wanted, 0, sizeof wanted);
        input_error_set(
            &wanted.error, ERROR_ROLE_TOO_LOW, "", NULL, "Your key may read links, but not create them.");
    } else if (link_request_from_json(&wanted, fields, LINK_REQUEST_CREATE, true, context->config,
                   timestamp_now()) == FAULT_NONE) {
        fault = create_link(context, key, &wanted, &wait);
    }
    if (fault == FAULT_REFUSED) {
        input_error_set(&wanted.error, ERROR_RATE_LIMITED, "", NULL,
            "Too many links at once. Try again in %lld s.", (long long)wait);
        fault = FAULT_NONE;
    }
    if (fault != FAULT_NONE) {
        problem_send_store(request);
    } else if (wanted.error.code != ERROR_NONE) {
        ui_show_make(request, context, pages, key, &wanted.error, fields);
    } else {
        snprintf(where, sizeof where, UI_PATH "links/%s", wanted.link.code);
        ui_go(request, where);
    }
    json_object_put(fields);
}

/* The key that is signed in; false when the answer, that none is, is sent. */
static bool
ui_is_signed_in(struct request *request, struct context *context)
{
    enum fault fault = auth_session(request, context->env, &request->key);
    if (fault == FAULT_MISSING)
        ui_go(request, UI_PATH);
    else if (fault != FAULT_NONE)
        problem_send_store(request);
    return fault == FAULT_NONE;
}

void
ui_redirect(struct request *request, struct context *context)
{
    (void)context;
    response_header(request, "Location", UI_PATH);
    response_send(request, 302, NULL, NULL, 0);
}

void
ui_home(struct request *request, struct context *context)
{
    const struct shorten *pages = context->program;
    enum fault fault = auth_session(request, context->env, &request->key);
    if (fault == FAULT_NONE)
        ui_show_make(request, context, pages, &request->key, NULL, NULL);
    else if (fault == FAULT_MISSING)
        ui_show_sign_in(request, pages, 200, "");
    else
        problem_send_store(request);
}

void
ui_link(struct request *request, struct context *context)
{
    if (ui_is_signed_in(request, context))
        ui_show_made(request, context, context->program, &request->key, request_param(request, "code"));
}

void
ui_create(struct request *request, struct context *context)
{
    if (ui_is_signed_in(request, context))
        ui_create_link(request, context, context->program, &request->key);
}
