/*
 * message_links_expiry.h: when the links of a message expire that is sent later than was thought.
 */
#ifndef CURT_MESSAGE_MESSAGE_LINKS_EXPIRY_H
#define CURT_MESSAGE_MESSAGE_LINKS_EXPIRY_H

#include <stdint.h>

#include "base/uuid.h"
#include "db/env.h"

/* The message's links expire so much later, or, where it is negative, earlier (microseconds); those that
 * never expire, or are gone, do not. */
enum fault message_links_expiry_move(struct txn *, const uint8_t id[static UUID_BYTES], int64_t by);

#endif
