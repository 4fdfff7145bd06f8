/*
 * retake.h: a message of which nobody knows whether the carrier took it is sent again, because a person says
 * so: it may arrive twice.
 */
#ifndef CURT_CARRIER_RETAKE_H
#define CURT_CARRIER_RETAKE_H

#include "store/message.h"

/* *out is the message afterwards. FAULT_REFUSED: it is not unknown; FAULT_MISSING. */
enum fault retake_unknown(struct env *, const uint8_t id[static UUID_BYTES], struct message *out);

#endif
