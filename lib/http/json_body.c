#include "http/json_body.h"

#include <stdio.h>

#include "base/json_reader.h"
#include "http/problem.h"

void
json_send(struct request *http, int status, const char *type, struct json_object *value)
{
    size_t length;
    const char *text = json_text(value, &length);
    response_header(http, "Cache-Control", "no-store");
    response_send(http, status, type, text, length);
    json_object_put(value);
}

static struct json_object *
json_read_body(struct request *http, const char *body, size_t length)
{
    char why[JSON_ERROR_SIZE], detail[JSON_ERROR_SIZE + 64];
    struct json_object *value;
    struct json_reader *reader = json_reader_create();
    enum fault fault = json_reader_read(reader, body, length, &value, why);
    json_reader_free(reader);
    snprintf(detail, sizeof detail, "The body is not JSON as curt takes it: %s.", why);
    if (fault != FAULT_NONE)
        problem_send(http, 400, detail, NULL);
    else if (value == NULL)
        problem_send(http, 422, "An object is expected, not null.", "#");
    return value;
}

struct json_object *
json_body(struct request *http, size_t most, char **text, size_t *length)
{
    char *body, detail[64];
    size_t size;
    const bool patch = http->method == HTTP_PATCH;
    enum fault fault = request_body(http, most, &body, &size);
    snprintf(detail, sizeof detail, "The body is longer than %zu bytes.", most);
    if (fault == FAULT_NONE && text != NULL) {
        *text = body;
        *length = size;
    }
    if (fault == FAULT_FULL)
        problem_send(http, 413, detail, NULL);
    else if (fault != FAULT_NONE)
        problem_send(http, 400, "The body cannot be read.", NULL);
    else if (request_is_type(http, "application/json") ||
             (patch && request_is_type(http, "application/merge-patch+json")))
        return json_read_body(http, body, size);
    else
        problem_send(http, 415,
            patch ? "Send application/json or application/merge-patch+json." : "Send application/json.",
            NULL);
    return NULL;
}
