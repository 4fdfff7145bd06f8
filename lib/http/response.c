/*
 * response.c: header lines in a buffer, then the body, to the web server.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/response.h"

#include <errno.h>
#include <string.h>

#include "base/etag.h"
#include "base/json.h"
#include "base/log.h"
#include "http/fastcgi.h"
#include "http/watchdog.h"

enum {
    RESPONSE_LINE_MAX = 8000,
    RESPONSE_PIECE = 65536, /* bytes of a file that are read at a time */
};

void
response_init(struct request *request, char head[static RESPONSE_HEAD_SIZE])
{
    request->head_space = head;
    request->head = buffer_over(head, RESPONSE_HEAD_SIZE);
}

/* Apache takes no header line of a program above 8,191 bytes: etc/apache.conf puts a longer Location
 * together. */
static bool
response_add_pieces(struct request *request, const char *name, const char *value)
{
    const char *server = request->fields[HTTP_SERVER_SOFTWARE];
    const size_t length = strlen(value);
    if (strcmp(name, "Location") != 0 || strncmp(server, "Apache", 6) != 0)
        return false;
    for (size_t i = 0; i * RESPONSE_LINE_MAX < length; i++)
        buffer_addf(&request->head, "Curt-%s-%zu: %.*s\r\n", name, i + 1, RESPONSE_LINE_MAX,
            value + i * RESPONSE_LINE_MAX);
    return true;
}

/* Bytes before the first control character but tabs. */
static size_t
response_text_length(const char *text)
{
    size_t length = 0;
    while ((unsigned char)text[length] >= 0x20 ? text[length] != 0x7f : text[length] == '\t')
        length++;
    return length;
}

void
response_header(struct request *request, const char *name, const char *value)
{
    const size_t length = response_text_length(value);
    if (value[length] != '\0') {
        log_error("omitted a header %s with a control character", name);
        return;
    }
    if (length > RESPONSE_LINE_MAX && response_add_pieces(request, name, value))
        return;
    buffer_add(&request->head, name);
    buffer_add_bytes(&request->head, ": ", 2);
    buffer_add_bytes(&request->head, value, length);
    buffer_add_bytes(&request->head, "\r\n", 2);
}

/* printf would take as long as all the rest of a short answer. */
static void
response_add_number(struct request *request, const char *name, size_t number)
{
    char digits[24];
    size_t at = sizeof digits;
    do
        digits[--at] = (char)('0' + number % 10);
    while ((number /= 10) > 0);
    buffer_add(&request->head, name);
    buffer_add_bytes(&request->head, digits + at, sizeof digits - at);
    buffer_add_bytes(&request->head, "\r\n", 2);
}

/* False when the header lines are too long: an error without a body stands in their place. */
static bool
response_end_head(struct request *request, int status)
{
    response_add_number(request, "Status: ", (size_t)status);
    buffer_add_bytes(&request->head, "\r\n", 2);
    if (!request->head.full)
        return true;
    log_error("the headers of a response are longer than %d bytes", RESPONSE_HEAD_SIZE);
    request->head = buffer_over(request->head_space, RESPONSE_HEAD_SIZE);
    buffer_add(&request->head, "Status: 500\r\nContent-Length: 0\r\n\r\n");
    return false;
}

/* A body is what its type says and nothing else, and no document with scripts of its own, wherever it is
 * shown or framed. Pages have a policy of their own (page.c). */
static void
response_add_type(struct request *request, const char *type)
{
    static const char page[] = "text/html";
    response_header(request, "Content-Type", type);
    response_header(request, "X-Content-Type-Options", "nosniff");
    if (strncmp(type, page, sizeof page - 1) != 0)
        response_header(request, "Content-Security-Policy",
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
}

void
response_send(struct request *request, int status, const char *type, const void *body, size_t length)
{
    if (type != NULL)
        response_add_type(request, type);
    response_add_number(request, "Content-Length: ", length);
    if (!response_end_head(request, status))
        length = 0;
    watchdog_set_busy(false); /* from here on the client may take its time */
    fastcgi_write(request->connection, request->head.text, request->head.length);
    if (request->method != HTTP_HEAD && length > 0)
        fastcgi_write(request->connection, body, length);
    request->sent = true;
    request->in_one_piece = request->head.length + length <= FASTCGI_BUFFER;
}

void
response_send_file(struct request *request, int status, const char *type, FILE *file)
{
    static char piece[RESPONSE_PIECE];
    const long length = ftell(file);
    if (length < 0 || fflush(file) != 0) {
        log_error("cannot keep an answer in a temporary file: %s", strerror(errno));
        response_send(request, 500, NULL, NULL, 0);
        return;
    }
    response_add_type(request, type);
    response_add_number(request, "Content-Length: ", (size_t)length);
    const bool whole = response_end_head(request, status);
    watchdog_set_busy(false); /* from here on the client may take its time */
    bool put = fastcgi_write(request->connection, request->head.text, request->head.length);
    rewind(file);
    for (size_t got;
         whole && put && request->method != HTTP_HEAD && (got = fread(piece, 1, sizeof piece, file)) > 0;)
        put = fastcgi_write(request->connection, piece, got);
    request->sent = true;
}

void
response_send_json(struct request *request, int status, const char *type, struct json_object *value)
{
    size_t length;
    const char *text = json_text(value, &length);
    response_header(request, "Cache-Control", "no-store");
    response_send(request, status, type, text, length);
    json_object_put(value);
}

void
response_send_tagged(struct request *request, int status, const char *etag, struct json_object *value)
{
    const bool reads = request->method == HTTP_GET || request->method == HTTP_HEAD;
    response_header(request, "ETag", etag);
    if (!reads || !etag_is_known(request->fields[HTTP_IF_NONE_MATCH], etag)) {
        response_send_json(request, status, "application/json", value);
        return;
    }
    json_object_put(value);
    response_header(request, "Cache-Control", "no-store");
    response_send(request, 304, NULL, NULL, 0);
}
