/*
 * message_request.h: a message that somebody wants sent, checked at the door: every field, and the limits of
 * its channel, before anything is stored.
 *
 * What is sent is a JSON object:
 *
 *   {"to", "from", "channel": "sms" | "mms" | "rcs" | "whatsapp" | "viber_service" | "messenger",
 *    "text", or "template": {"name", "parameters": [text, ...]} (whatsapp), or "image": {"url", "caption"}
 *    (mms), "message_type": said by the content when left out,
 *    "sms": {"encoding_type"}, "whatsapp": {"policy", "locale"}, "viber_service": {"category"},
 *    "messenger": {"category", "tag"},
 *    "ttl": seconds, for the carrier and for the links, "failover": [up to 5 more of all these],
 *    "track": "every" | "first" | "none", "campaign", "client_ref", "webhook"}
 *
 * What comes out, flat, is what the carrier gets (carrier.h), but for its links, which message_builder.h
 * shortens.
 */
#ifndef CURT_MESSAGE_MESSAGE_REQUEST_H
#define CURT_MESSAGE_MESSAGE_REQUEST_H

#include <stdbool.h>

#include "base/input_error.h"
#include "base/json.h"
#include "message/message.h"
#include "net/http_client.h"

#define MESSAGE_REQUEST_FAILOVER_MAX 5

enum message_request_track {
    MESSAGE_REQUEST_TRACK_EVERY,
    MESSAGE_REQUEST_TRACK_FIRST,
    MESSAGE_REQUEST_TRACK_NONE
};

struct message_request {
    struct message message; /* channel, to, from, campaign, client_ref, webhook */
    struct json_object *flat;
    int64_t ttl; /* seconds; 0: links do not expire */
    enum message_request_track track;
};

/* The longest text of a channel, in characters. */
size_t message_request_text_max(enum message_channel);

/*
 * Checks what was sent, which stays the caller's. FAULT_INPUT: *wrong says what, and there is nothing to
 * free.
 */
enum fault message_request_read(struct json_object *sent, const struct http_client_policy *,
    struct message_request *out, struct input_error *wrong);

void message_request_free(struct message_request *);

#endif
