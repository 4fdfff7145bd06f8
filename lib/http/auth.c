/*
 * auth.c: authenticates by bearer key and by cookie.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/auth.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/log.h"
#include "base/timestamp.h"
#include "http/campaign_scope.h"
#include "http/forwarder.h"
#include "http/problem.h"
#include "http/problem_type.h"
#include "http/response.h"
#include "http/session.h"
#include "http/sign_in_limit.h"

const char *
auth_bearer(const struct request *request)
{
    const char *sent = request->fields[HTTP_AUTHORIZATION];
    if (strncasecmp(sent, "Bearer ", 7) != 0)
        return "";
    sent += 7;
    return sent + strspn(sent, " ");
}

static enum fault
auth_refuse(struct request *request, const char *challenge, enum error_code code, const char *detail)
{
    if (challenge != NULL)
        response_header(request, "WWW-Authenticate", challenge);
    problem_send(request, code, detail, NULL);
    return FAULT_REFUSED;
}

enum fault
auth_note_wrong_key(struct request *request, const struct context *context, int64_t *wait)
{
    struct ip_address address;
    request_client_address(request, &address);
    return sign_in_limit_note(
        context->env, &address, context->config->web_wrong_keys_per_minute, timestamp_now(), wait);
}

void
auth_refuse_wrong_keys(struct request *request, int64_t wait)
{
    char detail[128];
    snprintf(detail, sizeof detail,
        "Too many wrong API keys came from your address. Try again in %lld s; a right key is taken at once.",
        (long long)wait);
    problem_send_wait(request, ERROR_TOO_MANY_WRONG_KEYS, detail, wait);
}

/*
 * Does the master of a cluster answer? A replica may not have heard of a new key or sign-in, and counts no
 * wrong ones; nor can it note that one is used, which is due from time to time. The metrics are of this host.
 */
static bool
auth_asks_master(struct request *request, const struct context *context, enum fault fault, bool noted)
{
    return (fault == FAULT_MISSING || (fault == FAULT_NONE && !noted)) &&
           strcmp(request->path, "/metrics") != 0 && forwarder_asks(request, context);
}

static enum fault
auth_by_bearer(
    struct request *request, const struct context *context, const char *bearer, struct api_key *out)
{
    int64_t wait;
    const enum fault fault = api_key_verify(context->env, bearer, out);
    const bool noted = fault == FAULT_NONE && api_key_is_noted(out, timestamp_now());
    if (auth_asks_master(request, context, fault, noted))
        return FAULT_REFUSED;
    if (fault != FAULT_MISSING)
        return fault;
    if (auth_note_wrong_key(request, context, &wait) != FAULT_REFUSED)
        return auth_refuse(request, "Bearer realm=\"curt\", error=\"invalid_token\"", ERROR_KEY_INVALID,
            "This API key is unknown or revoked.");
    auth_refuse_wrong_keys(request, wait);
    return FAULT_REFUSED;
}

bool
auth_has_tls(const struct config *config)
{
    return strncmp(config->web_base_url, "https:", 6) == 0;
}

const char *
auth_cookie_name(const struct config *config)
{
    return auth_has_tls(config) ? "__Host-curt_session" : "curt_session";
}

static enum fault
auth_verify_cookie(const struct context *context, const char *cookie, struct api_key *out, bool *noted)
{
    const struct config *config = context->config;
    return session_verify(context->env, cookie, timestamp_now(), config->keep_sessions * TIMESTAMP_SECOND,
        config->keep_idle * TIMESTAMP_SECOND, out, noted);
}

static enum fault
auth_by_cookie(struct request *request, const struct context *context, struct api_key *out)
{
    static const char challenge[] = "Bearer realm=\"curt\"";
    char cookie[SESSION_SIZE];
    bool noted = true;
    request_cookie(request, auth_cookie_name(context->config), cookie, sizeof cookie);
    if (cookie[0] == '\0')
        return auth_refuse(request, challenge, ERROR_KEY_MISSING,
            "Send an API key as `Authorization: Bearer curt_...`, or sign in.");
    if (request->method != HTTP_GET && request->method != HTTP_HEAD &&
        !auth_same_origin(request, context->config))
        return auth_refuse(request, NULL, ERROR_CROSS_SITE, "This request was sent from another site.");
    const enum fault fault = auth_verify_cookie(context, cookie, out, &noted);
    if (auth_asks_master(request, context, fault, noted))
        return FAULT_REFUSED;
    return fault != FAULT_MISSING
               ? fault
               : auth_refuse(request, challenge, ERROR_KEY_INVALID, "Your session has ended. Sign in again.");
}

