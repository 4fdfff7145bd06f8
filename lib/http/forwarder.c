/*
 * forwarder.c: which headers go to the master and come back, and what is answered without one.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/forwarder.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/timestamp.h"
#include "db/cluster.h"
#include "http/problem.h"
#include "http/response.h"
#include "http/watchdog.h"
#include "net/forward_proof.h"
#include "net/http_exchange.h"

#define FORWARDER_UNAVAILABLE                                                                      \
    "The cluster has no master that answers. Nothing is promised: try again in a second; with an " \
    "Idempotency-Key that is safe, even if this was done after all."

enum {
    FORWARDER_NAME = 80,      /* of a header, with its NUL */
    FORWARDER_READS = 3000,   /* milliseconds for a request that only asks */
    FORWARDER_WRITES = 10000, /* for one that writes, and as many more... */
    FORWARDER_KILOBYTE = 16   /* ...for each kilobyte of its body, since an import takes its time */
};

struct forwarder {
    const struct config *config;
    struct http_exchange *exchange;
    bool passed_on; /* the request that is handled was, by another host */
};

struct forwarder *
forwarder_create(const struct config *config)
{
    if (config->cluster_name[0] == '\0')
        return NULL;
    struct forwarder *forwarder = xcalloc(1, sizeof *forwarder);
    forwarder->config = config;
    forwarder->exchange = http_exchange_create();
    return forwarder;
}

void
forwarder_free(struct forwarder *forwarder)
{
    if (forwarder == NULL)
        return;
    http_exchange_free(forwarder->exchange);
    free(forwarder);
}

void
forwarder_begin(struct forwarder *forwarder, struct request *request)
{
    static const struct trusted_proxies nobody;
    const char *proof = request_variable(request, "HTTP_CURT_FORWARDED"),
               *client = request_variable(request, "HTTP_CURT_CLIENT");
    const struct forwarded what = {
        request->fields[HTTP_REQUEST_METHOD], request->fields[HTTP_REQUEST_URI], client};
    forwarder->passed_on = proof != NULL && client != NULL &&
                           forward_proof_holds(forwarder->config->cluster_secret, &what,
                               timestamp_now() / TIMESTAMP_SECOND, proof);
    if (!forwarder->passed_on)
        return;
    request->fields[HTTP_REMOTE_ADDR] = client;
    request->proxies = &nobody;
}

bool
forwarder_is_passed_on(const struct forwarder *forwarder)
{
    return forwarder != NULL && forwarder->passed_on;
}

static bool
forwarder_is_one_of(const char *const *names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcasecmp(names[i], name) == 0)
            return true;
    return false;
}

/* Not those between the client and its web server (RFC 9110, 7.6.1), which also compresses; nor what this
 * host says in its own name. */
static bool
forwarder_sends(const char *name)
{
    static const char *const kept[] = {"accept-encoding", "connection", "content-length", "content-type",
        "curt-client", "curt-forwarded", "expect", "host", "keep-alive", "proxy", "proxy-authorization",
        "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"};
    return !forwarder_is_one_of(kept, sizeof kept / sizeof *kept, name);
}

/* "HTTP_X_NAME=value" is the header x-name. */
static void
forwarder_add_variable(struct http_exchange *exchange, const char *variable)
{
    char name[FORWARDER_NAME];
    const size_t length = strcspn(variable, "=");
    if (strncmp(variable, "HTTP_", 5) != 0 || length - 5 >= sizeof name || variable[length] != '=')
        return;
    for (size_t i = 5; i < length; i++)
        name[i - 5] = variable[i] == '_' ? '-' : (char)tolower((unsigned char)variable[i]);
    name[length - 5] = '\0';
    const char *value = variable + length + 1;
    if (name[0] != '\0' && forwarder_sends(name) && value[strcspn(value, "\r\n")] == '\0')
        http_exchange_add_header(exchange, name, value);
}

static void
forwarder_add_headers(struct forwarder *forwarder, const struct request *request)
{
    char client[IP_ADDRESS_SIZE], proof[FORWARD_PROOF_SIZE];
    const char *type = request->fields[HTTP_CONTENT_TYPE], *host = request->fields[HTTP_HOST];
    request_format_client(request, client);
    const struct forwarded what = {
        request->fields[HTTP_REQUEST_METHOD], request->fields[HTTP_REQUEST_URI], client};
    forward_proof_create(forwarder->config->cluster_secret, &what, timestamp_now() / TIMESTAMP_SECOND, proof);
    for (char **at = fastcgi_variables(request->connection); *at != NULL; at++)
        forwarder_add_variable(forwarder->exchange, *at);
    if (host[0] != '\0')
        http_exchange_add_header(forwarder->exchange, "Host", host);
    if (type[0] != '\0')
        http_exchange_add_header(forwarder->exchange, "Content-Type", type);
    http_exchange_add_header(forwarder->exchange, FORWARD_PROOF_HEADER, proof);
    http_exchange_add_header(forwarder->exchange, FORWARD_CLIENT_HEADER, client);
}

static bool
forwarder_returns(const char *name)
{
    static const char *const kept[] = {"connection", "content-length", "date", "keep-alive", "server",
        "status", "trailer", "transfer-encoding", "upgrade"};
    return !forwarder_is_one_of(kept, sizeof kept / sizeof *kept, name);
}

