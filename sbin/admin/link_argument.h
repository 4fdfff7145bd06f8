/*
 * link_argument.h: which link somebody means.
 */
#ifndef CURT_SBIN_ADMIN_LINK_ARGUMENT_H
#define CURT_SBIN_ADMIN_LINK_ARGUMENT_H

#include "base/config.h"
#include "db/env.h"
#include "link/link_name.h"

/*
 * The name of what was typed: a short URL with its http:// or https://, as it is shared; DOMAIN/CODE; or
 * CODE, on the default domain, these two as the code is, not percent-encoded. A code may have slashes: what
 * is before the first is a domain if it is configured; or if it once was, and there is such a link, or was
 * until it was deleted, and none with all of it as its code. "": it is none.
 */
void link_argument(
    struct env *, const char *text, const struct config *, char name[static LINK_NAME_MAX + 1]);

#endif
