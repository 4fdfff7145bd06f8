/*
 * api_scope.c: the names of scopes, and which paths are theirs.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/api_scope.h"

#include <string.h>

static const char *const api_scope_names[API_SCOPES] = {
    [API_SCOPE_LINKS] = "links",
    [API_SCOPE_MESSAGES] = "messages",
    [API_SCOPE_STATS] = "stats",
    [API_SCOPE_BUS] = "bus",
    [API_SCOPE_ADMIN] = "admin",
};

static const struct {
    const char *path;
    enum api_scope scope;
} api_scope_paths[] = {
    {"/api/v1/links", API_SCOPE_LINKS},
    {"/api/v1/imports", API_SCOPE_LINKS},
    {"/api/v1/messages", API_SCOPE_MESSAGES},
    {"/api/v1/campaigns", API_SCOPE_MESSAGES},
    {"/api/v1/suppressions", API_SCOPE_MESSAGES},
    {"/api/v1/conversions", API_SCOPE_MESSAGES},
    {"/api/v1/inbound", API_SCOPE_MESSAGES},
    {"/api/v1/stats", API_SCOPE_STATS},
    {"/metrics", API_SCOPE_STATS},
    {"/api/v1/rules", API_SCOPE_BUS},
    {"/api/v1/targets", API_SCOPE_BUS},
    {"/api/v1/events", API_SCOPE_BUS},
    {"/api/v1/dead-letters", API_SCOPE_BUS},
    {"/api/v1/replays", API_SCOPE_BUS},
    {"/api/v1/keys", API_SCOPE_ADMIN},
    {"/api/v1/config", API_SCOPE_ADMIN},
};

api_scope_set
api_scope_parse(const char *name)
{
    for (unsigned scope = 0; scope < API_SCOPES; scope++)
        if (strcmp(name, api_scope_names[scope]) == 0)
            return 1U << scope;
    return 0;
}

api_scope_set
api_scope_of_path(const char *path)
{
    for (size_t i = 0; i < sizeof api_scope_paths / sizeof *api_scope_paths; i++) {
        const size_t length = strlen(api_scope_paths[i].path);
        if (strncmp(path, api_scope_paths[i].path, length) == 0 &&
            (path[length] == '/' || path[length] == '\0'))
            return 1U << api_scope_paths[i].scope;
    }
    return 0;
}

bool
api_scope_allows(api_scope_set scopes, api_scope_set needed)
{
    return scopes == 0 || needed == 0 || (scopes & needed) != 0;
}

struct json_object *
api_scope_to_json(api_scope_set scopes)
{
    struct json_object *list = json_object_new_array();
    for (unsigned scope = 0; scope < API_SCOPES; scope++)
        if ((scopes & 1U << scope) != 0)
            json_object_array_add(list, json_object_new_string(api_scope_names[scope]));
    return list;
}
