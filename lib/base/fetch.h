/*
 * fetch.h: HTTP requests to other machines, many at a time, by libcurl: what the relay sends to webhooks and
 * to the carrier.
 *
 * Connections are kept and used again, but for a request that is `fresh`. Redirects are not followed, proxies
 * of the environment are not used, an answer's body is read to a bound. The address of every connection is
 * looked at after the name is resolved: one that is not public is refused unless the operator allows it
 * (struct fetch_rules), so that a name that changes its mind gains nothing.
 */
#ifndef CURT_BASE_FETCH_H
#define CURT_BASE_FETCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"
#include "base/conf.h"

#define FETCH_NETWORKS_MAX 32
#define FETCH_MESSAGE_MAX  200
#define FETCH_HEADER_MAX   1024  /* a line of a request's head */
#define FETCH_BODY_MAX     65536 /* of an answer that is read; a longer one is cut off */
#define FETCH_RETRY_MAX    86400 /* seconds that a Retry-After is believed */
#define FETCH_HEAD_LINES   32

struct fetch_rules {
    bool http;                                   /* plain HTTP everywhere; to loopback it is always allowed */
    struct network networks[FETCH_NETWORKS_MAX]; /* allowed, though not public */
    size_t network_count;
};

enum fetch_end {
    FETCH_ANSWERED,        /* status says what */
    FETCH_NOT_CONNECTED,   /* nothing was sent */
    FETCH_ADDRESS_REFUSED, /* nothing was sent */
    FETCH_TIMED_OUT,       /* nobody knows whether the other side took it */
    FETCH_BROKEN,          /* the connection broke after something was sent: nobody knows either */
};

struct fetch_request {
    const char *url;
    const char *lines[FETCH_HEAD_LINES]; /* "Name: value" */
    size_t line_count;
    const void *body; /* copied */
    size_t length;
    long timeout; /* milliseconds, for all of it */
    /*
     * On a connection of its own, which is closed after it. On one that is used again libcurl sends a request
     * a second time when the other side closes before it answers, and that side may have taken both.
     */
    bool fresh;
    void *owner; /* given back with the answer */
};

struct fetch_answer {
    void *owner;
    enum fetch_end end;
    bool sent; /* something of the request went out: without that, the other side cannot have taken it */
    int status;
    int64_t retry_after;                 /* seconds, of a Retry-After header (RFC 9110, 10.2.3); 0 for none */
    char message[FETCH_MESSAGE_MAX + 1]; /* what went wrong, or how the answer's body begins */
    const char *body; /* of the answer, ended with a NUL; good until the next fetch_next or fetch_start */
    size_t length;
};

struct fetch;

/* What the operator allows ([bus] allow_http, allow_networks). */
void fetch_rules_read(const struct conf *, struct fetch_rules *out);

/* Failure is fatal. most is how many requests may be under way. */
struct fetch *fetch_new(const struct fetch_rules *, size_t most);
void fetch_free(struct fetch *);

/* May this URL be asked at all? FAULT_INPUT: *why says what is wrong (static text). Addresses are another
 * matter. */
enum fault fetch_check(const struct fetch_rules *, const char *url, const char **why);

/* FAULT_FULL when the most are under way; FAULT_INPUT for a request that cannot be made. */
enum fault fetch_start(struct fetch *, const struct fetch_request *);

/* Works for at most that long, or until something is answered. */
void fetch_wait(struct fetch *, int milliseconds);

/* The next answer; false when there is none now. */
bool fetch_next(struct fetch *, struct fetch_answer *out);

/* How many are under way. */
size_t fetch_count(const struct fetch *);

#endif
