/*
 * request.c: what a client sent, by its CGI variables and its body.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/request.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "http/watchdog.h"
#include "net/url.h"

enum { REQUEST_HEADER_SIZE = 5 + 128 + 1 /* HTTP_ and a name, with its NUL */ };

/* What tells the names of the fields apart: their lengths and their fourth letters from the end. */
#define REQUEST_NAME(length, letter) ((length) << 8 | (letter))

/* Of a name of at least four letters: the field that it is, if it is one of these. */
static enum request_field
request_variable_like(const char *name, size_t length)
{
    switch (REQUEST_NAME(length, (unsigned char)name[length - 4])) {
    case REQUEST_NAME(14, 'T'):
        return HTTP_REQUEST_METHOD;
    case REQUEST_NAME(11, '_'):
        return HTTP_REQUEST_URI;
    case REQUEST_NAME(11, 'A'):
        return HTTP_REMOTE_ADDR;
    case REQUEST_NAME(14, 'N'):
        return HTTP_CONTENT_LENGTH;
    case REQUEST_NAME(12, 'T'):
        return HTTP_CONTENT_TYPE;
    case REQUEST_NAME(15, 'W'):
        return HTTP_SERVER_SOFTWARE;
    default:
        return HTTP_FIELDS;
    }
}

/* The same for names that begin with HTTP_. */
static enum request_field
request_header_like(const char *name, size_t length)
{
    switch (REQUEST_NAME(length, (unsigned char)name[length - 4])) {
    case REQUEST_NAME(11, 'C'):
        return HTTP_ACCEPT;
    case REQUEST_NAME(34, 'T'):
        return HTTP_ACCESS_CONTROL_REQUEST_METHOD;
    case REQUEST_NAME(20, 'U'):
        return HTTP_ACCEPT_LANGUAGE;
    case REQUEST_NAME(18, 'T'):
        return HTTP_AUTHORIZATION;
    case REQUEST_NAME(11, 'O'):
        return HTTP_COOKIE;
    case REQUEST_NAME(9, 'H'):
        return HTTP_HOST;
    case REQUEST_NAME(20, '_'):
        return HTTP_IDEMPOTENCY_KEY;
    case REQUEST_NAME(13, 'A'):
        return HTTP_IF_MATCH;
    case REQUEST_NAME(18, 'A'):
        return HTTP_IF_NONE_MATCH;
    case REQUEST_NAME(11, 'I'):
        return HTTP_ORIGIN;
    case REQUEST_NAME(12, 'P'):
        return HTTP_PURPOSE;
    case REQUEST_NAME(12, 'E'):
        return HTTP_REFERER;
    case REQUEST_NAME(19, 'S'):
        return HTTP_SEC_FETCH_SITE;
    case REQUEST_NAME(16, 'P'):
        return HTTP_SEC_PURPOSE;
    case REQUEST_NAME(22, 'D'):
        return HTTP_TRANSFER_ENCODING;
    case REQUEST_NAME(15, 'G'):
        return HTTP_USER_AGENT;
    case REQUEST_NAME(10, '_'):
        return HTTP_X_MOZ;
    case REQUEST_NAME(14, 'P'):
        return HTTP_X_PURPOSE;
    default:
        return HTTP_FIELDS;
    }
}

static const char *const request_field_names[HTTP_FIELDS] = {
    [HTTP_REQUEST_METHOD] = "REQUEST_METHOD",
    [HTTP_REQUEST_URI] = "REQUEST_URI",
    [HTTP_REMOTE_ADDR] = "REMOTE_ADDR",
    [HTTP_CONTENT_LENGTH] = "CONTENT_LENGTH",
    [HTTP_CONTENT_TYPE] = "CONTENT_TYPE",
    [HTTP_ACCEPT] = "HTTP_ACCEPT",
    [HTTP_ACCESS_CONTROL_REQUEST_METHOD] = "HTTP_ACCESS_CONTROL_REQUEST_METHOD",
    [HTTP_ACCEPT_LANGUAGE] = "HTTP_ACCEPT_LANGUAGE",
    [HTTP_AUTHORIZATION] = "HTTP_AUTHORIZATION",
    [HTTP_COOKIE] = "HTTP_COOKIE",
    [HTTP_HOST] = "HTTP_HOST",
    [HTTP_IDEMPOTENCY_KEY] = "HTTP_IDEMPOTENCY_KEY",
    [HTTP_IF_MATCH] = "HTTP_IF_MATCH",
    [HTTP_IF_NONE_MATCH] = "HTTP_IF_NONE_MATCH",
    [HTTP_ORIGIN] = "HTTP_ORIGIN",
    [HTTP_PURPOSE] = "HTTP_PURPOSE",
    [HTTP_REFERER] = "HTTP_REFERER",
    [HTTP_SEC_FETCH_SITE] = "HTTP_SEC_FETCH_SITE",
    [HTTP_SEC_PURPOSE] = "HTTP_SEC_PURPOSE",
    [HTTP_SERVER_SOFTWARE] = "SERVER_SOFTWARE",
    [HTTP_TRANSFER_ENCODING] = "HTTP_TRANSFER_ENCODING",
    [HTTP_USER_AGENT] = "HTTP_USER_AGENT",
    [HTTP_X_MOZ] = "HTTP_X_MOZ",
    [HTTP_X_PURPOSE] = "HTTP_X_PURPOSE",
};

