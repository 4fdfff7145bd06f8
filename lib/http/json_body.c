/*
 * json_body.c: reads a JSON body, or says what is wrong with it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/json_body.h"

#include <stdio.h>
#include <string.h>

#include "base/json_reader.h"
#include "base/utf8.h"
#include "http/problem.h"

enum { JSON_BODY_MEMORY_MAX = 12 * 1024 * 1024 /* of the values of a request */ };

static struct json_object *
json_read_body(struct request *request, const char *body, size_t length)
{
    char why[JSON_ERROR_SIZE], detail[JSON_ERROR_SIZE + 64];
    struct json_object *value;
    struct json_reader *reader = json_reader_create(JSON_BODY_MEMORY_MAX);
    enum fault fault = json_reader_read(reader, body, length, &value, why);
    json_reader_free(reader);
    if (fault != FAULT_NONE) {
        snprintf(detail, sizeof detail, "The body is not valid JSON: %s.", why);
        problem_send(request, ERROR_INVALID_JSON, detail, NULL);
    } else if (value == NULL) {
        problem_send(request, ERROR_WRONG_TYPE, "The body must be an object.", "#");
    }
    return value;
}

/* curl's -d says that it is a form, unless it is told otherwise. */
static void
json_refuse_type(struct request *request)
{
    char type[65], detail[224];
    const char *sent = request->fields[HTTP_CONTENT_TYPE];
    utf8_clean(sent, strlen(sent), type, sizeof type);
    snprintf(detail, sizeof detail,
        "The body was sent %s%s; send JSON with Content-Type: application/json%s.",
        *sent == '\0' ? "without a Content-Type" : "as ", type,
        request->method == HTTP_PATCH ? " or application/merge-patch+json" : "");
    problem_send(request, ERROR_MEDIA_TYPE, detail, NULL);
}

struct json_object *
json_body(struct request *request, size_t most, char **text, size_t *length)
{
    char *body, detail[64];
    size_t size;
    enum fault fault = request_body(request, most, &body, &size);
    snprintf(detail, sizeof detail, "The body is longer than %zu bytes.", most);
    if (fault == FAULT_NONE && text != NULL) {
        *text = body;
        *length = size;
    }
    if (fault == FAULT_FULL)
        problem_send(request, ERROR_BODY_TOO_LARGE, detail, NULL);
    else if (fault != FAULT_NONE)
        problem_send(request, ERROR_BODY_INCOMPLETE, "The body was cut off or has a NUL in it.", NULL);
    else if (request_is_type(request, "application/json") ||
             (request->method == HTTP_PATCH && request_is_type(request, "application/merge-patch+json")))
        return json_read_body(request, body, size);
    else
        json_refuse_type(request);
    return NULL;
}
