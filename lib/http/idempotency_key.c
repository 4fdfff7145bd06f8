#include "http/idempotency_key.h"

#include <string.h>

#include "http/problem.h"

bool
idempotency_key_read(struct request *request, const struct api_key *key, const char *body, size_t length,
    struct idempotency *out, bool *has)
{
    const char *name = request->fields[HTTP_IDEMPOTENCY_KEY], *type = request->fields[HTTP_CONTENT_TYPE];
    *has = name[0] != '\0';
    if (strlen(name) > IDEMPOTENCY_KEY_MAX) {
        problem_send(
            request, ERROR_IDEMPOTENCY_KEY_TOO_LONG, "Idempotency-Key is longer than 255 characters.", NULL);
        return false;
    }
    out->key = key->id;
    sha256_text(name, out->name);
    sha256_digest((const struct sha256_part[]){{type, strlen(type) + 1}, {body, length}}, 2, out->request);
    return true;
}

void
idempotency_key_refuse(struct request *request)
{
    problem_send(
        request, ERROR_IDEMPOTENCY_KEY_REUSED, "This Idempotency-Key was used for another request.", NULL);
}
