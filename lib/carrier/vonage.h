/*
 * vonage.h: what Vonage's Messages API is sent, and what its answers mean; for vonage.c, and for its test.
 *
 * POST /v1/messages answers 202 with the message's message_uuid, or an error as application/problem+json
 * (RFC 9457): title, detail, and of 422 invalid_parameters.
 */
#ifndef CURT_CARRIER_VONAGE_H
#define CURT_CARRIER_VONAGE_H

#include <json-c/json.h>

#include "base/fault.h"
#include "carrier/carrier_result.h"
#include "net/http_client.h"

#define VONAGE_REF_MAX 100 /* characters of a client_ref */

/*
 * The message as it goes out: with client_ref and webhook_version, in it and in each of its failovers. It
 * belongs to the caller, and shares what it holds with the message. FAULT_INPUT: the message is no object, or
 * its failover no array of objects, or the id no client_ref.
 */
enum fault vonage_message(struct json_object *message, const char *id, struct json_object **out);

/* What an answer means; all but owner, which is copied. */
void vonage_judge(const struct http_client_response *, struct carrier_result *out);

#endif
