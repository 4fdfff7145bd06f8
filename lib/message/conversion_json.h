/*
 * conversion_json.h: a conversion as JSON: for who reported it, and as an event's detail.
 */
#ifndef CURT_MESSAGE_CONVERSION_JSON_H
#define CURT_MESSAGE_CONVERSION_JSON_H

#include "base/json.h"
#include "message/conversion.h"

/* The caller owns it. */
struct json_object *conversion_to_json(const struct conversion *);

#endif
