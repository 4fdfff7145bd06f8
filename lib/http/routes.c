/*
 * routes.c: finds the row of a route table that a request is for.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/routes.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "http/auth.h"
#include "http/problem.h"
#include "net/url.h"

static const char *const routes_methods[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};

/* Keeps a part of the path as a parameter, decoded in place; *used is how much of param_text is taken. */
static bool
routes_keep(struct request *request, const char *name, size_t name_length, const char *raw, size_t length,
    size_t *used)
{
    if (length == 0 || request->param_count == REQUEST_PARAMS_MAX ||
        length >= sizeof request->param_text - *used)
        return false;
    char *value = request->param_text + *used;
    memcpy(value, raw, length);
    value[length] = '\0';
    *used += length + 1;
    request->params[request->param_count++] = (struct request_param){name, name_length, value};
    return url_decode(value, false) == FAULT_NONE;
}

/* Is this literal part of a route the same as the part of the path, which may be encoded needlessly? */
static bool
routes_same(const char *literal, size_t literal_length, const char *raw, size_t length)
{
    char part[64];
    if (length >= sizeof part)
        return false;
    memcpy(part, raw, length);
    part[length] = '\0';
    return url_decode(part, false) == FAULT_NONE && strlen(part) == literal_length &&
           memcmp(part, literal, literal_length) == 0;
}

/* {name*} takes all of the path but what follows it in the route. */
static size_t
routes_star(const char *rest, const char *raw, size_t length)
{
    const size_t after = strlen(rest);
    return length > after && memcmp(raw + length - after, rest, after) == 0 ? length - after : 0;
}

/* Does the path, as it was sent, fit? Its parameters are the request's then. A route without any may end in a
 * slash. */
static bool
routes_fit(const struct route *route, struct request *request, const char *raw, size_t length)
{
    const char *path = route->path;
    size_t used = 0;
    request->param_count = 0;
    while (*path == '/' && length > 0 && *raw == '/') {
        path++, raw++, length--;
        const size_t part = strcspn(path, "/"), sent = strcspn(raw, "/?");
        size_t take = sent < length ? sent : length;
        if (*path != '{') {
            if (!routes_same(path, part, raw, take))
                return false;
        } else {
            const bool star = path[part - 2] == '*';
            if (star)
                take = routes_star(path + part, raw, length);
            if (!routes_keep(request, path + 1, part - 2 - star, raw, take, &used))
                return false;
        }
        path += part, raw += take, length -= take;
    }
    const bool slash = length == 1 && *raw == '/' && request->param_count == 0 && route->method == HTTP_GET;
    return *path == '\0' && (length == 0 || slash);
}

static bool
routes_takes(const struct route *route, enum http_method method)
{
    return route->method == method || (route->method == HTTP_GET && method == HTTP_HEAD);
}

/* 405 with the methods of all rows that have this path. */
static void
routes_refuse(const struct route *routes, size_t count, const char *path, struct request *request)
{
    char space[64];
    struct buffer allow = buffer_over(space, sizeof space);
    for (size_t i = 0; i < count; i++)
        if (strcmp(routes[i].path, path) == 0)
            buffer_addf(&allow, "%s%s%s", allow.length > 0 ? ", " : "", routes_methods[routes[i].method],
                routes[i].method == HTTP_GET ? ", HEAD" : "");
    problem_send_method(request, allow.text);
}

/* Is the name one of the words? */
static bool
routes_knows(const char *words, const char *name, size_t length)
{
    for (const char *at = words; *at != '\0'; at += strcspn(at, " "), at += *at == ' ')
        if (strcspn(at, " ") == length && memcmp(at, name, length) == 0)
            return true;
    return false;
}

static void
routes_refuse_parameter(struct request *request, const char *known, const char *name, size_t length)
{
    char clean[65], detail[512];
    utf8_clean(name, length, clean, sizeof clean);
    struct buffer b = buffer_over(detail, sizeof detail);
    buffer_addf(&b, "There is no parameter %s here; ", clean);
    buffer_addf(&b, *known == '\0' ? "this address takes none." : "there %s ",
        strchr(known, ' ') != NULL ? "are" : "is");
    for (const char *at = known; *at != '\0'; at += strcspn(at, " "), at += *at == ' ') {
        const char *rest = at + strcspn(at, " ");
        buffer_addf(&b, "%.*s%s", (int)(rest - at), at,
            *rest == '\0'                   ? "."
            : strchr(rest + 1, ' ') == NULL ? " and "
                                            : ", ");
    }
    problem_send(request, ERROR_INVALID_PARAMETER, detail, clean);
}

/* Does a later parameter have this name too? A proxy that reads the request might take the other one. */
static bool
routes_is_repeated(const char *name, size_t length)
{
    for (const char *at = name + strcspn(name, "&"); *at == '&';) {
        at++;
        if (strcspn(at, "=&") == length && memcmp(at, name, length) == 0)
            return true;
        at += strcspn(at, "&");
    }
    return false;
}

static void
routes_refuse_repeated(struct request *request, const char *name, size_t length)
{
    char clean[65], detail[128];
    utf8_clean(name, length, clean, sizeof clean);
    snprintf(detail, sizeof detail, "The parameter %s is given twice.", clean);
    problem_send(request, ERROR_INVALID_PARAMETER, detail, clean);
}

/* Are all parameters of the query known, and there once? False when the answer, that one is not, is sent. The
 * pages pass over what they do not know, as pages do. */
static bool
routes_check_query(struct request *request, const struct route *route)
{
    const char *known = route->query != NULL ? route->query : "";
    if (strncmp(route->path, "/api/v1/", 8) != 0 || strcmp(known, ROUTE_ANY_QUERY) == 0)
        return true;
    for (const char *at = request->query; *at != '\0';) {
        const size_t pair = strcspn(at, "&"), length = strcspn(at, "=&");
        if (pair > 0 && !routes_knows(known, at, length)) {
            routes_refuse_parameter(request, known, at, length);
            return false;
        }
        if (pair > 0 && routes_is_repeated(at, length)) {
            routes_refuse_repeated(request, at, length);
            return false;
        }
        at += pair;
        at += *at == '&';
    }
    return true;
}

bool
routes_handle(const struct route *routes, size_t count, struct request *request, struct context *context)
{
    const char *raw = request->fields[HTTP_REQUEST_URI], *path = NULL;
    const size_t length = strcspn(raw, "?");
    for (size_t i = 0; i < count; i++) {
        if (path == NULL && routes_fit(&routes[i], request, raw, length))
            path = routes[i].path;
        if (path == NULL || strcmp(path, routes[i].path) != 0 || !routes_takes(&routes[i], request->method))
            continue;
        if ((routes[i].role == ROLE_NONE ||
                auth_require(request, context, routes[i].role, path, &request->key) == FAULT_NONE) &&
            routes_check_query(request, &routes[i]))
            routes[i].handle(request, context);
        return true;
    }
    if (path != NULL)
        routes_refuse(routes, count, path, request);
    return path != NULL;
}
