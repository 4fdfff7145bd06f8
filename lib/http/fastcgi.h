/*
 * fastcgi.h: FastCGI connections, one at a time: the one place that knows libfcgi.
 */
#ifndef CURT_HTTP_FASTCGI_H
#define CURT_HTTP_FASTCGI_H

#include <stdbool.h>
#include <stddef.h>

#define FASTCGI_BUFFER \
    4096 /* bytes of an answer that surely leave in one piece: libfcgi buffers twice as much */

#define FASTCGI_SILENCE 10 /* seconds that a web server may neither send nor take anything in mid-request */

struct fastcgi;

/* Once a program; a socket that cannot be set up is fatal. */
struct fastcgi *fastcgi_open(void);

/*
 * Waits for the next request. False when the end was asked for (fastcgi_stop), or the socket is gone. The
 * ending signals (program.h) are held back but for the wait, so that a request that was accepted is answered.
 */
bool fastcgi_accept(struct fastcgi *);

/* The CGI variables (RFC 3875) of the request, "NAME=value", ended by NULL. */
char **fastcgi_variables(const struct fastcgi *);

/* The value of one of them; NULL when it was not sent. */
const char *fastcgi_variable(const struct fastcgi *, const char *name);

/* Reads up to size bytes of the body, waiting for them: how many came. Fewer: it was cut off. */
size_t fastcgi_read(struct fastcgi *, void *out, size_t size);

/* Is there nothing left of the body? */
bool fastcgi_is_read(struct fastcgi *);

/* False when the client is gone. */
bool fastcgi_write(struct fastcgi *, const void *bytes, size_t length);

/*
 * Ends the request. libfcgi closes a connection by half and then waits until the server has taken the answer
 * and hung up too, so that what is unread when it closes does not make the server lose the answer. Where all
 * is read and the answer left in one piece, closing at once is enough, and the next request need not wait.
 */
void fastcgi_finish(struct fastcgi *, bool at_once);

/* For a signal handler: fastcgi_accept returns false from now on. */
void fastcgi_stop(void);

#endif
