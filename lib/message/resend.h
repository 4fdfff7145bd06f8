/*
 * resend.h: a message of which nobody knows whether the carrier took it is sent again, because a person says
 * so: it may arrive twice.
 */
#ifndef CURT_MESSAGE_RESEND_H
#define CURT_MESSAGE_RESEND_H

#include "message/message.h"

/* *out is the message afterwards. FAULT_REFUSED: it is not unknown; FAULT_MISSING. */
enum fault message_resend(struct env *, const uint8_t id[static UUID_BYTES], struct message *out);

#endif
