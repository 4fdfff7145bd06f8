/*
 * message_usage.h: how many bytes the messages of each owner take in the store: of each its content, and
 * MESSAGE_USAGE_HEAD for the rest. For [quotas] stored.
 *
 * Messages that were stored before there was this count are not in it until they are gone ([keep] messages);
 * it is never below 0.
 */
#ifndef CURT_MESSAGE_MESSAGE_USAGE_H
#define CURT_MESSAGE_MESSAGE_USAGE_H

#include "db/row.h"

/* About what a row and its places in the index take: the same when a message is added and when it is removed.
 */
#define MESSAGE_USAGE_HEAD 500

/* 0 for an owner without messages. */
enum fault message_usage_get(struct txn *, uint32_t owner, uint64_t *bytes);

/* In the transaction that adds or removes a message. */
enum fault message_usage_change(struct txn *, uint32_t owner, uint64_t added, uint64_t removed);

#endif
