/*
 * request_fuzz.c: requests as a web server hands them on: the answer is one, and no header of ours is a
 * stranger's.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/routes.h"

#include "base/json.h"
#include "base/utf8.h"
#include "fuzz.h"
#include "http/cors.h"
#include "http/json_body.h"
#include "http/query.h"
#include "http/query_enum.h"
#include "http/response.h"

#define VARIABLES_MAX 64

/* A connection with these variables and body; the linker takes these functions instead of fastcgi.c. */
struct fastcgi {
    char *variables[VARIABLES_MAX + 1];
    size_t count;
    struct fuzz_input body;
    char answer[256 * 1024];
    size_t length;
};

char **
fastcgi_variables(const struct fastcgi *of)
{
    return (char **)(uintptr_t)of->variables;
}

size_t
fastcgi_read(struct fastcgi *of, void *out, size_t size)
{
    const size_t length = size < of->body.left ? size : of->body.left;
    if (length > 0)
        memcpy(out, of->body.at, length);
    of->body.at += length;
    of->body.left -= length;
    return length;
}

bool
fastcgi_is_read(struct fastcgi *of)
{
    return of->body.left == 0;
}

bool
fastcgi_write(struct fastcgi *of, const void *bytes, size_t length)
{
    HOLDS(length < sizeof of->answer - of->length);
    memcpy(of->answer + of->length, bytes, length);
    of->length += length;
    of->answer[of->length] = '\0';
    return true;
}

/* Asks for all that handlers ask for, and sends it back. */
static void
handle(struct request *request, struct context *context)
{
    char text[256], cookie[64], path[REQUEST_PATH_SIZE];
    uint8_t after[UUID_BYTES];
    struct ip_address address;
    bool yes = false;
    size_t limit = 0;
    request_client_address(request, &address);
    request_cookie(request, "session", cookie, sizeof cookie);
    response_header(request, "Set-Cookie", cookie);
    utf8_clean(request->path, strlen(request->path), path, sizeof path);
    response_header(request, "Location", request->path);
    if (cors_handle(request, context->config) || !query_text(request, "text", text, sizeof text) ||
        !query_limit(request, 10, 100, &limit) || !query_after(request, after) ||
        !query_yes(request, "yes", &yes))
        return;
    HOLDS(limit >= 1 && limit <= 100 && utf8_is_valid(text, strlen(text)));
    struct json_object *sent = json_body(request, 4096, NULL, NULL), *answer;
    if (sent == NULL)
        return;
    answer = json_object_new_object();
    json_object_object_add(answer, "sent", sent);
    json_add_text(answer, "text", text);
    json_add_text(answer, "path", path);
    json_object_object_add(answer, "page", json_object_new_boolean(request_wants_page(request)));
    response_send_tagged(request, 200, "\"0123\"", answer);
}

static const struct route table[] = {
    {HTTP_GET, "/api/v1/things/{name}", ROLE_NONE, handle, "text limit cursor yes"},
    {HTTP_POST, "/api/v1/things/{name}/{other}", ROLE_NONE, handle, "text"},
    {HTTP_PUT, "/{name*}/qr", ROLE_NONE, handle, ROUTE_ANY_QUERY},
    {HTTP_GET, "/{code}", ROLE_NONE, handle, NULL},
};

/* "Name: value" in each line of the head, one of them "Status", then an empty line, then JSON or nothing. */
static void
check_answer(struct fastcgi *connection)
{
    const char *body = strstr(connection->answer, "\r\n\r\n");
    unsigned statuses = 0;
    HOLDS(body != NULL);
    for (const char *line = connection->answer; line < body + 2;) {
        const char *end = strstr(line, "\r\n");
        const size_t length = (size_t)(end - line), name = strcspn(line, ":");
        HOLDS(name < length && line[name + 1] == ' ');
        for (const char *c = line; c < end; c++)
            HOLDS(*c == '\t' || ((unsigned char)*c >= 0x20 && *c != 0x7f));
        statuses += strncmp(line, "Status: ", 8) == 0;
        line = end + 2;
    }
    HOLDS(statuses == 1);
    body += 4;
    const size_t length = connection->length - (size_t)(body - connection->answer);
    struct json_object *read = length > 0 ? json_read(body, length) : NULL;
    HOLDS(length == 0 || read != NULL);
    json_object_put(read);
}

static void
serve(struct fastcgi *connection)
{
    static struct trusted_proxies proxies;
    static char head[RESPONSE_HEAD_SIZE];
    static struct request request;
    struct context context = {.config = fuzz_config()};
    if (proxies.count == 0) {
        network_parse_list("192.0.2.0/24", proxies.networks, TRUSTED_PROXIES_MAX, &proxies.count);
        trusted_proxies_set_header(&proxies, "X-Forwarded-For");
    }
    const enum fault fault = request_begin(&request, connection, &proxies);
    if (fault == FAULT_NONE) {
        HOLDS(request.path[0] == '/' && strlen(request.path) < sizeof request.path);
        response_init(&request, head);
        if (routes_handle(table, sizeof table / sizeof *table, &request, &context))
            check_answer(connection);
        else
            HOLDS(connection->length == 0);
    }
    request_end(&request);
}

/* A variable a line, to an empty one; then the body. */
int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct fastcgi connection;
    struct fuzz_input in = fuzz_input_over(bytes, size);
    connection.count = connection.length = 0;
    connection.answer[0] = '\0';
    for (char *line = fuzz_line(&in, NULL);; line = fuzz_line(&in, NULL)) {
        connection.variables[connection.count] = NULL;
        if (*line == '\0' || connection.count == VARIABLES_MAX) {
            free(line);
            break;
        }
        connection.variables[connection.count++] = line;
    }
    connection.body = in;
    serve(&connection);
    for (size_t i = 0; i < connection.count; i++)
        free(connection.variables[i]);
    return 0;
}
