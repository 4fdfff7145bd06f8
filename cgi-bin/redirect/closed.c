/*
 * closed.c: what redirect.fcgi answers when a link does not open.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "http/password_page.h"
#include "http/problem.h"
#include "http/response.h"
#include "redirect.h"

const struct redirect_pages *
redirect_pages(const struct redirect *r)
{
    return &r->pages[r->domain - r->context->config->domains];
}

void
redirect_send_problem(
    const struct redirect *r, struct request *request, enum error_code code, const char *detail)
{
    const struct redirect_pages *pages = redirect_pages(r);
    const struct page *page = code == ERROR_NOT_FOUND            ? &pages->not_found
                              : code == ERROR_STORE_UNAVAILABLE  ? &pages->sorry
                              : code == ERROR_METHOD_NOT_ALLOWED ? &pages->sorry
                                                                 : &pages->gone;
    response_header(request, "X-Robots-Tag", "noindex");
    problem_show(request, page, code, detail);
}

/* Sends the visitor elsewhere in place of an answer that may be another one soon. */
static void
send_elsewhere(struct request *request, const char *url, const char *cache)
{
    response_header(request, "Location", url);
    response_header(request, "Cache-Control", cache);
    response_header(request, "X-Robots-Tag", "noindex");
    response_send(request, 302, NULL, NULL, 0);
}

void
redirect_send_not_found(const struct redirect *r, struct request *request)
{
    if (strcmp(r->domain->not_found, "page") == 0)
        redirect_send_problem(r, request, ERROR_NOT_FOUND, "There is no such link.");
    else
        send_elsewhere(request, r->domain->not_found, "no-store"); /* there may be such a link soon */
}

/* Where a link that is over leads, or NULL: nowhere. One that was disabled by hand leads nowhere. */
static const char *
expired_target(const struct redirect *r, const struct link *link, enum link_state state)
{
    if (state != LINK_EXPIRED && state != LINK_USED_UP)
        return NULL;
    if (link->expired_url[0] != '\0')
        return link->expired_url;
    return strcmp(r->domain->expired_url, "page") == 0 ? NULL : r->domain->expired_url;
}

void
redirect_send_unavailable(struct request *request)
{
    response_header(request, "X-Robots-Tag", "noindex");
    problem_send_store(request, FAULT_AGAIN);
}

static void
send_state(const struct redirect *r, struct request *request, enum link_state state)
{
    switch (state) {
    case LINK_EXPIRED:
        redirect_send_problem(r, request, ERROR_LINK_EXPIRED, "This link has expired.");
        break;
    case LINK_DISABLED:
        redirect_send_problem(r, request, ERROR_LINK_DISABLED, "This link has been disabled.");
        break;
    case LINK_USED_UP:
        redirect_send_problem(r, request, ERROR_LINK_USED_UP, "This link has been used up.");
        break;
    default: /* one that is not open yet is not disclosed */
        redirect_send_not_found(r, request);
    }
}

static void
miss_link(struct redirect *r, const struct request *request, const struct link *link, enum link_state state)
{
    static const enum missed_reason reasons[] = {[LINK_NOT_YET] = MISSED_NOT_YET,
        [LINK_EXPIRED] = MISSED_EXPIRED,
        [LINK_DISABLED] = MISSED_DISABLED,
        [LINK_USED_UP] = MISSED_USED_UP};
    redirect_miss(r, request, link, reasons[state]);
}

void
redirect_send_state(
    struct redirect *r, struct request *request, const struct link *link, enum link_state state)
{
    miss_link(r, request, link, state);
    send_state(r, request, state);
}

void
redirect_send_closed(
    struct redirect *r, struct request *request, const struct link *link, enum link_state state)
{
    const char *target = expired_target(r, link, state);
    miss_link(r, request, link, state);
    if (target != NULL)
        send_elsewhere(request, target, "private, no-store");
    else
        send_state(r, request, state);
}

bool
redirect_is_unlocked(
    const struct redirect *r, const struct request *request, const struct link *link, int64_t now)
{
    char pass[LINK_PASS_SIZE];
    request_cookie(request, password_cookie_name(r->domain), pass, sizeof pass);
    return link_password_admits(&link->password, link->id, now, pass);
}

void
redirect_send_locked(const struct redirect *r, struct request *request, const struct link *link)
{
    password_page_send(request, &redirect_pages(r)->password, PASSWORD_ASKED, link->code, request->query, 0);
}
