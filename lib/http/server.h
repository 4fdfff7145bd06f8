/*
 * server.h: requests and answers through FastCGI: the one place that knows libfcgi.
 *
 * A program calls server_run with a handler; the handler looks at the request and sends exactly one answer:
 * whole with response_send, or piece by piece with response_begin and response_write. Everything that a
 * request has is gone when its handler returns. A handler that takes longer than the watchdog allows ends the
 * program, and the web server starts it again; each piece read or written begins its time anew, and what the
 * client takes for its part is not counted.
 */
#ifndef CURT_HTTP_SERVER_H
#define CURT_HTTP_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/config.h"
#include "base/fault.h"
#include "base/ip_address.h"

#define HTTP_PATH_MAX 1024  /* of a path, with its NUL */
#define HTTP_HEAD_MAX 16384 /* of an answer's header lines: a Location of 8 KB and its query fit */
#define HTTP_BODY_MAX (16 * 1024 * 1024) /* of a request's body, unless the handler asks for less */

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_PUT, HTTP_PATCH, HTTP_DELETE, HTTP_OTHER };

/* What a request says of itself: the CGI variables (RFC 3875) that curt looks at. */
enum request_field {
    HTTP_REQUEST_METHOD,
    HTTP_REQUEST_URI,
    HTTP_REMOTE_ADDR,
    HTTP_CONTENT_LENGTH,
    HTTP_CONTENT_TYPE,
    HTTP_ACCEPT,
    HTTP_ACCEPT_LANGUAGE,
    HTTP_AUTHORIZATION,
    HTTP_COOKIE,
    HTTP_HOST,
    HTTP_IDEMPOTENCY_KEY,
    HTTP_IF_MATCH,
    HTTP_ORIGIN,
    HTTP_PURPOSE,
    HTTP_REFERER,
    HTTP_SEC_FETCH_SITE,
    HTTP_SEC_PURPOSE,
    HTTP_USER_AGENT,
    HTTP_X_FORWARDED_FOR,
    HTTP_X_MOZ,
    HTTP_X_PURPOSE,
    HTTP_FIELDS
};

struct server;

struct request {
    enum http_method method;
    char path[HTTP_PATH_MAX];        /* percent-decoded, begins with a slash */
    const char *query;               /* as it was sent, without the question mark; "" for none */
    const char *fields[HTTP_FIELDS]; /* "" for what was not sent */
    struct server *server;
    struct buffer head;
    char *body;         /* what request_body read */
    uint64_t body_left; /* bytes that request_read has still to give */
    bool body_read;     /* all of it */
    bool sent, in_one_piece, no_more;
};

/* Serves requests until a signal (TERM, INT, HUP, USR1) asks for the end. */
void server_run(const struct config *, void (*handler)(struct request *, void *arg), void *arg);

/* The client's address: behind a trusted proxy, the last one that no trusted proxy vouches for. */
void request_client_address(const struct request *, struct ip_address *out);

/*
 * Reads the body, of at most `most` bytes, and ends it with a NUL. It belongs to the request. FAULT_FULL when
 * it is longer, FAULT_INPUT when it was cut off or has a NUL in it.
 */
enum fault request_body(struct request *, size_t most, char **body, size_t *length);

/*
 * How long the body is, for a handler that reads it with request_read and not with request_body. FAULT_FULL
 * when it is longer than `most`, FAULT_INPUT when the length is no number.
 */
enum fault request_body_length(struct request *, uint64_t most, uint64_t *length);

/*
 * The next piece of the body, of at most size bytes, behind request_body_length: as it came, NULs and all.
 * FAULT_NONE with *got 0 at its end, FAULT_INPUT when it was cut off.
 */
enum fault request_read(struct request *, char *piece, size_t size, size_t *got);

/* Is the request's Content-Type this one, parameters aside? */
bool request_is_type(const struct request *, const char *type);

/* Would this client rather have a page than JSON? True for browsers, not for curl or libraries. */
bool request_wants_page(const struct request *);

/* The value of a cookie, "" when it was not sent or is longer than size. */
void request_cookie(const struct request *, const char *name, char *out, size_t size);

/*
 * The value of a parameter of the query, decoded: FAULT_MISSING when it is not there, FAULT_FULL when it is
 * longer than size, FAULT_INPUT when it is not UTF-8 text.
 */
enum fault request_query(const struct request *, const char *name, char *out, size_t size);

/* Adds a header line to the answer. A value with a control character in it is left out, and logged. */
void response_header(struct request *, const char *name, const char *value);

/* Sends the answer. A HEAD request gets it without the body; type may be NULL when there is no body. */
void response_send(struct request *, int status, const char *type, const void *body, size_t length);

/* Begins an answer of which nobody knows the length yet; response_write sends the rest. */
void response_begin(struct request *, int status, const char *type);

/* The next piece of it, of less than INT_MAX bytes, perhaps of none; for a HEAD request, nothing.
 * FAULT_SYSTEM when the client is gone. Web servers do not tell a client that an answer broke off: say in it
 * that it did. */
enum fault response_write(struct request *, const void *piece, size_t length);

#endif