static enum request_field
request_field_of(const char *name, size_t length)
{
    if (length < 4)
        return HTTP_FIELDS;
    const enum request_field field = name[0] == 'H' ? request_header_like(name, length)
                                                    : request_variable_like(name, length);
    return field < HTTP_FIELDS && memcmp(name, request_field_names[field], length) == 0 ? field : HTTP_FIELDS;
}

/*
 * The header in which proxies name the client. lighttpd makes one variable of X-Forwarded-For, which our
 * proxy wrote, and of X_Forwarded_For, which the client may have written, and sends both: neither is
 * believed.
 */
static void
request_take_forwarded(struct request *request, const char *name, size_t length, unsigned *times)
{
    const char *wanted = request->proxies->variable;
    if (strlen(wanted) == length && memcmp(wanted, name, length) == 0)
        request->forwarded = (*times)++ == 0 ? name + length + 1 : "";
}

/* One pass over what the web server sent, where a look-up by name would be one a field. Of two of a name, the
 * last counts. */
static void
request_read_fields(struct request *request)
{
    for (int f = 0; f < HTTP_FIELDS; f++)
        request->fields[f] = "";
    unsigned times = 0;
    request->forwarded = "";
    for (char **at = fastcgi_variables(request->connection); *at != NULL; at++) {
        const size_t length = strcspn(*at, "=");
        const enum request_field field = request_field_of(*at, length);
        if ((*at)[length] != '=')
            continue;
        if (field < HTTP_FIELDS)
            request->fields[field] = *at + length + 1;
        request_take_forwarded(request, *at, length, &times);
    }
}

static enum http_method
request_parse_method(const char *name)
{
    static const char *const names[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};
    for (enum http_method m = HTTP_GET; m < HTTP_OTHER; m++)
        if (strcmp(name, names[m]) == 0)
            return m;
    return HTTP_OTHER;
}

/*
 * Where the path begins of a target that is a whole URI, as proxies send it and as every server must take it
 * (RFC 9112, 3.2.2). Its host is the web server's business; Apache hands it on as it came.
 */
static const char *
request_skip_origin(const char *target)
{
    const size_t scheme = strncasecmp(target, "http://", 7) == 0    ? 7
                          : strncasecmp(target, "https://", 8) == 0 ? 8
                                                                    : 0;
    return scheme == 0 ? target : target + scheme + strcspn(target + scheme, "/?");
}

static enum fault
request_read_target(struct request *request)
{
    const char *uri = request->fields[HTTP_REQUEST_URI], *target = request_skip_origin(uri);
    size_t length = strcspn(target, "?");
    request->query = target[length] == '?' ? target + length + 1 : "";
    if (length == 0 && target != uri) { /* a URI without a path means the root */
        target = "/";
        length = 1;
    }
    request->fields[HTTP_REQUEST_URI] = target;
    if (length >= sizeof request->path)
        return FAULT_FULL;
    memcpy(request->path, target, length);
    request->path[length] = '\0';
    return request->path[0] == '/' ? url_decode(request->path, false) : FAULT_INPUT;
}

enum fault
request_begin(struct request *request, struct fastcgi *connection, const struct trusted_proxies *proxies)
{
    request->connection = connection;
    request->proxies = proxies;
    request->param_count = 0;
    request->body = NULL;
    request->body_left = 0;
    request->body_read = false;
    request->sent = request->in_one_piece = false;
    request_read_fields(request);
    request->method = request_parse_method(request->fields[HTTP_REQUEST_METHOD]);
    return request_read_target(request);
}

/* A body that nobody asked for may still be on its way. */
bool
request_end(struct request *request)
{
    const char *announced = request->fields[HTTP_CONTENT_LENGTH];
    free(request->body);
    return (request->body_read || strcmp(announced, "") == 0 || strcmp(announced, "0") == 0) &&
           fastcgi_is_read(request->connection);
}

const char *
request_variable(const struct request *request, const char *name)
{
    const size_t length = strlen(name);
    for (char **at = fastcgi_variables(request->connection); *at != NULL; at++)
        if (strncmp(*at, name, length) == 0 && (*at)[length] == '=')
            return *at + length + 1;
    return NULL;
}

const char *
request_param(const struct request *request, const char *name)
{
    for (size_t i = 0; i < request->param_count; i++)
        if (strlen(name) == request->params[i].name_length &&
            memcmp(name, request->params[i].name, request->params[i].name_length) == 0)
            return request->params[i].value;
    return "";
}

