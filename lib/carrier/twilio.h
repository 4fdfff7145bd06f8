/*
 * twilio.h: what Twilio's Messages API is sent, and what its answers mean; for twilio.c, and for its test
 * (twilio.com/docs/messaging/api/message-resource).
 *
 * POST /2010-04-01/Accounts/{account_sid}/Messages.json, a form, answers 201 with the message's sid, or an
 * error as JSON: {code, message, more_info, status}.
 *
 * What a message has and Twilio does not: failover, viber_service, rcs and messenger, the policy and locale
 * of a template (a ContentSid says both), an encoding_type (Twilio chooses), a client_ref: our id comes back
 * in the query of StatusCallback.
 */
#ifndef CURT_CARRIER_TWILIO_H
#define CURT_CARRIER_TWILIO_H

#include <stdbool.h>

#include <json-c/json.h>

#include "base/config.h"
#include "base/fault.h"
#include "carrier/carrier_result.h"
#include "net/http_client.h"

#define TWILIO_TEXT_MAX  1600         /* characters of a Body */
#define TWILIO_VALID_MAX 36000        /* seconds of a ValidityPeriod; a longer ttl is as long as that */
#define TWILIO_SID_MAX   34           /* bytes of an id */
#define TWILIO_FORM_SIZE (128 * 1024) /* room for a form, with its NUL */

/* Is it an id of Twilio's: these two letters and 32 hexadecimal digits? */
bool twilio_is_sid(const char *text, const char *letters);

/* Why Twilio does not offer messages of this kind, a static sentence; NULL: it does. */
const char *twilio_unoffered(struct json_object *message);

/*
 * The message as it goes out. FAULT_INPUT: Twilio cannot be asked to take it, and *why says so in a static
 * sentence for people.
 */
enum fault twilio_form(const struct config *, struct json_object *message, const char *id,
    char out[static TWILIO_FORM_SIZE], const char **why);

/* What an answer means; all but owner, which is copied. */
void twilio_judge(const struct http_client_response *, struct carrier_result *out);

#endif
