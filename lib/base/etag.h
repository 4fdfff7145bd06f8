/*
 * etag.h: the entity tags (RFC 9110, 8.8.3) of things that have settings, which people change, and numbers,
 * which change by themselves: "SETTINGS-ALL", each 16 hexadecimal digits. Two answers have the same tag when
 * they are the same; a change with If-Match goes through as long as the settings are those that were read.
 */
#ifndef CURT_BASE_ETAG_H
#define CURT_BASE_ETAG_H

#include <stdbool.h>

#include "base/sha256.h"

#define ETAG_SIZE 36 /* with its quotes and its NUL */

/* all: the whole answer's text; NULL for a thing that is settings alone. */
void etag_make(const struct sha256_part *settings, size_t count, const char *all, char out[static ETAG_SIZE]);

/* Does If-Match (RFC 9110, 13.1.1) let the change through? "" names any version. Weak tags never match. */
bool etag_may_change(const char *if_match, const char *etag);

/* Does If-None-Match (13.1.2) name this very answer? */
bool etag_is_known(const char *if_none_match, const char *etag);

#endif
