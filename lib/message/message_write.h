/*
 * message_write.h: writing messages: each with its index (message_index.h), in the caller's transaction.
 */
#ifndef CURT_MESSAGE_MESSAGE_WRITE_H
#define CURT_MESSAGE_MESSAGE_WRITE_H

#include "message/message.h"

/* Writes a new message with its index. */
enum fault message_add(struct txn *, const struct message *, const char *body, size_t length);

/* Writes the head in place of one that was read in this transaction. What is in the index stays. */
enum fault message_update(struct txn *, const struct message *before, const struct message *after);

/* Takes it out with all that hangs on it: body, index, receipts, opens. Its links are the caller's business.
 */
enum fault message_remove(struct txn *, const struct message *);

#endif
