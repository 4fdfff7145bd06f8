/*
 * password_page.h: the answer to somebody who opens a link with a password and has not given it: a page that
 * asks, or problem+json.
 */
#ifndef CURT_HTTP_PASSWORD_PAGE_H
#define CURT_HTTP_PASSWORD_PAGE_H

#include <stdbool.h>

#include "base/config.h"
#include "http/page.h"

#define PASSWORD_PAGE_PATH "/ui/open/" /* before the code: where the form goes */

enum password_answer { PASSWORD_ASKED, PASSWORD_WRONG, PASSWORD_TOO_OFTEN };

/* query: the link's, which goes with it once the password is right. wait: seconds, of PASSWORD_TOO_OFTEN. */
void password_page_send(struct request *, const struct page *, enum password_answer, const char *code,
    const char *query, int64_t wait);

/* The name of the cookie with the pass (link_password.h); with TLS, it is sent over TLS alone. It is for the
 * path of one link, so it cannot begin with __Host-. */
bool password_has_tls(const struct config_domain *);
const char *password_cookie_name(const struct config_domain *);

#endif
