/*
 * cors.c: the headers that let a page of another site read an answer.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/cors.h"

#include <string.h>

#include "http/response.h"

static const char cors_seconds[] = "600"; /* browsers ask again after that */

/* Origins are compared byte by byte: browsers write them in one way (RFC 6454, 6.2). */
static bool
cors_is_listed(const char *list, const char *origin)
{
    const size_t length = strlen(origin);
    for (const char *at = list; *(at += strspn(at, ", ")) != '\0'; at += strcspn(at, ", "))
        if (strcspn(at, ", ") == length && memcmp(at, origin, length) == 0)
            return length > 0;
    return false;
}

static void
cors_send_preflight(struct request *request, bool listed)
{
    if (listed) {
        response_header(request, "Access-Control-Allow-Methods", "GET, HEAD, POST, PATCH, DELETE");
        response_header(request, "Access-Control-Allow-Headers",
            "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match");
        response_header(request, "Access-Control-Max-Age", cors_seconds);
    }
    response_send(request, 204, NULL, NULL, 0);
}

bool
cors_handle(struct request *request, const struct config *config)
{
    const char *origin = request->fields[HTTP_ORIGIN];
    if (config->web_cors_origins[0] == '\0' || strncmp(request->path, "/api/", 5) != 0)
        return false;
    response_header(request, "Vary", "Origin");
    const bool listed = cors_is_listed(config->web_cors_origins, origin);
    if (listed) {
        response_header(request, "Access-Control-Allow-Origin", origin);
        response_header(request, "Access-Control-Expose-Headers", "ETag, Location, Retry-After");
    }
    if (strcmp(request->fields[HTTP_REQUEST_METHOD], "OPTIONS") != 0 ||
        request->fields[HTTP_ACCESS_CONTROL_REQUEST_METHOD][0] == '\0')
        return false;
    cors_send_preflight(request, listed);
    return true;
}
