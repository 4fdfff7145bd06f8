#include "web/form.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/url.h"
#include "store/link_index.h"
#include "store/session.h"
#include "web/auth.h"
#include "web/creation.h"
#include "web/link_view.h"
#include "web/links.h"
#include "web/problem.h"

enum {
    FORM_BODY_MAX = 65536,
    FORM_LATEST = 10,
    FORM_LATEST_HTML = 65536,
    FORM_SHOWN = 120,
    FORM_TAGS = 1024
};

void
form_load(struct form_pages *pages, const struct conf *conf)
{
    pages->sign_in = page_load(conf, "sign-in.html");
    pages->make = page_load(conf, "make.html");
    pages->made = page_load(conf, "made.html");
}

static void
form_go(struct http *http, const char *where)
{
    http_header(http, "Location", where);
    http_header(http, "Cache-Control", "no-store");
    http_send(http, 303, NULL, NULL, 0);
}

static void
form_cookie(struct http *http, const struct conf *conf, const char *value, long long seconds)
{
    char cookie[256];
    snprintf(cookie, sizeof cookie,
        AUTH_COOKIE "=%s; Path=" FORM_PATH "; Max-Age=%lld; HttpOnly; SameSite=Strict%s", value, seconds,
        strncmp(conf->web_base_url, "https:", 6) == 0 ? "; Secure" : "");
    http_header(http, "Set-Cookie", cookie);
}

static void
form_show_sign_in(struct http *http, const struct form_pages *pages, int status, const char *error)
{
    http_header(http, "Cache-Control", "no-store");
    page_send(http, status, &pages->sign_in, (const struct page_value[]){{"error", error}, {NULL, NULL}});
}

/* The table of the newest links, as HTML. */
struct latest {
    struct buffer html;
    const struct desk *desk;
    int count;
};

static bool
form_add_latest(const struct link *link, void *arg)
{
    struct latest *latest = arg;
    char url[LINK_URL_MAX];
    link_short_url(link, latest->desk->conf, url);
    buffer_addf(&latest->html, "<tr><td><a href=\"" FORM_PATH "links/%s\">", link->code);
    buffer_add_html(&latest->html, url);
    buffer_add(&latest->html, "</a><td>");
    char shown[FORM_SHOWN + 4];
    snprintf(
        shown, sizeof shown, "%.*s%s", FORM_SHOWN, link->url, strlen(link->url) > FORM_SHOWN ? "..." : "");
    buffer_add_html(&latest->html, link->title[0] != '\0' ? link->title : shown);
    return ++latest->count < FORM_LATEST;
}

static enum fault
form_latest_body(struct txn *txn, void *arg)
{
    struct latest *latest = ((void **)arg)[0];
    const struct key *key = ((void **)arg)[1];
    struct link_list list = {.group = LINK_GROUP_ALL, .owner = key->role == KEY_CREATOR ? key->id : 0};
    latest->html = buffer_over(latest->html.text, latest->html.size);
    latest->count = 0;
    enum fault fault = link_list_visit(txn, &list, form_add_latest, latest);
    return fault == FAULT_FULL ? FAULT_NONE : fault;
}

/* What was typed into a field of the form; typed is NULL when nothing was. */
static const char *
form_typed(struct json_object *typed, const char *name)
{
    struct json_object *value;
    return typed != NULL && json_object_object_get_ex(typed, name, &value) ? json_object_get_string(value)
                                                                           : "";
}

static void
form_typed_tags(struct json_object *typed, char out[static FORM_TAGS])
{
    struct json_object *tags;
    struct buffer b = buffer_over(out, FORM_TAGS);
    if (typed != NULL && json_object_object_get_ex(typed, "tags", &tags))
        for (size_t i = 0; i < json_object_array_length(tags); i++) {
            buffer_add(&b, i > 0 ? ", " : "");
            buffer_add(&b, json_object_get_string(json_object_array_get_idx(tags, i)));
        }
}

