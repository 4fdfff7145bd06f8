/*
 * response.h: the answer to a request: exactly one, always with its length.
 */
#ifndef CURT_HTTP_RESPONSE_H
#define CURT_HTTP_RESPONSE_H

#include <json-c/json.h>
#include <stdio.h>

#include "http/request.h"

/* A Location of 8 KB and its query, encoded: no longer than etc/apache.conf puts together. */
#define RESPONSE_LOCATION_MAX 24000
#define RESPONSE_HEAD_SIZE    32768 /* header lines, with the NUL */

/* Before anything else: head is the caller's, until the answer is sent. */
void response_init(struct request *, char head[static RESPONSE_HEAD_SIZE]);

/* Adds a header line to the answer. A value with a control character in it is left out, and logged. */
void response_header(struct request *, const char *name, const char *value);

/* Sends the answer. A HEAD request gets it without the body; type may be NULL when there is no body. */
void response_send(struct request *, int status, const char *type, const void *body, size_t length);

/*
 * Sends what was written to a file (tmpfile()), which stays the caller's, for an answer that may be too large
 * for memory. It has a Content-Length like every other: without one, lighttpd 1.4.69 passes on what a program
 * that died had sent as if it were the whole.
 */
void response_send_file(struct request *, int status, const char *type, FILE *file);

/* Sends a JSON value with its entity tag (base/etag.h), and frees it: 304 without it when a GET says that it
 * has this very answer. */
void response_send_tagged(struct request *, int status, const char *etag, struct json_object *value);

/* Sends a JSON value, never to be cached, and frees it. */
void response_send_json(struct request *, int status, const char *type, struct json_object *value);

#endif
