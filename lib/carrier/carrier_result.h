/*
 * carrier_result.h: what a carrier is asked to send, and what it answers: for those who use a carrier
 * (carrier.h) and for those who are one (carrier_driver.h).
 */
#ifndef CURT_CARRIER_CARRIER_RESULT_H
#define CURT_CARRIER_CARRIER_RESULT_H

#include <stdbool.h>
#include <stdint.h>

#include <json-c/json.h>

#include "message/message.h"

#define CARRIER_TITLE_MAX  64
#define CARRIER_DETAIL_MAX 200

struct carrier_request {
    const char *id;              /* our message id: it comes back with receipts */
    struct json_object *message; /* the caller's; not needed after carrier_send */
    void *owner;                 /* given back with the answer */
};

enum carrier_outcome {
    CARRIER_ACCEPTED,    /* the carrier has it: carrier_id, or "" when that could not be read */
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
    char carrier_id[CARRIER_ID_MAX + 1];
    char title[CARRIER_TITLE_MAX + 1];   /* but of what was accepted; short: "Throttled", "HTTP 503" */
    char detail[CARRIER_DETAIL_MAX + 1]; /* a sentence; both are cleaned and cut */
};

#endif
