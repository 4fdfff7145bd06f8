/*
 * callback.h: what Vonage's Messages API calls back with: what became of a message (the status webhook), and
 * what a recipient wrote (the inbound webhook). Both in the form v1, and in the older v0.1, in which to and
 * from are objects. Who sent it is token.h's question.
 *
 * What a body must have is message_uuid, to, from, timestamp, channel (v0.1: to's type), and status. Fields
 * that are not known are passed over. Of those that need not be there, one that cannot be read is as if it
 * were not there: no receipt is lost over its price.
 */
#ifndef CURT_CARRIER_CALLBACK_H
#define CURT_CARRIER_CALLBACK_H

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/json.h"

#define CALLBACK_UUID     65 /* these are room, with the NUL */
#define CALLBACK_REF      101
#define CALLBACK_PARTY    65 /* a number, a sender's name, an id */
#define CALLBACK_CHANNEL  17
#define CALLBACK_ERROR    65
#define CALLBACK_DETAIL   201
#define CALLBACK_CURRENCY 9
#define CALLBACK_PRICE    25
#define CALLBACK_NETWORK  17
#define CALLBACK_TYPE     17
#define CALLBACK_TEXT     4097
#define CALLBACK_KEYWORD  65
#define CALLBACK_WHY      160

/* In the order in which a message goes through them, mostly; receipts come in any order. */
enum news_status { NEWS_SUBMITTED, NEWS_DELIVERED, NEWS_REJECTED, NEWS_UNDELIVERABLE, NEWS_READ };

struct receipt_news {
    char uuid[CALLBACK_UUID];
    char client_ref[CALLBACK_REF]; /* our message's id; "" for none, or one that cannot be ours */
    enum news_status status;
    int64_t at; /* a moment of clock.h, by the carrier's clock */
    char channel[CALLBACK_CHANNEL];
    char to[CALLBACK_PARTY], from[CALLBACK_PARTY];
    char error[CALLBACK_ERROR];         /* "1240"; "" for none */
    char error_detail[CALLBACK_DETAIL]; /* cut where it is longer */
    char currency[CALLBACK_CURRENCY];   /* "EUR"; "" for none */
    char price[CALLBACK_PRICE];         /* "0.0333", as it was written; "" for none */
    char network[CALLBACK_NETWORK];     /* the code of the recipient's network; "" for none */
    unsigned item, items;               /* of a workflow of failovers: which, of how many; 0 for none */
};

struct inbound_news {
    char uuid[CALLBACK_UUID];
    char to[CALLBACK_PARTY], from[CALLBACK_PARTY];
    int64_t at;
    char channel[CALLBACK_CHANNEL];
    char message_type[CALLBACK_TYPE]; /* "text" when it does not say and there is a text; "" for none */
    char text[CALLBACK_TEXT];         /* as it was written, line ends too; cut at a character's end */
    char keyword[CALLBACK_KEYWORD];   /* what the carrier took for a keyword in an SMS; "" for none */
};

/* What is wrong with a body that can never be right. */
struct callback_wrong {
    char pointer[JSON_POINTER]; /* where: "#/to/number", "#" for all of it */
    char why[CALLBACK_WHY];     /* a sentence */
};

/* body[length] is a NUL. FAULT_INPUT fills *wrong. */
enum fault callback_receipt(
    const char *body, size_t length, struct receipt_news *out, struct callback_wrong *wrong);
enum fault callback_inbound(
    const char *body, size_t length, struct inbound_news *out, struct callback_wrong *wrong);

/* "submitted", ... as the carrier writes it. */
const char *news_status_name(enum news_status);

#endif
