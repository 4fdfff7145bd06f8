/*
 * merge_template.h: a campaign's template made a message for one recipient: {name} in its texts becomes what
 * was given for the recipient under that name, in another case if need be; {{ and }} are braces. merge_text.h
 * says what becomes of what is put into a URL.
 */
#ifndef CURT_CAMPAIGN_MERGE_TEMPLATE_H
#define CURT_CAMPAIGN_MERGE_TEMPLATE_H

#include "message/message_request.h"
#include "message/url_finder.h"

#define MERGE_TEMPLATE_FIELD_MAX 64 /* bytes of a name */

/*
 * template: as message_request.h has it, without to. fields: an object of texts, with to. finder may be NULL
 * when nothing is to be sent. *out is the caller's. FAULT_INPUT: a name that was not given, or a brace that
 * has no partner.
 */
enum fault merge_template_apply(struct json_object *template, struct json_object *fields, struct url_finder *,
    struct json_object **out, struct input_error *error);

/* Adds to fields, for each name that the template has and that is not there yet, the text `value`: so that
 * the template can be tried before there is anybody. */
void merge_template_names(struct json_object *template, struct json_object *fields, const char *value);

#endif
