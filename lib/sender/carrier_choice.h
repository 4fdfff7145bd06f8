/*
 * carrier_choice.h: which of the carriers that are open is asked to take a message now: the one that its
 * route names (carrier/carrier_route.h); while that one refuses the account, the one that takes over, if it
 * can be asked to take this message.
 *
 * Only a message that waits is chosen for: what a carrier may have taken does not wait, so none goes to two.
 * A template is its own carrier's, by a name that means nothing to another, and waits.
 */
#ifndef CURT_SENDER_CARRIER_CHOICE_H
#define CURT_SENDER_CARRIER_CHOICE_H

#include "base/uuid.h"
#include "sender/carrier_lane.h"

/* For the message of this id. NULL: none that it may go to has room in this round. space[size] is for its
 * body. Not in a transaction. */
struct carrier_lane *carrier_choice_make(struct carrier_lanes *, const struct config *, struct env *,
    const uint8_t id[static UUID_BYTES], char *space, size_t size);

#endif
