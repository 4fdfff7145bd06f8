/*
 * api_scope.h: the parts of the API that a key may be limited to. A set of them is a bit each; the empty set
 * is no limit.
 */
#ifndef CURT_HTTP_API_SCOPE_H
#define CURT_HTTP_API_SCOPE_H

#include <stdbool.h>

#include "base/json.h"

enum api_scope {
    API_SCOPE_LINKS,
    API_SCOPE_MESSAGES,
    API_SCOPE_STATS,
    API_SCOPE_BUS,
    API_SCOPE_ADMIN,
    API_SCOPES
};

typedef unsigned api_scope_set;

/* The bit of "links", "messages", "stats", "bus" or "admin" (keys and the configuration), 0 for another word.
 */
api_scope_set api_scope_parse(const char *name);

/* The bit that a path of a route needs; 0: any key will do. */
api_scope_set api_scope_of_path(const char *path);

/* May a key that is limited to these scopes go where one of the needed is asked for? */
bool api_scope_allows(api_scope_set scopes, api_scope_set needed);

/* ["links", ...], the caller's. */
struct json_object *api_scope_to_json(api_scope_set);

#endif
