/*
 * idempotency_key.c: requests with an Idempotency-Key.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/idempotency_key.h"

#include <string.h>

#include "base/timestamp.h"
#include "http/problem.h"
#include "http/response.h"

bool
idempotency_begin(struct request *request, const struct config *config, int64_t now, const char *body,
    size_t length, struct idempotency *out)
{
    const char *name = request->fields[HTTP_IDEMPOTENCY_KEY], *type = request->fields[HTTP_CONTENT_TYPE];
    if (strlen(name) > IDEMPOTENCY_KEY_MAX) {
        problem_send(request, ERROR_IDEMPOTENCY_KEY_TOO_LONG,
            "The Idempotency-Key is longer than 255 characters.", NULL);
        return false;
    }
    *out = (struct idempotency){.has_key = name[0] != '\0',
        .api_key = request->key.id,
        .now = now,
        .since = now - config->keep_idempotency * TIMESTAMP_SECOND};
    sha256_text(name, out->name);
    sha256_digest((const struct sha256_part[]){{type, strlen(type) + 1}, {body, length}}, 2, out->request);
    return true;
}

void
idempotency_send(struct request *request, const struct idempotency *once, const char *type)
{
    const struct idempotency_answer *answer = &once->answer;
    if (answer->location != NULL)
        response_header(request, "Location", answer->location);
    response_header(request, "Cache-Control", "no-store");
    response_send(request, answer->status, answer->status >= 400 ? "application/problem+json" : type,
        answer->body, answer->length);
}

void
idempotency_refuse(struct request *request)
{
    problem_send(
        request, ERROR_IDEMPOTENCY_KEY_REUSED, "This Idempotency-Key was used for another request.", NULL);
}
