/*
 * url_finder.h: the http and https URLs in a text that a person wrote, as a reader would see them.
 *
 * A URL begins with http:// or https://, in letters of any case, where no letter or digit stands before it,
 * unless that is of a script that puts no spaces between words; and a host must follow: a letter, a digit or
 * an IPv6 address in brackets (RFC 3986, section 3.2.2), or a character beyond ASCII that is no punctuation.
 * Where it ends is url_end.h's.
 */
#ifndef CURT_MESSAGE_URL_FINDER_H
#define CURT_MESSAGE_URL_FINDER_H

#include <stdbool.h>
#include <stddef.h>

#include "message/filled_text.h"

/* The compiled expressions. For one thread at a time. */
struct url_finder;

struct url_finder *url_finder_create(void);

/* Takes NULL too. */
void url_finder_free(struct url_finder *);

/*
 * The first URL that begins at the byte from (0, or the end of the URL before) or after it; false when there
 * is none. The text must be UTF-8 (utf8_is_valid) and needs no NUL at its end; filled says which of its bytes
 * were filled into a template, and may be NULL. A URL of any length is found whole, also one longer than
 * URL_MAX (url.h). All calls for one text together take time in proportion to its length.
 */
bool url_finder_next(struct url_finder *, const char *text, size_t length, const struct filled_text *filled,
    size_t from, struct text_span *out);

/*
 * Where the URL of any scheme ends whose "://" ends at the byte from: from itself when nothing of a URL
 * follows. As url_finder_next, but marks at its end count as the URL's: they are within it as soon as more of
 * it follows.
 */
size_t url_finder_run(
    struct url_finder *, const char *text, size_t length, const struct filled_text *filled, size_t from);

#endif
