/*
 * twilio_webhook.h: what Twilio calls back with, a form or JSON of the same names: what became of a message
 * (StatusCallback), and what somebody wrote. It is kept as a JSON object of texts; our message's id, which
 * comes in the query of the URL, is its `id`.
 *
 * The signature (net/twilio_signature.h) has no time and no number, so one that was seen is good for ever:
 * what it was for may be sent again. That must change nothing, and does not: a status only moves forward, the
 * same receipt is kept once (sender/receipt_match.h), and an inbound message has its MessageSid, under which
 * it is taken once (CARRIER_ID_KEEP, 100 days).
 *
 * What a body must have is MessageSid; a status may have the id instead. All else may be absent or
 * unreadable, and is then as if it were not there. Fields that are not known are passed over; of a name that
 * is there twice, the first counts.
 *
 * RawDlrDoneDate, "2502031214", says the minute without its zone. It is taken as UTC, and believed only when
 * it lies less than 55 minutes before the callback came; else the time of arrival is the time.
 */
#ifndef CURT_CARRIER_TWILIO_WEBHOOK_H
#define CURT_CARRIER_TWILIO_WEBHOOK_H

#include <stddef.h>

#include "base/config.h"
#include "base/fault.h"
#include "base/input_error.h"
#include "carrier/carrier_proof.h"
#include "message/inbound.h"
#include "message/status_update.h"

/* [twilio] auth_token; where the request names a key that is shared for webhooks, [twilio] signing_keys. */
enum carrier_trust twilio_webhook_verify(
    const struct config *, const struct carrier_callback *, struct carrier_proof *out);

/* The callback as it is kept. FAULT_FULL: it does not fit; FAULT_INPUT fills *error. */
enum fault twilio_webhook_read(
    const struct carrier_callback *, char *out, size_t size, size_t *length, struct input_error *error);

/* As carrier_callback.h has it, of what was read. */
enum fault twilio_webhook_parse_status(
    const char *body, size_t length, int64_t arrival, struct status_update *out, struct input_error *error);
enum fault twilio_webhook_parse_inbound(
    const char *body, size_t length, int64_t arrival, struct inbound_message *out, struct input_error *error);

#endif
