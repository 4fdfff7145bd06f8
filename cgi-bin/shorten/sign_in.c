/*
 * sign_in.c: /ui/sign-in, /ui/sign-out and GET /api/v1/session: who works with the pages. Works without
 * JavaScript.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "base/timestamp.h"
#include "http/auth.h"
#include "http/session.h"
#include "net/url.h"
#include "shorten.h"

enum { SIGN_IN_NEXT_SIZE = 512 };

static void
sign_in_cookie(struct request *request, const struct config *config, const char *value, long long seconds)
{
    char cookie[256];
    snprintf(cookie, sizeof cookie, "%s=%s; Path=/; Max-Age=%lld; HttpOnly; SameSite=Strict%s",
        auth_cookie_name(config), value, seconds, auth_has_tls(config) ? "; Secure" : "");
    response_header(request, "Set-Cookie", cookie);
}

static void
sign_in_show_form(
    struct request *request, const struct shorten *pages, int status, const char *error, const char *next)
{
    response_header(request, "Cache-Control", "no-store");
    page_send(request, status, &pages->sign_in,
        (const struct page_value[]){{"error", error},
            {"error_html", error[0] != '\0' ? " data-text=\"sign_in.wrong\"" : ""},
            {"invalid_html", error[0] != '\0' ? INVALID_HTML : ""}, {"next", next}, {NULL, NULL}});
}

/* Where to go once signed in: a page of ours, whatever was sent. What a browser would make a path outside of
 * /ui/ of, with .. or %2e%2e or a backslash, could be a short link, which leads anywhere. */
static const char *
sign_in_checked_next(const char *next)
{
    const size_t path = strspn(next, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./");
    const bool ours = strncmp(next, UI_PATH, strlen(UI_PATH)) == 0 && strstr(next, "..") == NULL &&
                      (next[path] == '\0' || next[path] == '?');
    return ours && strlen(next) < SIGN_IN_NEXT_SIZE ? next : UI_PATH;
}

void
sign_in_form(struct request *request, struct context *context)
{
    char next[SIGN_IN_NEXT_SIZE];
    if (!ui_is_here(request, context, SIGN_IN_PATH))
        return;
    if (request_query(request, "next", next, sizeof next) != FAULT_NONE)
        strcpy(next, UI_PATH);
    sign_in_show_form(request, context->program, 200, "", sign_in_checked_next(next));
}

/* Ends the sign-in that the browser has. */
static enum fault
sign_in_end(const struct request *request, const struct context *context)
{
    char cookie[SESSION_SIZE];
    request_cookie(request, auth_cookie_name(context->config), cookie, sizeof cookie);
    return cookie[0] != '\0' ? session_end(context->env, cookie) : FAULT_NONE;
}

static void
sign_in_log(const struct request *request, uint32_t key)
{
    char client[IP_ADDRESS_SIZE];
    request_format_client(request, client);
    log_info("signed in with key %u from %s", key, client);
}

/* The browser would forget the sign-in that this one replaces, and nobody could end it. */
static enum fault
sign_in_begin(const struct request *request, const struct context *context, const char *text,
    char cookie[static SESSION_SIZE])
{
    struct api_key key;
    const int64_t now = timestamp_now();
    enum fault fault = api_key_verify(context->env, text, &key);
    if (fault == FAULT_NONE)
        fault = sign_in_end(request, context);
    if (fault == FAULT_NONE)
        fault = session_add(
            context->env, key.id, text, now, now + context->config->keep_sessions * TIMESTAMP_SECOND, cookie);
    if (fault == FAULT_NONE)
        sign_in_log(request, key.id);
    return fault;
}

void
sign_in(struct request *request, struct context *context)
{
    if (!ui_is_here(request, context, SIGN_IN_PATH))
        return;
    struct json_object *fields = form_read(request, context);
    char cookie[SESSION_SIZE];
    if (fields == NULL)
        return;
    const char *next = sign_in_checked_next(form_text(fields, "next"));
    const enum fault fault = sign_in_begin(request, context, form_text(fields, "key"), cookie);
    int64_t wait;
    if (fault == FAULT_MISSING && auth_note_wrong_key(request, context, &wait) == FAULT_REFUSED) {
        auth_refuse_wrong_keys(request, wait);
    } else if (fault == FAULT_MISSING) {
        sign_in_show_form(request, context->program, 403, "This key is unknown or revoked.", next);
    } else if (fault != FAULT_NONE) {
        problem_send_store(request, fault);
    } else {
        sign_in_cookie(request, context->config, cookie, (long long)context->config->keep_sessions);
        form_go(request, next);
    }
    json_object_put(fields);
}

void
sign_out(struct request *request, struct context *context)
{
    struct json_object *fields = form_read(request, context);
    if (fields == NULL)
        return;
    json_object_put(fields);
    const enum fault fault = sign_in_end(request, context);
    if (fault != FAULT_NONE) {
        problem_send_store(request, fault);
        return;
    }
    sign_in_cookie(request, context->config, "", 0);
    form_go(request, SIGN_IN_PATH);
}

void
session_get(struct request *request, struct context *context)
{
    struct json_object *session = json_object_new_object();
    json_add_text(session, "name", request->key.name);
    json_add_text(session, "role", role_name(request->key.role));
    json_object_object_add(session, "scopes", api_scope_to_json(request->key.scopes));
    json_add_text(session, "base_url", context->config->web_base_url);
    json_add_text(session, "version", PACKAGE_VERSION);
    json_object_object_add(session, "undo_seconds", json_object_new_int64(context->config->links_grace));
    response_send_json(request, 200, "application/json", session);
}
