/*
 * carried.h: which message the carrier means by an id of its own. An inbound message has an entry too, with
 * the nil id: it was taken.
 */
#ifndef CURT_STORE_CARRIED_H
#define CURT_STORE_CARRIED_H

#include <stdint.h>

#include "base/uuid.h"
#include "store/env.h"

#define CARRIED_KEEP                                                                       \
    (INT64_C(100) * 86400 * 1000000) /* microseconds: an entry without a message goes then \
                                      */

/* FAULT_EXISTS when the carrier's id is known already. */
enum fault carried_add(
    struct txn *, const char *carried, const uint8_t message[static UUID_BYTES], int64_t now);

/* FAULT_MISSING for an id that nobody has heard of. */
enum fault carried_find(struct txn *, const char *carried, uint8_t message[static UUID_BYTES]);

enum fault carried_forget(struct txn *, const char *carried);

#endif
