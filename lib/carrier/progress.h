/*
 * progress.h: how a message moves forward: by the carrier's answer, by its receipts, by us. What is new is
 * written into the message and published, in one transaction.
 */
#ifndef CURT_CARRIER_PROGRESS_H
#define CURT_CARRIER_PROGRESS_H

#include <stdbool.h>

#include "store/message.h"

/* The carrier's code for a recipient who wants nothing more. */
#define PROGRESS_OPTED_OUT "1240"

/* What is said of a message. Texts may be NULL: nothing is said. */
struct progress {
    enum message_status status; /* MESSAGE_REQUESTED: nothing is said of it */
    int64_t at;                 /* when that was, as the carrier says */
    const char *carried, *error, *detail, *price, *currency, *network;
};

/*
 * Takes in what is said. The message was read in this transaction, to change it; it is changed. Its status
 * only moves forward (message_may_move). A recipient who opted out gets on the list of stop.h.
 */
enum fault progress_make(struct txn *, struct message *, const struct progress *, int64_t now);

#endif
