/*
 * message_json.h: a message as the API and the command show it.
 */
#ifndef CURT_MESSAGE_MESSAGE_JSON_H
#define CURT_MESSAGE_MESSAGE_JSON_H

#include <stdbool.h>

#include <json-c/json.h>

#include "base/config.h"
#include "message/message.h"
#include "message/sms_segments.h"

/*
 * The message; body is what is stored of it (message_builder.h), or NULL for a list: then it has no text and
 * no links. The recipient's number is shown only to those who may see it (full), else without its middle. The
 * caller owns the object.
 */
struct json_object *message_to_json(
    const struct message *, struct json_object *body, const struct config *, bool full);

/*
 * What a message would be, as its body has it after message_builder_preview: content, links with made-up
 * codes, and of an SMS segments, warnings and "ucs2_characters" (ucs2_characters.h). The caller owns the
 * object.
 */
struct json_object *message_preview_to_json(struct json_object *body, const struct config *, bool full);

/* An array of the message's receipts, {"at", "body"}: the body is as it came. The caller owns it. */
enum fault receipts_to_json(struct txn *, const struct message *, struct json_object **out);

/* {"encoding", "count", "units"} of an SMS. */
struct json_object *sms_segments_to_json(const struct sms_segments *);

/* Adds to an array what the sender should know: a character that makes an SMS more than it needs be. */
void message_json_warnings(struct json_object *to, const struct sms_segments *);

#endif
