/*
 * http_exchange.h: one HTTP/1.1 request to a server of ours, and its answer, both as they are, by libcurl:
 * how one host of a cluster asks another.
 *
 * The connection is kept for the next request to the same server. A request goes out once: libcurl sends it
 * again by itself when a kept connection ends before an answer, and is stopped from that.
 */
#ifndef CURT_NET_HTTP_EXCHANGE_H
#define CURT_NET_HTTP_EXCHANGE_H

#include <stdbool.h>
#include <stddef.h>

#define HTTP_EXCHANGE_HEAD_SIZE 32768              /* of the answer's header lines, with the NUL */
#define HTTP_EXCHANGE_BODY_MAX  (64 * 1024 * 1024) /* of the answer's body */
#define HTTP_EXCHANGE_CONNECT   1000               /* milliseconds that connecting may take */
#define HTTP_EXCHANGE_SILENCE   1500 /* milliseconds after which a host that acknowledges nothing is gone */

enum http_exchange_end {
    HTTP_EXCHANGE_ANSWERED,
    HTTP_EXCHANGE_UNSENT,  /* nothing went out: the other side has done nothing */
    HTTP_EXCHANGE_UNKNOWN, /* it went out, and no whole answer came: nobody knows what was done */
};

struct http_exchange_request {
    const char *address; /* the server's IP address */
    int port;
    const char *method, *target; /* the target is sent as it is: "/path?query" */
    const void *body;            /* NULL: none, and no Content-Length. Not copied */
    size_t length;
    long timeout; /* milliseconds, for all of it */
    /* Asked at least once a second while the answer is waited for: is there still a reason to? NULL: always.
     */
    bool (*wanted)(void *arg);
    void *arg;
};

/* Good until the next request. */
struct http_exchange_answer {
    int status;
    const char *head; /* "Name: value" and CR LF for each header, ended with a NUL */
    const char *body; /* NULs and all */
    size_t length;
};

struct http_exchange;

/* Failure is fatal. */
struct http_exchange *http_exchange_create(void);
void http_exchange_free(struct http_exchange *); /* NULL is nothing */

/* A header of the next request; none is sent but these, Host if it is not among them, and Content-Length. */
void http_exchange_add_header(struct http_exchange *, const char *name, const char *value);

/* Sends the request, and waits for the answer. What went wrong is logged. */
enum http_exchange_end http_exchange_send(
    struct http_exchange *, const struct http_exchange_request *, struct http_exchange_answer *out);

#endif
