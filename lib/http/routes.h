/*
 * routes.h: what a program answers: a table of methods and paths, each with who may ask and what handles it.
 *
 *     {HTTP_GET, "/api/v1/targets/{name}", ROLE_ADMIN, target_get}
 *
 * {name} stands for one part of the path, which the handler gets with request_param, percent-decoded: a slash
 * in it was sent as %2F. {name*} may have slashes as they are. The first path of the table that fits decides,
 * and a GET answers HEAD too. From the table come: 405 with Allow, 401 and 403 (auth.h), and whose key it is
 * (request->key), and 400 for a parameter of the query that is not known.
 */
#ifndef CURT_HTTP_ROUTES_H
#define CURT_HTTP_ROUTES_H

#include "http/api_key.h"
#include "http/context.h"
#include "http/request.h"

struct route {
    enum http_method method;
    const char *path;
    enum role role; /* the least that a key must be; ROLE_NONE: no key is asked for */
    void (*handle)(struct request *, struct context *);
    /* The names of the query's parameters, with a space between two; NULL: none. Others are refused: a filter
     * that is misspelt would show everything. ROUTE_ANY_QUERY: it is not looked at. */
    const char *query;
};

#define ROUTE_ANY_QUERY "*"

/* Handles the request, to its answer. False when no path of the table fits: nothing is sent. */
bool routes_handle(const struct route *, size_t count, struct request *, struct context *);

#endif
