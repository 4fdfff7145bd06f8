#include "web/repeat.h"

#include <string.h>

#include "web/problem.h"

bool
repeat_read(
    struct http *http, const struct key *key, const char *body, size_t length, struct once *out, bool *has)
{
    const char *name = http->fields[HTTP_IDEMPOTENCY_KEY], *type = http->fields[HTTP_CONTENT_TYPE];
    *has = name[0] != '\0';
    if (strlen(name) > ONCE_KEY_MAX) {
        problem_send(http, 400, "Idempotency-Key is longer than 255 characters.", NULL);
        return false;
    }
    out->key = key->id;
    digest_text(name, out->name);
    digest_of((const struct digest_part[]){{type, strlen(type) + 1}, {body, length}}, 2, out->request);
    return true;
}

void
repeat_refuse(struct http *http)
{
    problem_send(http, 422, "This Idempotency-Key was used for another request.", NULL);
}
