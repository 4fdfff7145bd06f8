/*
 * listener.h: a server on loopback in a process of its own, which answers HTTP requests in one way, one
 * connection after the other, and counts those that it read whole.
 */
#ifndef CURT_TESTS_LISTENER_H
#define CURT_TESTS_LISTENER_H

#include <stddef.h>

enum listener_way {
    LISTENER_ANSWERS, /* every request with the text */
    LISTENER_ONCE,    /* the first request of a connection; at the second it ends the connection */
    LISTENER_CUTS,    /* reads a request and ends the connection */
    LISTENER_HANGS,   /* reads a request, and nothing else */
    LISTENER_MUTE,    /* takes connections and reads nothing */
    LISTENER_CLOSES,  /* takes connections and ends them */
    LISTENER_FULL,    /* its queue is full: it does not even take connections */
    LISTENER_ABSENT,  /* nobody listens there */
};

struct listener {
    int port;
    int counts[2]; /* a pipe: a byte a request */
    int fillers[8];
};

/* text is a whole answer; it is needed no longer than the call. */
void listener_open(struct listener *, enum listener_way, const char *text);
/* Ends the server. */
void listener_close(struct listener *);

/* How many requests it has read since it was asked last; the server has been waited for, for a little. */
size_t listener_count(struct listener *);

#endif
