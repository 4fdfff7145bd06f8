/*
 * draft.h: a message that somebody wants sent, checked at the door: every field, and the limits of its
 * channel, before anything is stored.
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
 * What comes out, flat, is what the carrier gets (carrier.h), but for its links, which compose.h shortens.
 */
#ifndef CURT_CARRIER_DRAFT_H
#define CURT_CARRIER_DRAFT_H

#include <stdbool.h>

#include "base/fetch.h"
#include "base/json.h"
#include "store/message.h"

#define DRAFT_FAILOVER_MAX 5
#define DRAFT_WHY          240

enum draft_track { DRAFT_TRACK_EVERY, DRAFT_TRACK_FIRST, DRAFT_TRACK_NONE };

/* What is wrong, ready for an answer. */
struct draft_fault {
    char pointer[JSON_POINTER]; /* "#/failover/0/text"; "" for no field */
    char why[DRAFT_WHY];        /* a sentence */
};

struct draft {
    struct message message; /* channel, to, from, campaign, client_ref, webhook */
    struct json_object *flat;
    int64_t ttl; /* seconds; 0: links do not expire */
    enum draft_track track;
};

/* The longest text of a channel, in characters. */
size_t draft_text_max(enum message_channel);

/*
 * Checks what was sent, which stays the caller's. FAULT_INPUT: *wrong says what, and there is nothing to
 * free.
 */
enum fault draft_read(
    struct json_object *sent, const struct fetch_rules *, struct draft *out, struct draft_fault *wrong);

void draft_free(struct draft *);

/* Writes what is wrong with a field: path is "" or the steps that lead to it, such as "failover/0". Returns
 * FAULT_INPUT. */
enum fault draft_refuse(struct draft_fault *, const char *path, const char *name, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