/* The form, with what was typed before when something was wrong with it. */
static void
form_show_make(struct http *http, const struct desk *desk, const struct form_pages *pages,
    const struct key *key, const struct wish_error *error, struct json_object *typed)
{
    char tags[FORM_TAGS];
    char space[FORM_LATEST_HTML];
    struct latest latest = {.html = buffer_over(space, sizeof space), .desk = desk};
    if (env_txn(desk->env, ENV_WRITE, form_latest_body, (void *[]){&latest, (void *)(uintptr_t)key}) !=
        FAULT_NONE) {
        problem_send(http, 503, "Try again in a few seconds.", NULL);
        return;
    }
    http_header(http, "Cache-Control", "no-store");
    form_typed_tags(typed, tags);
    page_send(http, error == NULL ? 200 : error->status, &pages->make,
        (const struct page_value[]){{"key", key->name}, {"error", error == NULL ? "" : error->detail},
            {"url", form_typed(typed, "url")}, {"alias", form_typed(typed, "alias")},
            {"title", form_typed(typed, "title")}, {"campaign", form_typed(typed, "campaign")},
            {"tags", tags}, {"expires_at", form_typed(typed, "expires_at")},
            {"max_clicks", form_typed(typed, "max_clicks")}, {"open_html", typed != NULL ? " open" : ""},
            {"latest_html", latest.html.text}, {NULL, NULL}});
}

static void
form_show_made(struct http *http, const struct desk *desk, const struct form_pages *pages,
    const struct key *key, const char *code)
{
    struct link link;
    uint64_t used = 0;
    char url[LINK_URL_MAX], expires[CLOCK_TEXT] = "never";
    enum fault fault = code_valid(code, strlen(code)) ? link_get(env_read(desk->env), code, &link)
                                                      : FAULT_MISSING;
    if (fault == FAULT_NONE && !links_may_see(key, &link))
        fault = FAULT_MISSING;
    if (fault == FAULT_NONE && link.max_clicks > 0)
        fault = link_uses(env_read(desk->env), &link, &used);
    if (fault != FAULT_NONE) {
        problem_send(http, fault == FAULT_MISSING ? 404 : 503,
            fault == FAULT_MISSING ? "There is no such link." : "Try again in a few seconds.", NULL);
        return;
    }
    link_short_url(&link, desk->conf, url);
    if (link.expires != 0)
        clock_text(link.expires, expires);
    http_header(http, "Cache-Control", "no-store");
    page_send(http, 200, &pages->made,
        (const struct page_value[]){{"short_url", url}, {"url", link.url}, {"title", link.title},
            {"expires", expires}, {"state", link_state_name(link_state(&link, clock_now(), used))},
            {NULL, NULL}});
}

/* The fields of a post from our own page; NULL when an answer has been sent instead. */
static struct json_object *
form_fields(struct http *http, const struct desk *desk)
{
    char *body;
    size_t length;
    struct json_object *fields = NULL;
    if (!auth_same_origin(http, desk->conf)) {
        problem_send(http, 403, "This form was sent from another site.", NULL);
        return NULL;
    }
    if (http_is_type(http, "application/x-www-form-urlencoded") &&
        http_body(http, FORM_BODY_MAX, &body, &length) == FAULT_NONE)
        fields = wish_form(body);
    if (fields == NULL)
        problem_send(http, 400, "The form cannot be read.", NULL);
    return fields;
}

static void
form_sign_in(struct http *http, const struct desk *desk, const struct form_pages *pages)
{
    struct json_object *fields = form_fields(http, desk), *sent;
    struct key key;
    char cookie[SESSION_TEXT];
    if (fields == NULL)
        return;
    const char *text = json_object_object_get_ex(fields, "key", &sent) ? json_object_get_string(sent) : NULL;
    enum fault fault = text != NULL ? key_check(desk->env, text, &key) : FAULT_MISSING;
    json_object_put(fields);
    if (fault == FAULT_NONE)
        fault = session_add(
            desk->env, key.id, clock_now() + desk->conf->keep_sessions * CLOCK_SECOND, cookie);
    if (fault == FAULT_MISSING) {
        form_show_sign_in(http, pages, 403, "This key is unknown or revoked.");
    } else if (fault != FAULT_NONE) {
        problem_send(http, 503, "Try again in a few seconds.", NULL);
    } else {
        form_cookie(http, desk->conf, cookie, (long long)desk->conf->keep_sessions);
        form_go(http, FORM_PATH);
    }
}

