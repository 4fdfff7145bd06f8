/*
 * etag.c: makes entity tags, and finds them in lists.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/etag.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { ETAG_SETTINGS = 1 + 16 + 1 /* characters: the quote, the digits and the hyphen */ };

static uint64_t
etag_digest(const struct sha256_part *parts, size_t count)
{
    uint8_t digest[SHA256_BYTES];
    uint64_t out;
    sha256_digest(parts, count, digest);
    memcpy(&out, digest, sizeof out);
    return out;
}

void
etag_make(const struct sha256_part *settings, size_t count, const char *all, char out[static ETAG_SIZE])
{
    const struct sha256_part text = {all, all != NULL ? strlen(all) : 0};
    snprintf(out, ETAG_SIZE, "\"%016" PRIx64 "-%016" PRIx64 "\"", etag_digest(settings, count),
        all != NULL ? etag_digest(&text, 1) : 0);
}

/* Is the beginning of the tag in the list, as one that is strong if it must be? */
static bool
etag_find(const char *list, const char *etag, size_t length, bool strong)
{
    char wanted[ETAG_SIZE];
    snprintf(wanted, sizeof wanted, "%.*s", (int)length, etag);
    if (strcmp(list, "*") == 0)
        return true;
    for (const char *at = list; (at = strstr(at, wanted)) != NULL; at++)
        if (!strong || at == list || at[-1] != '/')
            return true;
    return false;
}

bool
etag_may_change(const char *if_match, const char *etag)
{
    return if_match[0] == '\0' || etag_find(if_match, etag, ETAG_SETTINGS, true);
}

bool
etag_is_known(const char *if_none_match, const char *etag)
{
    return etag_find(if_none_match, etag, strlen(etag), false);
}
