/*
 * open_form.c: /ui/open/{code}: the password of a link, from the form of password.html. It is here and not in
 * redirect.fcgi because it takes a tenth of a second, for which no link should wait, and because that program
 * is confined to reading links.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/timestamp.h"
#include "http/guess_limit.h"
#include "http/password_page.h"
#include "link/click_limit.h"
#include "net/url.h"
#include "shorten.h"

enum { OPEN_FORM_QUERY = 2048 };

/* Where the link opens: all that is not a code is none of ours to send anybody to. */
static void
open_form_go(struct request *request, const char *code, const char *query)
{
    char where[1 + SHORT_CODE_URL_SIZE + 1 + OPEN_FORM_QUERY + 1], path[SHORT_CODE_URL_SIZE],
        encoded[OPEN_FORM_QUERY + 1];
    if (!short_code_is_valid(code, strlen(code))) {
        problem_send(request, ERROR_NOT_FOUND, "There is no such link.", NULL);
        return;
    }
    const bool has_query = query[0] != '\0' && url_encode(query, encoded, sizeof encoded) == FAULT_NONE;
    url_encode_path(code, true, path, sizeof path);
    snprintf(where, sizeof where, "/%s%s%s", path, has_query ? "?" : "", has_query ? encoded : "");
    form_go(request, where);
}

static void
open_form_admit(struct request *request, const struct config_domain *domain, const struct link *link,
    const char *query, int64_t now)
{
    char pass[LINK_PASS_SIZE], path[SHORT_CODE_URL_SIZE], cookie[LINK_PASS_SIZE + SHORT_CODE_URL_SIZE + 128];
    url_encode_path(link->code, true, path, sizeof path);
    link_password_pass(&link->password, link->id, now + LINK_PASS_LIFE, pass);
    snprintf(cookie, sizeof cookie, "%s=%s; Path=/%s; Max-Age=%lld; HttpOnly; SameSite=Lax%s",
        password_cookie_name(domain), pass, path, (long long)(LINK_PASS_LIFE / TIMESTAMP_SECOND),
        password_has_tls(domain) ? "; Secure" : "");
    response_header(request, "Set-Cookie", cookie);
    open_form_go(request, link->code, query);
}

/* The log is for what blocks addresses that guess (etc/fail2ban). */
static void
open_form_refuse(struct request *request, const struct page *page, const struct link *link, const char *query)
{
    char client[IP_ADDRESS_SIZE];
    request_format_client(request, client);
    log_warn("failed password from %s", client);
    password_page_send(request, page, PASSWORD_WRONG, link->code, query, 0);
}

static void
open_form_try(struct request *request, const struct context *context, const struct config_domain *domain,
    const struct link *link, struct json_object *fields)
{
    const struct shorten *pages = context->program;
    const struct page *page = &pages->password[domain - context->config->domains];
    const int64_t now = timestamp_now();
    const char *query = form_text(fields, "query");
    struct ip_address address;
    int64_t wait = 0;
    request_client_address(request, &address);
    const enum fault fault = guess_limit_take(
        context->env, &address, link->id, context->config->links_guesses_per_minute, now, &wait);
    if (fault == FAULT_REFUSED)
        password_page_send(request, page, PASSWORD_TOO_OFTEN, link->code, query, wait);
    else if (fault != FAULT_NONE)
        problem_send_store(request, fault);
    else if (link_password_is(&link->password, form_text(fields, "password")))
        open_form_admit(request, domain, link, query, now);
    else
        open_form_refuse(request, page, link, query);
}

/* Is it a link that somebody with its password could open now? If not, redirect.fcgi says why. */
static enum fault
open_form_find(
    const struct context *context, const struct config_domain *domain, const char *code, struct link *out)
{
    char name[LINK_NAME_MAX + 1];
    uint64_t used = 0;
    struct txn *read = env_read(context->env);
    link_name_write(domain == context->config->domains ? "" : domain->name, code, name);
    enum fault fault = link_get_owned(read, name, 0, out);
    if (fault == FAULT_NONE && out->max_clicks > 0)
        fault = click_limit_used(read, out, &used);
    return fault == FAULT_NONE &&
                   (!out->password.is_set || link_state(out, timestamp_now(), used) != LINK_LIVE)
               ? FAULT_MISSING
               : fault;
}

void
open_form_post(struct request *request, struct context *context)
{
    struct link link;
    const struct config_domain *domain = config_domain_of_host(context->config, request->fields[HTTP_HOST]);
    const char *code = request_param(request, "code");
    if (domain == NULL) {
        problem_send_unknown_host(request);
        return;
    }
    struct json_object *fields = form_read(request, context);
    if (fields == NULL)
        return;
    const enum fault fault = open_form_find(context, domain, code, &link);
    if (fault == FAULT_MISSING)
        open_form_go(request, code, form_text(fields, "query"));
    else if (fault != FAULT_NONE)
        problem_send_store(request, fault);
    else
        open_form_try(request, context, domain, &link, fields);
    json_object_put(fields);
}

/* Somebody who loads the page again that said that a password was wrong. */
void
open_form_get(struct request *request, struct context *context)
{
    (void)context;
    open_form_go(request, request_param(request, "code"), "");
}
