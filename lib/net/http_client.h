/*
 * http_client.h: HTTP requests to other machines, many at a time, by libcurl: what the relay sends
 * to webhooks and to the carrier.
 *
 * Connections are kept and used again, but for a request that is `fresh`. Redirects are not followed, proxies
 * of the environment are not used, an answer's body is read to a bound. The address of every connection is
 * looked at after the name is resolved: one that is not public is refused unless the operator allows it
 * (struct http_client_policy), so that a name that changes its mind gains nothing.
 */
#ifndef CURT_NET_HTTP_CLIENT_H
#define CURT_NET_HTTP_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/config.h"
#include "base/ip_address.h"

#define HTTP_CLIENT_NETWORKS_MAX CONFIG_NETWORKS_MAX
#define HTTP_CLIENT_MESSAGE_MAX  200
#define HTTP_CLIENT_BODY_MAX     65536 /* of an answer that is read; a longer one is cut off */
#define HTTP_CLIENT_RETRY_MAX    86400 /* seconds that a Retry-After is believed */
#define HTTP_CLIENT_HEADERS_MAX  32

struct http_client_policy {
    bool http; /* plain HTTP everywhere; to loopback it is always allowed */
    struct network networks[HTTP_CLIENT_NETWORKS_MAX]; /* allowed, though not public */
    size_t network_count;
};

enum http_client_result {
    HTTP_CLIENT_RESPONDED,       /* status says what */
    HTTP_CLIENT_NOT_CONNECTED,   /* nothing was sent */
    HTTP_CLIENT_ADDRESS_REFUSED, /* nothing was sent */
    HTTP_CLIENT_TIMED_OUT,       /* nobody knows whether the other side took it */
    HTTP_CLIENT_BROKEN,          /* the connection broke after something was sent: nobody knows either */
};

struct http_client_request {
    const char *url;
    const char *method;                         /* NULL: POST with a body, GET without */
    const char *lines[HTTP_CLIENT_HEADERS_MAX]; /* "Name: value" */
    size_t line_count;
    const void *body; /* of a POST, copied; NULL: it is a GET */
    size_t length;
    long timeout; /* milliseconds, for all of it */
    size_t most;  /* bytes of the answer's body that are read; 0: HTTP_CLIENT_BODY_MAX */
    /*
     * On a connection of its own, which is closed after it. On one that is used again libcurl sends a request
     * a second time when the other side closes before it answers, and that side may have taken both.
     */
    bool fresh;
    void *owner; /* given back with the answer */
};

struct http_client_response {
    void *owner;
    enum http_client_result end;
    bool sent; /* something of the request went out: without that, the other side cannot have taken it */
    int status;
    int64_t retry_after; /* seconds, of a Retry-After header (RFC 9110, 10.2.3); 0 for none */
    char message[HTTP_CLIENT_MESSAGE_MAX + 1]; /* what went wrong, or how the answer's body begins */
    const char *
        body; /* of the answer, ended with a NUL; good until the next http_client_next or http_client_start */
    size_t length;
};

struct http_client;

/* What the operator allows ([bus] allow_http, allow_networks). */
void http_client_policy_read(const struct config *, struct http_client_policy *out);

/* Failure is fatal. most is how many requests may be under way. */
struct http_client *http_client_create(const struct http_client_policy *, size_t most);
void http_client_free(struct http_client *);

/* May this URL be asked at all? FAULT_INPUT: *why says what is wrong (static text). The address of a host
 * that is a name is looked at with each connection. */
enum fault http_client_check(const struct http_client_policy *, const char *text, const char **why);

/* FAULT_FULL when the most are under way; FAULT_INPUT for a request that cannot be made. */
enum fault http_client_start(struct http_client *, const struct http_client_request *);

/* Works for at most that long, or until something is answered. */
void http_client_wait(struct http_client *, int milliseconds);

/* The next answer; false when there is none now. */
bool http_client_next(struct http_client *, struct http_client_response *out);

/* How many are under way. */
size_t http_client_count(const struct http_client *);

#endif
