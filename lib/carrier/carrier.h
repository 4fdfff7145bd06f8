/*
 * carrier.h: who carries a message to its recipient. One is open at a time, the one that [messages] carrier
 * names: console.c prints messages, vonage.c hands them to Vonage's Messages API.
 *
 * A message is a JSON object in the flat shape of that API, which all carriers read: to, from, channel,
 * message_type, the content under its type's key, ttl, an object of the channel's own, failover (an array of
 * such objects). What only this message's way back needs (client_ref) is in the order.
 *
 * No call here waits on the network but carrier_wait. What was begun and not answered when the program dies
 * may have been taken or not: whoever orders writes that down before.
 */
#ifndef CURT_CARRIER_CARRIER_H
#define CURT_CARRIER_CARRIER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <json-c/json.h>

#include "base/config.h"
#include "base/fault.h"

#define CARRIER_ID_MAX     64 /* characters of the carrier's own id of a message */
#define CARRIER_TITLE_MAX  64
#define CARRIER_DETAIL_MAX 200

struct carrier_request {
    const char *id;              /* our message id: it comes back with receipts */
    struct json_object *message; /* the caller's; not needed after carrier_send */
    void *owner;                 /* given back with the answer */
};

enum carrier_outcome {
    CARRIER_ACCEPTED,    /* the carrier has it: uuid, or "" when that could not be read */
    CARRIER_REFUSED,     /* it will never take this one: title and detail are its own words */
    CARRIER_DENIED,      /* refused because of the account (401, 402, 403): others would be, too */
    CARRIER_RETRY_LATER, /* surely not taken: nothing was sent, 429, 5xx with a problem as its body */
    CARRIER_UNKNOWN,     /* it went out, and the answer was lost, or means nothing that is known */
};

struct carrier_result {
    void *owner;
    enum carrier_outcome outcome;
    int status;          /* of HTTP; 0 for none */
    int64_t retry_after; /* seconds, of CARRIER_RETRY_LATER; 0: it does not say */
    bool reached;        /* there was an answer: it is not the connection that is at fault */
    char uuid[CARRIER_ID_MAX + 1];
    char title[CARRIER_TITLE_MAX + 1];   /* but of what was accepted; short: "Throttled", "HTTP 503" */
    char detail[CARRIER_DETAIL_MAX + 1]; /* a sentence; both are cleaned and cut */
};

struct carrier;

/* Settings that cannot work (no key, a file that is no private key) are fatal, and say what to do. */
struct carrier *carrier_open(const struct config *);
void carrier_close(struct carrier *);

/* "console", "vonage" */
const char *carrier_name(const struct carrier *);

/* Messages a second that it takes; 0: no limit. */
int64_t carrier_rate(const struct carrier *);

/* FAULT_FULL: the most are under way; nothing has begun. FAULT_INPUT: this cannot be made a request of;
 * nothing has begun. A message is printed, or begins to go out, at the call or in carrier_wait. */
enum fault carrier_send(struct carrier *, const struct carrier_request *);

/* Works for at most that long, or until something is answered. */
void carrier_wait(struct carrier *, int milliseconds);

/* The next answer; false when there is none now. */
bool carrier_next(struct carrier *, struct carrier_result *out);

/* How many are under way, and how many may be. */
size_t carrier_count(const struct carrier *);
size_t carrier_capacity(const struct carrier *);

#endif
