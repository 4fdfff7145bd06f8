/*
 * resend.h: a message of which nobody knows whether the carrier took it is sent again, because a person says
 * so: it may arrive twice.
 */
#ifndef CURT_MESSAGE_RESEND_H
#define CURT_MESSAGE_RESEND_H

#include "message/message.h"

/*
 * Puts a message back into a queue of the outbox (outbox.h), and publishes it: before as it was read in this
 * transaction, to change it; after as it is to be, requested.
 */
enum fault message_requeue(
    struct txn *, const struct message *before, const struct message *after, uint64_t queue, int64_t now);

/* *out is the message afterwards. FAULT_REFUSED: it is not unknown; FAULT_MISSING. */
enum fault message_resend(
    struct env *, const uint8_t id[static UUID_BYTES], int64_t now, struct message *out);

#endif
