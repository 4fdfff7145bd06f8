/*
 * json_body.h: JSON as the body of a request.
 */
#ifndef CURT_HTTP_JSON_BODY_H
#define CURT_HTTP_JSON_BODY_H

#include "base/json.h"
#include "http/request.h"

/*
 * The JSON of a request's body of at most `most` bytes; NULL when the answer, what is wrong with it, is sent.
 * The caller owns it; the text, if asked for, belongs to the request.
 */
struct json_object *json_body(struct request *, size_t most, char **text, size_t *length);

#endif
