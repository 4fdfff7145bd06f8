/*
 * message_event.h: something happened to a message: the body of EVENT_MESSAGE. Appended in the transaction in
 * which the message changes.
 *
 * The text that is sent is not in it, so that it need not be taken out of the log with the person; that of an
 * inbound message is.
 */
#ifndef CURT_MESSAGE_MESSAGE_EVENT_H
#define CURT_MESSAGE_MESSAGE_EVENT_H

#include "event/event_log.h"
#include "message/keyword.h"
#include "message/message.h"

#define MESSAGE_TEXT_MAX 4096 /* bytes of an inbound text */

enum message_event_kind {
    MESSAGE_EVENT_STATUS = 1,  /* to another status, or made */
    MESSAGE_EVENT_PRICE = 2,   /* its price came without a change of status */
    MESSAGE_EVENT_INBOUND = 3, /* somebody wrote to us */
    MESSAGE_EVENT_STOPPED = 4, /* its recipient opted out by an answer to it */
    MESSAGE_EVENT_REVOKED = 5, /* the carrier took it back */
    MESSAGE_EVENT_REVOKE_REFUSED = 6,
};

struct message_event {
    enum message_event_kind kind;
    enum message_status before; /* its status until then; MESSAGE_STATUSES: it was made */
    bool priced;                /* the price is new with this event */
    struct message message;     /* as it was then; of an inbound one: id nil, carried, channel, to, from */
    int64_t carrier_at;         /* when it happened by the carrier's clock; 0: it does not say */
    enum keyword keyword;       /* of an inbound one: what its text means */
    char text[MESSAGE_TEXT_MAX + 1]; /* of an inbound one */
};

/* FAULT_FULL when it does not fit. */
enum fault message_event_encode(const struct message_event *, uint8_t *out, size_t size, size_t *length);

/* The caller's struct need not have a text, but of an inbound message. */
enum fault message_event_append(struct txn *, const struct message_event *, int64_t at);

enum fault message_event_decode(const struct event *, struct message_event *out);

#endif