/* One line of the answer's head, which ends at `end`. *length becomes what a Content-Length says. */
static void
forwarder_return_header(struct request *request, const char *line, const char *end, size_t *length)
{
    char name[FORWARDER_NAME], value[RESPONSE_LOCATION_MAX + 1];
    const char *colon = memchr(line, ':', (size_t)(end - line));
    if (colon == NULL || (size_t)(colon - line) >= sizeof name)
        return;
    memcpy(name, line, (size_t)(colon - line));
    name[colon - line] = '\0';
    colon++;
    colon += strspn(colon, " \t");
    const size_t size = colon < end ? (size_t)(end - colon) : 0;
    if (size >= sizeof value)
        return;
    memcpy(value, colon, size);
    value[size] = '\0';
    if (strcasecmp(name, "content-length") == 0)
        *length = strtoull(value, NULL, 10);
    else if (forwarder_returns(name))
        response_header(request, name, value);
}

/* What was to be answered before is forgotten. */
static void
forwarder_return(struct request *request, const struct http_exchange_answer *answer)
{
    size_t announced = 0;
    response_init(request, request->head_space);
    for (const char *line = answer->head, *end; (end = strstr(line, "\r\n")) != NULL; line = end + 2)
        forwarder_return_header(request, line, end, &announced);
    response_send(request, answer->status, NULL, answer->body,
        request->method == HTTP_HEAD ? announced : answer->length);
}

/* A host that was asked, and is not the master any more, answers nothing that holds. */
struct forwarder_master {
    struct env *env;
    char address[IP_ADDRESS_SIZE];
};

static bool
forwarder_is_master(void *arg)
{
    const struct forwarder_master *master = arg;
    char now[IP_ADDRESS_SIZE];
    return cluster_master(master->env, now) && strcmp(now, master->address) == 0;
}

/* FAULT_AGAIN: there is no master that answers. */
static enum fault
forwarder_pass_on(
    struct request *request, const struct context *context, const char *body, size_t length, long timeout)
{
    struct forwarder *forwarder = context->forwarder;
    struct forwarder_master master = {.env = context->env};
    struct http_exchange_answer answer;
    if (forwarder->passed_on || !cluster_master(context->env, master.address))
        return FAULT_AGAIN;
    forwarder_add_headers(forwarder, request);
    watchdog_set_busy(false); /* it has a time limit of its own */
    const enum http_exchange_end end = http_exchange_send(forwarder->exchange,
        &(struct http_exchange_request){.address = master.address,
            .port = (int)context->config->cluster_http_port,
            .method = request->fields[HTTP_REQUEST_METHOD],
            .target = request->fields[HTTP_REQUEST_URI],
            .body = body,
            .length = length,
            .timeout = timeout,
            .wanted = forwarder_is_master,
            .arg = &master},
        &answer);
    watchdog_set_busy(true);
    if (end != HTTP_EXCHANGE_ANSWERED)
        return FAULT_AGAIN;
    forwarder_return(request, &answer);
    return FAULT_NONE;
}

/* The body is read whole before the master is asked: a slow client holds nobody there. */
static void
forwarder_pass_on_body(struct request *request, const struct context *context)
{
    uint64_t size;
    size_t got = 0;
    const bool has_body = request->fields[HTTP_CONTENT_LENGTH][0] != '\0';
    enum fault fault = request_body_length(request, REQUEST_BODY_MAX, &size);
    if (fault == FAULT_FULL) {
        problem_send(request, ERROR_BODY_TOO_LARGE, "The body is longer than 16 MB.", NULL);
        return;
    }
    char *body = fault == FAULT_NONE ? xmalloc((size_t)size + 1) : NULL;
    if (fault == FAULT_NONE)
        fault = request_read(request, body, (size_t)size, &got);
    if (fault != FAULT_NONE)
        problem_send(request, ERROR_BODY_INCOMPLETE, "The body was cut off.", NULL);
    else if (forwarder_pass_on(request, context, has_body ? body : NULL, got,
                 FORWARDER_WRITES + FORWARDER_KILOBYTE * (long)(got / 1024)) != FAULT_NONE)
        problem_send_wait(request, ERROR_STORE_UNAVAILABLE, FORWARDER_UNAVAILABLE, 1);
    free(body);
}

/* What hosts say to each other they prove in the same way: a proof of this host, for a stranger's request to
 * such an address, would be believed. */
static bool
forwarder_is_between_hosts(const struct request *request)
{
    static const char hosts[] = "/api/v1/hosts/";
    return strncmp(request->path, hosts, sizeof hosts - 1) == 0;
}

bool
forwarder_writes(struct request *request, const struct context *context)
{
    if (context->forwarder == NULL || forwarder_is_between_hosts(request) || cluster_can_write(context->env))
        return false;
    forwarder_pass_on_body(request, context);
    return true;
}

bool
forwarder_asks(struct request *request, const struct context *context)
{
    return context->forwarder != NULL && (request->method == HTTP_GET || request->method == HTTP_HEAD) &&
           forwarder_pass_on(request, context, NULL, 0, FORWARDER_READS) == FAULT_NONE;
}
