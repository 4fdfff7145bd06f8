/*
 * url_finder.h: the http and https URLs in a text that a person wrote, as a reader would see them.
 *
 * A URL begins with http:// or https://, in letters of any case, where no letter or digit stands before it,
 * and a host must follow: a letter, a digit or an IPv6 address in brackets (RFC 3986, section 3.2.2), or a
 * character beyond ASCII that is no punctuation. It runs to white space of Unicode, a zero-width space, a
 * control character, one of < > " or one of “ ” « » „.
 *
 * What stands at its end and belongs to the sentence stays outside: . , ; : ! ? ' ’ * _ ~ … and 。 、 ， ！
 * ？ ； ： and each closing bracket ) ] } ） 】 」 』 》 whose opening one is not in the URL.
 */
#ifndef CURT_MESSAGE_URL_FINDER_H
#define CURT_MESSAGE_URL_FINDER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"

struct url_span {
    size_t start, length; /* bytes */
};

/* The compiled expression. For one thread at a time. */
struct url_finder;

struct url_finder *url_finder_create(void);

/* Takes NULL too. */
void url_finder_free(struct url_finder *);

/*
 * The first URL that begins at the byte from (0, or the end of the URL before) or after it; false when there
 * is none. The text must be UTF-8 (utf8_is_valid) and needs no NUL at its end. A URL of any length is found
 * whole, also one longer than URL_MAX (url.h). All calls for one text together take time in proportion to its
 * length.
 */
bool url_finder_next(struct url_finder *, const char *text, size_t length, size_t from, struct url_span *out);

#endif
