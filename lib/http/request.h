/*
 * request.h: a request: what the client sent, read and bounded. Everything that a request has is gone when
 * its handler returns.
 */
#ifndef CURT_HTTP_REQUEST_H
#define CURT_HTTP_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/fault.h"
#include "base/ip_address.h"
#include "http/api_key.h"
#include "http/client_address.h"
#include "http/fastcgi.h"

#define REQUEST_PATH_SIZE  1024               /* of a path, with its NUL */
#define REQUEST_PARAMS_MAX 4                  /* in the path of a route */
#define REQUEST_BODY_MAX   (16 * 1024 * 1024) /* unless the handler asks for less */

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_PUT, HTTP_PATCH, HTTP_DELETE, HTTP_OTHER };

/* What a request says of itself: the CGI variables (RFC 3875) that curt looks at. */
enum request_field {
    HTTP_REQUEST_METHOD,
    HTTP_REQUEST_URI,
    HTTP_REMOTE_ADDR,
    HTTP_CONTENT_LENGTH,
    HTTP_CONTENT_TYPE,
    HTTP_ACCEPT,
    HTTP_ACCESS_CONTROL_REQUEST_METHOD,
    HTTP_ACCEPT_LANGUAGE,
    HTTP_AUTHORIZATION,
    HTTP_COOKIE,
    HTTP_HOST,
    HTTP_IDEMPOTENCY_KEY,
    HTTP_IF_MATCH,
    HTTP_IF_NONE_MATCH,
    HTTP_ORIGIN,
    HTTP_PURPOSE,
    HTTP_REFERER,
    HTTP_SEC_FETCH_SITE,
    HTTP_SEC_PURPOSE,
    HTTP_SERVER_SOFTWARE,
    HTTP_TRANSFER_ENCODING,
    HTTP_USER_AGENT,
    HTTP_X_MOZ,
    HTTP_X_PURPOSE,
    HTTP_FIELDS
};

/* A part of the path that a route names: "code" of /links/{code}. */
struct request_param {
    const char *name;
    size_t name_length;
    const char *value; /* percent-decoded */
};

struct request {
    enum http_method method;
    char path[REQUEST_PATH_SIZE];    /* percent-decoded, begins with a slash */
    const char *query;               /* as it was sent, without the question mark; "" for none */
    const char *fields[HTTP_FIELDS]; /* "" for what was not sent */
    struct api_key key;              /* who asks, where the route wants to know (routes.h) */
    struct request_param params[REQUEST_PARAMS_MAX];
    size_t param_count;
    char param_text[REQUEST_PATH_SIZE];
    const struct trusted_proxies *proxies;
    const char *forwarded; /* what a proxy says of the client; "" for nothing */
    struct fastcgi *connection;
    char *body;         /* what request_body read */
    uint64_t body_left; /* bytes that request_read has still to give */
    bool body_read;     /* all of it */
    /* response.h: */
    struct buffer head;
    char *head_space;
    bool sent, in_one_piece;
};

/* Takes over what the connection has of a request. FAULT_FULL: its path is too long; FAULT_INPUT: it is no
 * path. */
enum fault request_begin(struct request *, struct fastcgi *, const struct trusted_proxies *);

/* Frees what it has. Is all of it read? */
bool request_end(struct request *);

/* A part of the path by its name in the route; "" when the route has none of that name. */
const char *request_param(const struct request *, const char *name);

/* The value of a CGI variable, "HTTP_CURT_CLIENT", that is not among the fields; NULL when it was not sent.
 */
const char *request_variable(const struct request *, const char *name);

/* A header by its name, "X-Twilio-Signature", of at most 128 characters; NULL when it was not sent. Of two of
 * a name, the first counts. */
const char *request_find_header(const struct request *, const char *name);

/* The same; "" when it was not sent. */
const char *request_header(const struct request *, const char *name);

/* The client's address: behind a trusted proxy, the last one that no trusted proxy vouches for. */
void request_client_address(const struct request *, struct ip_address *out);

/* The same as a text for the log; "unknown" if it is hidden. */
void request_format_client(const struct request *, char out[static IP_ADDRESS_SIZE]);

/* Has it a body of unknown length? lighttpd and mod_fcgid count it first, Apache's mod_proxy_fcgi when it is
 * told to (etc/apache.conf). */
bool request_is_endless(const struct request *);

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
 * The next piece of the body, of at most size bytes, after request_body_length: as it came, NULs and all.
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

#endif
