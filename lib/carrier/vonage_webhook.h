/*
 * vonage_webhook.h: what Vonage's Messages API calls back with: what became of a message (the status
 * webhook), and what a recipient wrote (the inbound webhook). Both in the form v1, and in the older v0.1, in
 * which to and from are objects. Who sent it is jwt.h's question.
 *
 * What a body must have is message_uuid, to, from, timestamp, channel (v0.1: to's type), and status. Fields
 * that are not known are passed over. Of those that need not be there, one that cannot be read is as if it
 * were not there: no receipt is lost over its price.
 */
#ifndef CURT_CARRIER_VONAGE_WEBHOOK_H
#define CURT_CARRIER_VONAGE_WEBHOOK_H

#include <stddef.h>

#include "base/fault.h"
#include "base/input_error.h"
#include "message/inbound.h"
#include "message/status_update.h"

/* body[length] is a NUL. FAULT_INPUT fills *wrong. */
enum fault vonage_webhook_parse_status(
    const char *body, size_t length, struct status_update *out, struct input_error *wrong);
enum fault vonage_webhook_parse_inbound(
    const char *body, size_t length, struct inbound_message *out, struct input_error *wrong);

#endif
