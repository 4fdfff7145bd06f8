/*
 * message_open.h: who opened the links of a message: a row an open, and how many people and others did. The
 * built-in count writes it (stats/aggregator.h), a batch of events at a time.
 */
#ifndef CURT_MESSAGE_MESSAGE_OPEN_H
#define CURT_MESSAGE_MESSAGE_OPEN_H

#include <stdint.h>

#include "base/uuid.h"
#include "db/env.h"
#include "event/click.h"
#include "link/link_name.h"

#define MESSAGE_OPENS_MAX 100 /* rows of a message; what comes later is only counted */

struct message_open {
    uint64_t event; /* its number in the log */
    int64_t at;
    enum click_class class;
    char name[LINK_NAME_MAX + 1]; /* the link's */
};

struct message_opens {
    uint32_t people, others; /* opens */
    int64_t first;           /* of people's; 0: none */
};

/* *first: it is the first that a person did. */
enum fault message_open_add(
    struct txn *, const uint8_t id[static UUID_BYTES], const struct message_open *, bool *first);

/* All zero for a message that nobody opened. */
enum fault message_opens(struct txn *, const uint8_t id[static UUID_BYTES], struct message_opens *out);

/* Calls visit with each row, in the order of the events. */
enum fault message_open_visit(struct txn *, const uint8_t id[static UUID_BYTES],
    void (*visit)(const struct message_open *, void *arg), void *arg);

enum fault message_open_remove(struct txn *, const uint8_t id[static UUID_BYTES]);

#endif
