/*
 * http_stub.h: a server on loopback in a process of its own, which answers HTTP requests in one way, one
 * connection after the other, and counts those that it read whole.
 */
#ifndef CURT_TESTS_UNIT_HTTP_STUB_H
#define CURT_TESTS_UNIT_HTTP_STUB_H

#include <stddef.h>

enum http_stub_way {
    HTTP_STUB_ANSWERS, /* every request with the text */
    HTTP_STUB_LATE,    /* the same, half a second later */
    HTTP_STUB_ONCE,    /* the first request of a connection; at the second it ends the connection */
    HTTP_STUB_CUTS,    /* reads a request and ends the connection */
    HTTP_STUB_HANGS,   /* reads a request, and nothing else */
    HTTP_STUB_MUTE,    /* takes connections and reads nothing */
    HTTP_STUB_CLOSES,  /* takes connections and ends them */
    HTTP_STUB_FULL,    /* its queue is full: it does not even take connections */
    HTTP_STUB_ABSENT,  /* nobody listens there */
};

struct http_stub {
    int port;
    int counts[2]; /* a pipe: a byte a request */
    int fillers[8];
};

/* text is a whole answer; it is needed no longer than the call. */
void http_stub_open(struct http_stub *, enum http_stub_way, const char *text);
/* Ends the server. */
void http_stub_close(struct http_stub *);

/* How many requests it has read since it was asked last; the server has been waited for, for a little. */
size_t http_stub_count(struct http_stub *);

#endif
