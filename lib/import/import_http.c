/*
 * import_http.c: one request at a time, with patience.
 *
 * SPDX-License-Identifier: ISC
 */
#include "import/import_http.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/backoff.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/monotonic.h"
#include "base/program.h"
#include "base/timestamp.h"
#include "net/http_client.h"

enum {
    IMPORT_HTTP_TRIES = 6,
    IMPORT_HTTP_TIMEOUT = 120000, /* milliseconds */
    IMPORT_HTTP_PATIENCE = 600,   /* seconds that a Retry-After may ask for */
    IMPORT_HTTP_STEP = 200        /* milliseconds between two looks at whether the program is interrupted */
};

struct import_http {
    struct http_client *client;
    char *header;
    struct import_why *why;
};

struct import_http *
import_http_create(const char *header, struct import_why *why)
{
    struct http_client_policy policy = {.http = true};
    struct import_http *http = xcalloc(1, sizeof *http);
    network_parse_list("0.0.0.0/0, ::/0", policy.networks, HTTP_CLIENT_NETWORKS_MAX, &policy.network_count);
    http->client = http_client_create(&policy, 1);
    http->header = xstrdup(header);
    http->why = why;
    return http;
}

void
import_http_free(struct import_http *http)
{
    http_client_free(http->client);
    explicit_bzero(http->header, strlen(http->header));
    free(http->header);
    free(http);
}

static bool
import_http_wait(int64_t microseconds)
{
    const int64_t end = monotonic_now() + microseconds;
    while (!program_interrupted() && monotonic_now() < end)
        usleep(IMPORT_HTTP_STEP * 1000);
    return !program_interrupted();
}

/* One try. False: it was interrupted. */
static bool
import_http_try(struct import_http *http, const char *url, const char *form, struct http_client_response *out)
{
    struct http_client_request request = {.url = url,
        .lines = {"Accept: application/json"},
        .line_count = 1,
        .body = form,
        .length = form != NULL ? strlen(form) : 0,
        .timeout = IMPORT_HTTP_TIMEOUT,
        .most = IMPORT_HTTP_MAX};
    if (http->header[0] != '\0')
        request.lines[request.line_count++] = http->header;
    *out = (struct http_client_response){.end = HTTP_CLIENT_NOT_CONNECTED, .message = "it is no URL"};
    if (http_client_start(http->client, &request) != FAULT_NONE)
        return true;
    while (!http_client_next(http->client, out)) {
        if (program_interrupted())
            return false;
        http_client_wait(http->client, IMPORT_HTTP_STEP);
    }
    return true;
}

/* Does it pass by itself? */
static bool
import_http_is_temporary(const struct http_client_response *response)
{
    return response->end != HTTP_CLIENT_RESPONDED || response->status == 429 || response->status >= 500;
}

int
import_http_shown(const char *url)
{
    return (int)strcspn(url, "?");
}

static enum fault
import_http_tell(
    struct import_http *http, const char *url, const struct http_client_response *response, enum fault fault)
{
    const int length = import_http_shown(url);
    if (response->end != HTTP_CLIENT_RESPONDED)
        return import_why_set(http->why, fault, "%.*s does not answer: %s", length, url, response->message);
    if (response->status == 401 || response->status == 403)
        return import_why_set(http->why, fault, "%.*s refuses the key (%d): give its API key with --key",
            length, url, response->status);
    if (response->status == 404)
        return import_why_set(http->why, fault, "there is no API at %.*s (404): check the URL", length, url);
    if (response->status >= 300 && response->status < 400)
        return import_why_set(http->why, fault, "%.*s leads elsewhere (%d): give the URL that it leads to",
            length, url, response->status);
    return import_why_set(
        http->why, fault, "%.*s answers %d: %s", length, url, response->status, response->message);
}

static enum fault
import_http_take(struct import_http *http, const char *url, const struct http_client_response *response,
    char **text, size_t *length)
{
    if (response->status != 200)
        return import_http_tell(http, url, response, FAULT_REFUSED);
    if (response->length == IMPORT_HTTP_MAX) {
        return import_why_set(
            http->why, FAULT_REFUSED, "%.*s answers more than 32 MiB at once", import_http_shown(url), url);
    }
    *length = response->length;
    *text = xmalloc(response->length + 1);
    memcpy(*text, response->body, response->length + 1);
    return FAULT_NONE;
}

enum fault
import_http_ask(struct import_http *http, const char *url, const char *form, char **text, size_t *length)
{
    static const struct backoff backoff = {
        .first = TIMESTAMP_SECOND, .longest = 60 * TIMESTAMP_SECOND, .factor = 3, .jitter = 30};
    struct http_client_response response;
    for (unsigned failures = 0;; failures++) {
        if (!import_http_try(http, url, form, &response))
            return FAULT_AGAIN;
        if (!import_http_is_temporary(&response))
            return import_http_take(http, url, &response, text, length);
        if (failures + 1 == IMPORT_HTTP_TRIES || response.retry_after > IMPORT_HTTP_PATIENCE)
            return import_http_tell(http, url, &response, FAULT_AGAIN);
        if (failures == 0 && response.end != HTTP_CLIENT_RESPONDED)
            log_warn("%.*s does not answer; trying again", import_http_shown(url), url);
        const int64_t wait = backoff_wait(&backoff, failures),
                      asked = response.retry_after * TIMESTAMP_SECOND;
        if (!import_http_wait(asked > 0 ? asked : wait))
            return FAULT_AGAIN;
    }
}
