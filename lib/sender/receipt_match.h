/*
 * receipt_match.h: receipts and the messages that they are about find each other, whichever comes first: a
 * receipt names our message's id as client_ref, or only the carrier's own.
 */
#ifndef CURT_SENDER_RECEIPT_MATCH_H
#define CURT_SENDER_RECEIPT_MATCH_H

#include <stdbool.h>

#include "db/env.h"
#include "message/message.h"
#include "message/status_update.h"

/*
 * Takes in a receipt: keeps its raw body with the message, or for the message that is still to turn up, and
 * moves the message forward. again: its carrier may send it again, unchanged, and it is kept once.
 */
enum fault receipt_match_update(
    struct txn *, const struct status_update *, const char *body, size_t length, bool again, int64_t now);

/* The message has turned up: what waits for it under the carrier's id is taken in. It was read in this
 * transaction, to change it. */
enum fault receipt_match_waiting(struct txn *, struct message *, int64_t now);

#endif
