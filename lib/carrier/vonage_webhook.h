/*
 * vonage_webhook.h: what Vonage's Messages API calls back with: what became of a message (the status
 * webhook), and what a recipient wrote (the inbound webhook). Both in the form v1, and in the older v0.1, in
 * which to and from are objects. Who sent it is vonage_signature.h's question.
 *
 * What a body must have is an id: message_uuid, or for a status client_ref. What is refused is never sent
 * again, so all else may be absent or unreadable, and is then as if it were not there: a WhatsApp user may
 * have no number, a status may be a new one, and no receipt is lost over its time or its price. Fields that
 * are not known are passed over.
 */
#ifndef CURT_CARRIER_VONAGE_WEBHOOK_H
#define CURT_CARRIER_VONAGE_WEBHOOK_H

#include <stddef.h>

#include "base/fault.h"
#include "base/input_error.h"
#include "base/json.h"
#include "message/inbound.h"
#include "message/status_update.h"

/* body[length] is a NUL. arrival: now, or when it came; it is the time where the carrier's cannot be read.
 * FAULT_INPUT fills *error. */
enum fault vonage_webhook_parse_status(
    const char *body, size_t length, int64_t arrival, struct status_update *out, struct input_error *error);
enum fault vonage_webhook_parse_inbound(
    const char *body, size_t length, int64_t arrival, struct inbound_message *out, struct input_error *error);

/* The code of an error object or a problem of Vonage's: digits, if its title, the fragment of its type or its
 * code (v0.1) is one, else the first of these that is there; "" for none. */
void vonage_webhook_code(struct json_object *problem, char out[static MESSAGE_ERROR_MAX + 1]);

#endif
