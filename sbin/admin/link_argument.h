/*
 * link_argument.h: which link somebody means.
 */
#ifndef CURT_SBIN_ADMIN_LINK_ARGUMENT_H
#define CURT_SBIN_ADMIN_LINK_ARGUMENT_H

#include "base/config.h"
#include "link/link_name.h"

/* The name of what was typed: CODE, on the default domain, or DOMAIN/CODE. "": it is none. */
void link_argument(const char *text, const struct config *, char name[static LINK_NAME_MAX + 1]);

#endif
