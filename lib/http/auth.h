/*
 * auth.h: who asks: an API key in Authorization: Bearer (RFC 6750), or a sign-in cookie of the pages.
 */
#ifndef CURT_HTTP_AUTH_H
#define CURT_HTTP_AUTH_H

#include "base/input_error.h"
#include "http/api_key.h"
#include "http/context.h"
#include "http/request.h"

/* Do people reach us over TLS, by what [web] base_url says? */
bool auth_has_tls(const struct config *);

/*
 * The name of the sign-in cookie. Over TLS it begins with __Host-, so that browsers take it from this host
 * alone, with Secure and for all paths (RFC 6265bis, 4.1.3.2); without TLS they would not take it at all.
 */
const char *auth_cookie_name(const struct config *);

/* The text after "Bearer ", "" when there is none. */
const char *auth_bearer(const struct request *);

/*
 * The key of an API request: what its Authorization says, or who is signed in. A cookie is no good for a
 * change that another site may have asked for. When there is no key, or it is not good enough for `least`,
 * the answer (401 or 403) is sent and FAULT_REFUSED returned: the handler has nothing more to do.
 */
enum fault auth_require(
    struct request *, const struct context *, enum role least, const char *path, struct api_key *out);

/*
 * May this key do what the route with that path does, which is for `least`? FAULT_REFUSED: *why says why not,
 * with code and detail, and it is logged. Sends nothing.
 */
enum fault auth_permit(const struct request *, const struct api_key *, enum role least, const char *path,
    struct input_error *why);

/* Notes a wrong key (sign_in_limit.h). FAULT_REFUSED: too many came from its address; *wait is for
 * auth_refuse_wrong_keys, which answers that. */
enum fault auth_note_wrong_key(struct request *, const struct context *, int64_t *wait);
void auth_refuse_wrong_keys(struct request *, int64_t wait);

/* The key that is signed in on the pages: FAULT_MISSING when nobody is; sends nothing. */
enum fault auth_session(struct request *, const struct context *, struct api_key *out);

/* Does a post come from a page of ours (RFC 9110 Origin, Fetch Metadata's Sec-Fetch-Site)? */
bool auth_same_origin(const struct request *, const struct config *);

#endif
