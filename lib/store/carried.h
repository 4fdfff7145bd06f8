/*
 * carried.h: which message the carrier means by an id of its own. An inbound message has an entry too, with
 * no message of ours behind it: it was taken.
 */
#ifndef CURT_STORE_CARRIED_H
#define CURT_STORE_CARRIED_H

#include <stdint.h>

#include "base/uuid.h"
#include "store/env.h"

/* FAULT_EXISTS when the carrier's id is known already. */
enum fault carried_add(struct txn *, const char *carried, const uint8_t message[static UUID_BYTES]);

/* FAULT_MISSING for an id that nobody has heard of. */
enum fault carried_find(struct txn *, const char *carried, uint8_t message[static UUID_BYTES]);

enum fault carried_forget(struct txn *, const char *carried);

#endif
