/*
 * json.h: JSON as an answer.
 */
#ifndef CURT_WEB_JSON_H
#define CURT_WEB_JSON_H

#include "base/json.h"
#include "web/http.h"

/* Sends the value, never to be cached, and frees it. */
void json_send(struct http *, int status, const char *type, struct json_object *value);

/* Adds a moment (clock.h) as text; 0 as null. */
void json_add_moment(struct json_object *to, const char *name, int64_t moment);

#endif