/* Logged, because somebody may be trying what a key that they got is good for. The path is the route's: what
 * was sent may name people. */
static enum fault
auth_forbid(
    const struct request *request, const struct api_key *key, const char *path, const struct input_error *why)
{
    log_info("refused key %u: %s %s: %s", key->id, request->fields[HTTP_REQUEST_METHOD], path,
        problem_type(why->code)->name);
    return FAULT_REFUSED;
}

enum fault
auth_permit(const struct request *request, const struct api_key *key, enum role least, const char *path,
    struct input_error *why)
{
    if (key->role < least)
        input_error_set(why, ERROR_ROLE_TOO_LOW, "", NULL,
            "This needs a key with the role %s; yours has the role %s.", role_name(least),
            role_name(key->role));
    else if (!api_scope_allows(key->scopes, api_scope_of_path(path)))
        input_error_set(why, ERROR_SCOPE_MISSING, "", NULL,
            "The scopes of this key do not include this part of the API.");
    else if (key->campaign[0] != '\0' && !campaign_scope_allows(request, path, key->campaign))
        input_error_set(
            why, ERROR_SCOPE_MISSING, "", NULL, "This key is for the campaign %s alone.", key->campaign);
    else
        return FAULT_NONE;
    return auth_forbid(request, key, path, why);
}

enum fault
auth_require(struct request *request, const struct context *context, enum role least, const char *path,
    struct api_key *out)
{
    struct input_error why;
    const char *bearer = auth_bearer(request);
    enum fault fault = bearer[0] != '\0' ? auth_by_bearer(request, context, bearer, out)
                                         : auth_by_cookie(request, context, out);
    if (fault != FAULT_NONE && fault != FAULT_REFUSED)
        problem_send_store(request, fault);
    if (fault != FAULT_NONE)
        return FAULT_REFUSED;
    fault = auth_permit(request, out, least, path, &why);
    return fault == FAULT_NONE ? FAULT_NONE : auth_refuse(request, NULL, why.code, why.detail);
}

enum fault
auth_session(struct request *request, const struct context *context, struct api_key *out)
{
    char cookie[SESSION_SIZE];
    bool noted;
    request_cookie(request, auth_cookie_name(context->config), cookie, sizeof cookie);
    return cookie[0] == '\0' ? FAULT_MISSING : auth_verify_cookie(context, cookie, out, &noted);
}

/* "host:port" of a URL, and how long it is. */
static const char *
auth_host(const char *url, size_t *length)
{
    const char *mark = strstr(url, "://"), *host = mark != NULL ? mark + 3 : url;
    *length = strcspn(host, "/");
    return host;
}

/* Is it the Host that this request was sent to? */
static bool
auth_is_here(const struct request *request, const char *url)
{
    size_t length;
    const char *host = auth_host(url, &length), *here = request->fields[HTTP_HOST];
    return strlen(here) == length && strncasecmp(host, here, length) == 0;
}

/* Is it the "http://host:port" that the URL begins with? */
static bool
auth_is_origin(const char *origin, const char *url)
{
    size_t length;
    const char *host = auth_host(url, &length);
    length += (size_t)(host - url);
    return strlen(origin) == length && strncasecmp(origin, url, length) == 0;
}

bool
auth_same_origin(const struct request *request, const struct config *config)
{
    const char *site = request->fields[HTTP_SEC_FETCH_SITE], *origin = request->fields[HTTP_ORIGIN];
    if (site[0] != '\0' && strcmp(site, "same-origin") != 0)
        return false;
    if (origin[0] == '\0')
        return true; /* no browser: nothing that a browser would carry along can be misused */
    /* Under another name or address than base_url's, the scheme is not known; under its own, it is
     * base_url's. */
    return auth_is_origin(origin, config->web_base_url) ||
           (strstr(origin, "://") != NULL && auth_is_here(request, origin) &&
               !auth_is_here(request, config->web_base_url));
}
