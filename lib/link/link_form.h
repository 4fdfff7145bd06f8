/*
 * link_form.h: a link as a form sends it, as the JSON that link_request.h reads.
 */
#ifndef CURT_LINK_LINK_FORM_H
#define CURT_LINK_LINK_FORM_H

#include "base/json.h"

/* A form's body (application/x-www-form-urlencoded), which is written over, as a JSON object of strings, tags
 * split at commas; the caller owns it. NULL: bad. */
struct json_object *link_form_parse(char *body);

#endif