const char *
request_find_header(const struct request *request, const char *name)
{
    char variable[REQUEST_HEADER_SIZE] = "";
    const bool bare = strcasecmp(name, "Content-Type") == 0 || strcasecmp(name, "Content-Length") == 0;
    size_t length = (size_t)sprintf(variable, "%s", bare ? "" : "HTTP_");
    for (; *name != '\0' && length < sizeof variable - 1; name++, length++)
        variable[length] = *name == '-' ? '_' : (char)toupper((unsigned char)*name);
    variable[length] = '\0';
    return *name == '\0' ? request_variable(request, variable) : NULL;
}

const char *
request_header(const struct request *request, const char *name)
{
    const char *found = request_find_header(request, name);
    return found != NULL ? found : "";
}

void
request_client_address(const struct request *request, struct ip_address *out)
{
    client_address(request->proxies, request->fields[HTTP_REMOTE_ADDR], request->forwarded, out);
}

void
request_format_client(const struct request *request, char out[static IP_ADDRESS_SIZE])
{
    struct ip_address address;
    request_client_address(request, &address);
    ip_address_format(&address, out);
    if (out[0] == '\0')
        strcpy(out, "unknown");
}

bool
request_is_endless(const struct request *request)
{
    return request->fields[HTTP_CONTENT_LENGTH][0] == '\0' &&
           request->fields[HTTP_TRANSFER_ENCODING][0] != '\0';
}

enum fault
request_body_length(struct request *request, uint64_t most, uint64_t *length)
{
    char *end;
    const char *announced = request->fields[HTTP_CONTENT_LENGTH];
    errno = 0;
    const unsigned long long size = strtoull(announced, &end, 10);
    if (*end != '\0' || *announced == '-')
        return FAULT_INPUT;
    if (errno != 0 || size > most)
        return FAULT_FULL;
    *length = request->body_left = size;
    return FAULT_NONE;
}

enum fault
request_read(struct request *request, char *piece, size_t size, size_t *got)
{
    *got = 0;
    if (size > request->body_left)
        size = (size_t)request->body_left;
    if (size == 0)
        return FAULT_NONE;
    watchdog_set_busy(false); /* the client may take its time */
    const size_t came = fastcgi_read(request->connection, piece, size);
    watchdog_set_busy(true);
    if (came < size)
        return FAULT_INPUT;
    *got = size;
    request->body_left -= size;
    request->body_read = request->body_left == 0;
    return FAULT_NONE;
}

enum fault
request_body(struct request *request, size_t most, char **body, size_t *length)
{
    uint64_t size;
    enum fault fault = request_body_length(request, most, &size);
    if (fault != FAULT_NONE)
        return fault;
    request->body = xmalloc((size_t)size + 1);
    fault = request_read(request, request->body, (size_t)size, length);
    if (fault == FAULT_NONE && memchr(request->body, '\0', *length) != NULL)
        fault = FAULT_INPUT;
    request->body[*length] = '\0';
    *body = request->body;
    return fault;
}

bool
request_is_type(const struct request *request, const char *type)
{
    const char *sent = request->fields[HTTP_CONTENT_TYPE];
    const size_t length = strlen(type);
    return strncasecmp(sent, type, length) == 0 && strchr("; \t", sent[length]) != NULL;
}

bool
request_wants_page(const struct request *request)
{
    const char *accept = request->fields[HTTP_ACCEPT];
    const char *page = strstr(accept, "text/html"), *json = strstr(accept, "json");
    return page != NULL && (json == NULL || page < json);
}

void
request_cookie(const struct request *request, const char *name, char *out, size_t size)
{
    const size_t length = strlen(name);
    out[0] = '\0';
    for (const char *at = request->fields[HTTP_COOKIE]; *at != '\0';) {
        at += strspn(at, "; ");
        const size_t n = strcspn(at, ";");
        if (n > length && n - length - 1 < size && strncmp(at, name, length) == 0 && at[length] == '=') {
            memcpy(out, at + length + 1, n - length - 1);
            out[n - length - 1] = '\0';
            return;
        }
        at += n;
    }
}

enum fault
request_query(const struct request *request, const char *name, char *out, size_t size)
{
    const size_t length = strlen(name);
    out[0] = '\0';
    for (const char *at = request->query; *at != '\0';) {
        const size_t n = strcspn(at, "&");
        if (n > length && at[length] == '=' && strncmp(at, name, length) == 0) {
            if (n - length - 1 >= size)
                return FAULT_FULL;
            memcpy(out, at + length + 1, n - length - 1);
            out[n - length - 1] = '\0';
            enum fault fault = url_decode(out, true);
            return fault == FAULT_NONE && !utf8_is_valid(out, strlen(out)) ? FAULT_INPUT : fault;
        }
        at += n;
        at += *at == '&';
    }
    return FAULT_MISSING;
}
