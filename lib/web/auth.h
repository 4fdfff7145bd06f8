/*
 * auth.h: who asks: an API key in Authorization: Bearer (RFC 6750), or a sign-in cookie of the pages.
 */
#ifndef CURT_WEB_AUTH_H
#define CURT_WEB_AUTH_H

#include "store/env.h"
#include "store/key.h"
#include "web/http.h"

#define AUTH_COOKIE "curt_session"

/* The text after "Bearer ", "" when there is none. */
const char *auth_bearer(const struct http *);

/*
 * The key of an API request. When there is none, or it is not good enough for `least`, the answer (401 or
 * 403) is sent and FAULT_REFUSED returned: the handler has nothing more to do.
 */
enum fault auth_require(struct http *, struct env *, enum key_role least, struct key *out);

/* The key that is signed in on the pages: FAULT_MISSING when nobody is; sends nothing. */
enum fault auth_session(struct http *, struct env *, struct key *out);

/* Does a post come from a page of ours (RFC 9110 Origin, Fetch Metadata's Sec-Fetch-Site)? */
bool auth_same_origin(const struct http *, const struct conf *);

#endif
