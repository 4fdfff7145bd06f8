/*
 * message_view.h: a message as the API and the command show it.
 */
#ifndef CURT_CARRIER_MESSAGE_VIEW_H
#define CURT_CARRIER_MESSAGE_VIEW_H

#include <stdbool.h>

#include <json-c/json.h>

#include "base/conf.h"
#include "base/segments.h"
#include "store/message.h"

/*
 * The message; body is what is stored of it (compose.h), or NULL for a list: then it has no text and no
 * links. The recipient's number is shown to whoever may see it (full), else without its middle. The caller
 * owns the object.
 */
struct json_object *message_view(
    const struct message *, struct json_object *body, const struct conf *, bool full);

/* An array of the message's receipts, {"at", "body"}: the body is as it came. The caller owns it. */
enum fault message_view_receipts(struct txn *, const struct message *, struct json_object **out);

/* {"encoding", "count", "units"} of an SMS. */
struct json_object *message_view_segments(const struct segments *);

/* Adds to an array what the sender should know: a character that makes an SMS more than it needs be. */
void message_view_warnings(struct json_object *to, const struct segments *);

#endif
