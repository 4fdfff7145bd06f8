/*
 * message_request.h: a message that a client wants to send: every field is checked once, and the limits of
 * its channel, before anything is stored.
 *
 * What is sent is a JSON object:
 *
 *   {"to", "from", "channel": "sms" | "mms" | "rcs" | "whatsapp" | "viber_service" | "messenger",
 *    one content and any options, as message_shape.h has them for the channel,
 *    "message_type": said by the content when left out,
 *    "ttl": seconds, for the carrier and for the links, "failover": [more of all these],
 *    "track": "every" | "first" | "none", "campaign", "client_ref", "webhook",
 *    "domain": that its links are on, "send_at": when it is sent (send_time.h)}
 *
 * Once it has been read, nothing changes a request: message_builder.h makes of it what is stored.
 */
#ifndef CURT_MESSAGE_MESSAGE_REQUEST_H
#define CURT_MESSAGE_MESSAGE_REQUEST_H

#include "base/domain_name.h"
#include "base/input_error.h"
#include "base/json.h"
#include "message/message.h"
#include "net/http_client.h"

enum message_request_track {
    MESSAGE_REQUEST_TRACK_EVERY,
    MESSAGE_REQUEST_TRACK_FIRST,
    MESSAGE_REQUEST_TRACK_NONE
};

struct message_request {
    struct message message;           /* channel, to, from, campaign, client_ref, webhook, send_at */
    struct json_object *message_json; /* what the carrier gets (carrier.h), its links not short yet */
    int64_t ttl;                      /* seconds; 0: links do not expire */
    enum message_request_track track;
    char domain[DOMAIN_NAME_MAX + 1]; /* that its links are on; "": the default one */
};

/*
 * Reads what was sent, which stays the caller's. Whether there is such a domain is message_builder_plan's to
 * see; the policy says which addresses an image and a webhook may have. FAULT_INPUT: *error says what is
 * wrong, and there is nothing to free.
 */
enum fault message_request_from_json(struct json_object *sent, const struct http_client_policy *,
    struct message_request *out, struct input_error *error);

void message_request_free(struct message_request *);

#endif
