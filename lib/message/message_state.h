/*
 * message_state.h: how a message moves forward: by the carrier's answer, by its receipts, by us. What is new
 * is written into the message and published, in one transaction.
 */
#ifndef CURT_MESSAGE_MESSAGE_STATE_H
#define CURT_MESSAGE_MESSAGE_STATE_H

#include <stdbool.h>

#include "message/message.h"

/* Is the carrier's code that of a recipient who wants nothing more? */
bool message_state_is_opt_out(const char *code);

/* The error of a message that failed because somebody did not want it sent any more. */
#define MESSAGE_STATE_CANCELLED "cancelled"

/* What is said of a message. Texts may be NULL: nothing is said. */
struct message_state_change {
    enum message_status status; /* MESSAGE_REQUESTED: nothing is said of it */
    int64_t at;                 /* when that was, as the carrier says */
    const char *carrier_id, *error, *detail, *price, *currency, *network;
    const char *opted_out; /* of a message with failovers: the address of who wants nothing more */
};

/*
 * Takes in what is said. The message was read in this transaction, to change it; it is changed. Its status
 * only moves forward (message_may_move). A recipient who opted out gets on the list of suppression.h.
 */
enum fault message_state_advance(
    struct txn *, struct message *, const struct message_state_change *, int64_t now);

#endif
