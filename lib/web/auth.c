#include "web/auth.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "store/session.h"
#include "web/problem.h"

const char *
auth_bearer(const struct http *http)
{
    const char *sent = http->fields[HTTP_AUTHORIZATION];
    if (strncasecmp(sent, "Bearer ", 7) != 0)
        return "";
    sent += 7;
    return sent + strspn(sent, " ");
}

enum fault
auth_require(struct http *http, struct env *env, enum key_role least, struct key *out)
{
    const char *bearer = auth_bearer(http);
    if (bearer[0] == '\0') {
        http_header(http, "WWW-Authenticate", "Bearer realm=\"curt\"");
        problem_send(http, 401, "Send an API key as `Authorization: Bearer curt_...`.", NULL);
        return FAULT_REFUSED;
    }
    enum fault fault = key_check(env, bearer, out);
    if (fault == FAULT_MISSING) {
        http_header(http, "WWW-Authenticate", "Bearer realm=\"curt\", error=\"invalid_token\"");
        problem_send(http, 401, "This API key is unknown or revoked.", NULL);
    } else if (fault != FAULT_NONE) {
        problem_send_store(http);
    } else if (out->role < least) {
        char detail[128];
        snprintf(detail, sizeof detail, "This needs a key with the role %s; yours has the role %s.",
            key_role_name(least), key_role_name(out->role));
        problem_send(http, 403, detail, NULL);
        fault = FAULT_REFUSED;
    }
    return fault == FAULT_NONE ? FAULT_NONE : FAULT_REFUSED;
}

enum fault
auth_session(struct http *http, struct env *env, struct key *out)
{
    char cookie[SESSION_TEXT];
    http_cookie(http, AUTH_COOKIE, cookie, sizeof cookie);
    return cookie[0] == '\0' ? FAULT_MISSING : session_check(env, cookie, clock_now(), out);
}

/* "http://host:port" of a URL that begins with it. */
static bool
auth_is_origin(const char *origin, const char *url)
{
    const char *host = strstr(url, "://");
    const size_t length = host != NULL ? (size_t)(host - url) + 3 + strcspn(host + 3, "/") : strlen(url);
    return strlen(origin) == length && strncasecmp(origin, url, length) == 0;
}

bool
auth_same_origin(const struct http *http, const struct conf *conf)
{
    const char *site = http->fields[HTTP_SEC_FETCH_SITE], *origin = http->fields[HTTP_ORIGIN];
    if (site[0] != '\0' && strcmp(site, "same-origin") != 0)
        return false;
    if (origin[0] == '\0')
        return true; /* no browser: nothing that a browser would carry along can be misused */
    const char *host = strstr(origin, "://");
    return auth_is_origin(origin, conf->web_base_url) ||
           (host != NULL && strcasecmp(host + 3, http->fields[HTTP_HOST]) == 0);
}
