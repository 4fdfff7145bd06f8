/*
 * json.h: JSON in and out of requests, by json-c.
 */
#ifndef CURT_WEB_JSON_H
#define CURT_WEB_JSON_H

#include <json-c/json.h>

#include "web/http.h"

/* Reads one JSON value, strictly: NULL for anything else (and for null). The caller owns it. */
struct json_object *json_read(const char *text, size_t length);

/* Sends the value, never to be cached, and frees it. */
void json_send(struct http *, int status, const char *type, struct json_object *value);

#endif
