/*
 * carrier_id_index.h: which message the carrier means by an id of its own. An inbound message has an entry
 * too, with the nil id: it was taken.
 */
#ifndef CURT_MESSAGE_CARRIER_ID_INDEX_H
#define CURT_MESSAGE_CARRIER_ID_INDEX_H

#include <stdint.h>

#include "base/uuid.h"
#include "db/env.h"

#define CARRIER_ID_KEEP                                                                    \
    (INT64_C(100) * 86400 * 1000000) /* microseconds: an entry without a message goes then \
                                      */

/* FAULT_EXISTS when the carrier's id is known already. */
enum fault carrier_id_add(
    struct txn *, const char *carrier_id, const uint8_t message[static UUID_BYTES], int64_t now);

/* The same for the carrier's id that the message itself has: the entry goes with it. */
enum fault carrier_id_add_own(struct txn *, const char *carrier_id, const uint8_t message[static UUID_BYTES]);

/* FAULT_MISSING for an id that nobody has heard of. */
enum fault carrier_id_get(struct txn *, const char *carrier_id, uint8_t message[static UUID_BYTES]);

enum fault carrier_id_remove(struct txn *, const char *carrier_id);

/*
 * For the carrier's id of a person (WhatsApp's BSUID): carrier_id_get gives the last message that the carrier
 * has named with it, whose number is the person's. It goes with the message.
 */
enum fault carrier_id_put_person(struct txn *, const char *user_id, const uint8_t message[static UUID_BYTES]);
enum fault carrier_id_remove_person(struct txn *, const uint8_t message[static UUID_BYTES]);

#endif
