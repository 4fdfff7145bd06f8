/*
 * import_http.h: asks the API of another shortener, one request at a time: what it refuses for now (429, 5xx,
 * no connection) is asked again, as late as Retry-After says, or later each time. The first time that there
 * is no answer at all is logged, since whoever waits may have mistyped the URL.
 */
#ifndef CURT_IMPORT_IMPORT_HTTP_H
#define CURT_IMPORT_IMPORT_HTTP_H

#include <stddef.h>

#include "import/import_why.h"

#define IMPORT_HTTP_MAX (32 * 1024 * 1024) /* bytes of an answer */

struct import_http;

/* Who gives the URL is the operator, so any address may be asked, on the operator's own network too. header:
 * "X-Api-Key: ...", "" for none; it is copied; why must stay. */
struct import_http *import_http_create(const char *header, struct import_why *);
void import_http_free(struct import_http *);

/* How many bytes of a URL are shown: those before its query, which may have a key in it. */
int import_http_shown(const char *url);

/*
 * GET, or POST of a form if that is not NULL. *text is the answer, ended with a NUL, the caller's to free.
 * FAULT_REFUSED (*why says it): the other side says no, or what it says cannot be used; FAULT_AGAIN (*why
 * says it): it does not answer now, or the program is interrupted.
 */
enum fault import_http_ask(
    struct import_http *, const char *url, const char *form, char **text, size_t *length);

#endif
