/*
 * import_api.h: the links, and the visits, of another shortener, read page by page from its API.
 *
 * yourls   POST yourls-api.php, action=stats (the key is its signature, and in the body: no log has it)
 * shlink   GET rest/v3/short-urls, and .../{code}/visits (X-Api-Key)
 * kutt     GET api/v2/links (X-API-KEY)
 * bitly    GET v4/groups, v4/groups/{guid}/bitlinks (Bearer)
 * sink     GET what exports its links (Bearer)
 * chhoto   GET api/all (X-API-Key)
 */
#ifndef CURT_IMPORT_IMPORT_API_H
#define CURT_IMPORT_IMPORT_API_H

#include "import/import_source.h"
#include "import/import_why.h"

struct import_api;

/* Has this source an API that lists its links? */
bool import_api_exists(const struct import_source *);

/* Has its API single visits? They are asked for link by link. */
bool import_api_has_visits(const struct import_source *);

/* key: "" for none; it is copied. why must stay. group: of Bitly; "": the first that there is. */
struct import_api *import_api_create(
    const struct import_source *, const char *url, const char *key, const char *group, struct import_why *);
void import_api_free(struct import_api *);

/* What paths of its short URLs begin with that is no part of a code (import_reading). */
const char *import_api_path(const struct import_api *);

/* The next link. FAULT_MISSING after the last; others as import_http_ask. */
enum fault import_api_next(struct import_api *, struct import_record *out);

/* The visits of a link, from its first page: code and domain as the source writes them. Links are read on
 * afterwards. */
void import_api_begin_visits(struct import_api *, const char *code, const char *domain);
enum fault import_api_next_visit(struct import_api *, struct import_record *out);

#endif
