/*
 * joining.h: receipts and the messages that they are about find each other, whichever comes first: a receipt
 * names our message's id as client_ref, or only the carrier's own.
 */
#ifndef CURT_CARRIER_JOINING_H
#define CURT_CARRIER_JOINING_H

#include "carrier/callback.h"
#include "store/message.h"

/*
 * Takes in a receipt: keeps its raw body with the message, or for the message that is still to turn up, and
 * moves the message forward.
 */
enum fault joining_receipt(
    struct txn *, const struct receipt_news *, const char *body, size_t length, int64_t now);

/* The message has turned up: what waits for it under the carrier's id is taken in. It was read in this
 * transaction, to change it. */
enum fault joining_take(struct txn *, struct message *, int64_t now);

#endif