static void
form_sign_out(struct http *http, const struct desk *desk)
{
    struct json_object *fields = form_fields(http, desk);
    char cookie[SESSION_TEXT];
    if (fields == NULL)
        return;
    json_object_put(fields);
    http_cookie(http, AUTH_COOKIE, cookie, sizeof cookie);
    if (cookie[0] != '\0' && session_end(desk->env, cookie) != FAULT_NONE) {
        problem_send(http, 503, "Try again in a few seconds.", NULL);
        return;
    }
    form_cookie(http, desk->conf, "", 0);
    form_go(http, FORM_PATH);
}

static void
form_make(struct http *http, const struct desk *desk, const struct form_pages *pages, const struct key *key)
{
    struct json_object *fields = form_fields(http, desk);
    struct wish wish;
    int64_t wait = 0;
    char where[sizeof FORM_PATH + 8 + CODE_MAX];
    if (fields == NULL)
        return;
    enum fault fault = FAULT_NONE;
    if (key->role < KEY_CREATOR) {
        memset(&wish, 0, sizeof wish);
        wish.error.status = 403;
        strcpy(wish.error.detail, "Your key may look, but not make links.");
    } else if (wish_read(&wish, fields, WISH_CREATE, true, desk->conf, clock_now()) == FAULT_NONE) {
        fault = creation_make(desk, key, &wish, &wait);
    }
    if (fault == FAULT_REFUSED) {
        wish.error.status = 429;
        snprintf(wish.error.detail, sizeof wish.error.detail, "Too many links at once: try again in %lld s.",
            (long long)wait);
        fault = FAULT_NONE;
    }
    if (fault != FAULT_NONE) {
        problem_send(http, 503, "Try again in a few seconds.", NULL);
    } else if (wish.error.status != 0) {
        form_show_make(http, desk, pages, key, &wish.error, fields);
    } else {
        snprintf(where, sizeof where, FORM_PATH "links/%s", wish.link.code);
        form_go(http, where);
    }
    json_object_put(fields);
}

/* Everything that needs somebody to be signed in. */
static void
form_handle_signed_in(
    struct http *http, const struct desk *desk, const struct form_pages *pages, const char *what)
{
    struct key key;
    const bool get = http->method == HTTP_GET || http->method == HTTP_HEAD;
    enum fault fault = auth_session(http, desk->env, &key);
    if (fault == FAULT_MISSING && get && *what == '\0')
        form_show_sign_in(http, pages, 200, "");
    else if (fault == FAULT_MISSING)
        form_go(http, FORM_PATH);
    else if (fault != FAULT_NONE)
        problem_send(http, 503, "Try again in a few seconds.", NULL);
    else if (get && *what == '\0')
        form_show_make(http, desk, pages, &key, NULL, NULL);
    else if (get && strncmp(what, "links/", 6) == 0)
        form_show_made(http, desk, pages, &key, what + 6);
    else if (http->method == HTTP_POST && strcmp(what, "links") == 0)
        form_make(http, desk, pages, &key);
    else
        problem_send(http, 404, "There is no such page.", NULL);
}

void
form_handle(struct http *http, const struct desk *desk, const struct form_pages *pages)
{
    const char *what = http->path + strlen(FORM_PATH);
    if (http->method == HTTP_POST && strcmp(what, "sign-in") == 0)
        form_sign_in(http, desk, pages);
    else if (http->method == HTTP_POST && strcmp(what, "sign-out") == 0)
        form_sign_out(http, desk);
    else
        form_handle_signed_in(http, desk, pages, what);
}
