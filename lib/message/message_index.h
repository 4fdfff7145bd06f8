/*
 * message_index.h: messages in order: all of them, newest first; those of a campaign and those to a number,
 * oldest first; and those of which nobody knows whether the carrier took them.
 */
#ifndef CURT_MESSAGE_MESSAGE_INDEX_H
#define CURT_MESSAGE_MESSAGE_INDEX_H

#include "message/message.h"

enum message_group {
    MESSAGE_GROUP_ALL = 'a',
    MESSAGE_GROUP_CAMPAIGN = 'c',
    MESSAGE_GROUP_TO = 't',
    MESSAGE_GROUP_UNKNOWN = 'u',
};

struct message_list {
    enum message_group group;
    const char *name; /* of the campaign, or the number */
    uint8_t
        after[UUID_BYTES]; /* the list continues after it; nil: from its beginning. Moves with each visit */
};

/*
 * Calls visit with each message of the list until it says no or there are no more. FAULT_NONE at the end of
 * the list, FAULT_FULL when visit said no: that one comes again.
 */
enum fault message_list_visit(
    struct txn *, struct message_list *, bool (*visit)(const struct message *, void *arg), void *arg);

/*
 * The newest messages to an address that were made since then, the last of them first: *count of at most
 * MESSAGE_INDEX_NEWEST. Of many, only the first MESSAGE_INDEX_LOOKS since then are looked at.
 */
#define MESSAGE_INDEX_NEWEST 8
#define MESSAGE_INDEX_LOOKS  1024
enum fault message_index_newest(struct txn *, const char *to, int64_t since,
    uint8_t ids[static MESSAGE_INDEX_NEWEST][UUID_BYTES], size_t *count);

/* Does the index have all rows of the message? FAULT_MISSING: one is not there. */
enum fault message_index_check(struct txn *, const struct message *);

/* The message that a row of the index leads to. FAULT_INPUT: it can be no such row. */
enum fault message_index_id(struct row_key, uint8_t id[static UUID_BYTES]);

/* For message.c. */
enum fault message_index_add(struct txn *, const struct message *);
enum fault message_index_update(struct txn *, const struct message *before, const struct message *after);
enum fault message_index_remove(struct txn *, const struct message *);

#endif
