/*
 * fastcgi.h: FastCGI connections: the one place that knows libfcgi.
 *
 * Requests are handled one after the other, and answered in batches: of all that are ready at once, the
 * answers are held until the last one is written and the program has settled what they promise, such as one
 * write to the disk for all of them.
 */
#ifndef CURT_HTTP_FASTCGI_H
#define CURT_HTTP_FASTCGI_H

#include <stdbool.h>
#include <stddef.h>

#define FASTCGI_BUFFER \
    4096 /* bytes of an answer that surely leave in one piece: libfcgi buffers twice as much */

#define FASTCGI_SILENCE 10 /* seconds that a web server may neither send nor take anything in mid-request */

struct fastcgi; /* a connection */
struct fastcgi_batch;

/*
 * Once a program. NULL (logged) when its standard input is no socket that listens. A batch has at most `most`
 * requests; settle(arg) is called before the first of their answers leaves, and may be NULL.
 */
struct fastcgi_batch *fastcgi_open(unsigned most, void (*settle)(void *arg), void *arg);

/*
 * The next request. A batch that is empty waits for it: NULL when the end was asked for (fastcgi_stop), or
 * the socket is gone. Else NULL when there is none at once, or the batch is full: it is to be finished.
 *
 * The ending signals (program.h) are held back but for the wait, so that a request that was accepted is
 * answered.
 */
struct fastcgi *fastcgi_accept(struct fastcgi_batch *);

/* From now on fastcgi_accept also returns NULL when the descriptor can be read from; -1: no longer. */
void fastcgi_interrupt_by(struct fastcgi_batch *, int descriptor);

bool fastcgi_is_empty(const struct fastcgi_batch *);

/* The CGI variables (RFC 3875) of the request, "NAME=value", ended by NULL. */
char **fastcgi_variables(const struct fastcgi *);

/* Reads up to size bytes of the body, waiting for them: how many came. Fewer: it was cut off. */
size_t fastcgi_read(struct fastcgi *, void *out, size_t size);

/* Is there nothing left of the body? */
bool fastcgi_is_read(struct fastcgi *);

/* False when the client is gone. An answer that is too long to be held is settled first. */
bool fastcgi_write(struct fastcgi *, const void *bytes, size_t length);

/*
 * The request is handled; its answer leaves when the batch is finished. libfcgi closes a connection by half
 * and then waits until the server has taken the answer and hung up too, so that what is unread when it closes
 * does not make the server lose the answer. Where all is read and the answer left in one piece, closing at
 * once is enough, and the next request need not wait.
 */
void fastcgi_end(struct fastcgi *, bool at_once);

/* Settles, and lets the answers leave; the batch is empty then. */
void fastcgi_finish(struct fastcgi_batch *);

/* At the end; NULL is nothing. */
void fastcgi_free(struct fastcgi_batch *);

/* For a signal handler: fastcgi_accept returns NULL from now on. */
void fastcgi_stop(void);

#endif
