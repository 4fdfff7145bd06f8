/*
 * password_page.c: password.html, filled in.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/password_page.h"

#include <stdio.h>
#include <string.h>

#include "http/problem.h"
#include "http/response.h"
#include "net/url.h"

static const struct {
    int status;
    enum error_code code;
    const char *detail, *text_html;
} password_answers[] = {
    [PASSWORD_ASKED] = {401, ERROR_LINK_LOCKED, "This link needs a password, which a browser asks for.", ""},
    [PASSWORD_WRONG] = {401, ERROR_LINK_LOCKED, "This password is wrong.", " data-text=\"password.wrong\""},
    [PASSWORD_TOO_OFTEN] = {429, ERROR_TOO_MANY_GUESSES, "Too many passwords were tried. Wait a little.",
        " data-text=\"password.too_often\""},
};

void
password_page_send(struct request *request, const struct page *page, enum password_answer answer,
    const char *code, const char *query, int64_t wait)
{
    const bool asked = answer == PASSWORD_ASKED;
    const char *detail = password_answers[answer].detail;
    char seconds[24];
    snprintf(seconds, sizeof seconds, "%lld", (long long)wait);
    if (answer == PASSWORD_TOO_OFTEN)
        response_header(request, "Retry-After", seconds);
    else
        response_header(request, "WWW-Authenticate", "Form realm=\"curt\"");
    response_header(request, "X-Robots-Tag", "noindex");
    if (!request_wants_page(request)) {
        problem_send(request, password_answers[answer].code, detail, NULL);
        return;
    }
    char path[REQUEST_PATH_SIZE]; /* no code that came in one is longer */
    url_encode_path(code, false, path, sizeof path);
    response_header(request, "Cache-Control", "private, no-store");
    page_send_leading(request, password_answers[answer].status, page,
        (const struct page_value[]){{"code", path}, {"query", query}, {"error", asked ? "" : detail},
            {"error_html", password_answers[answer].text_html},
            {"invalid_html", answer == PASSWORD_WRONG ? " aria-invalid=\"true\"" : ""}, {NULL, NULL}});
}

bool
password_has_tls(const struct config_domain *domain)
{
    return strncmp(domain->base_url, "https:", 6) == 0;
}

const char *
password_cookie_name(const struct config_domain *domain)
{
    return password_has_tls(domain) ? "__Secure-curt_link" : "curt_link";
}
