/*
 * outbox_hold.h: keeps messages from being sent after a store was restored from a backup: those that waited
 * or were under way then may have been sent since. They are unknown from then on, so that only a person sends
 * them again (message/resend.h).
 */
#ifndef CURT_SENDER_OUTBOX_HOLD_H
#define CURT_SENDER_OUTBOX_HOLD_H

#include <stdint.h>

#include "db/env.h"

/* Those too that curt-sweep would take back from the dead letters. *count is how many there were. */
enum fault outbox_hold(struct env *, int64_t now, uint64_t *count);

#endif
