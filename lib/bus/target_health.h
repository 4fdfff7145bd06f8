/*
 * target_health.h: how a target fares as a whole, from its answers: one that cannot be reached, or asks for
 * patience, is left alone for longer and longer; one that answers 410 gets nothing more.
 */
#ifndef CURT_BUS_TARGET_HEALTH_H
#define CURT_BUS_TARGET_HEALTH_H

#include "bus/delivery.h"

/* All of it 0: nothing is known against it. */
struct target_health {
    unsigned failures; /* in a row */
    int64_t paused;    /* when it was left alone... */
    int64_t pause;     /* ...and until when (timestamp.h); a clock that is set back ends it */
    bool gone;         /* it answered 410 */
};

/* Takes in an answer, or that there was none. */
void target_health_note(struct target_health *, const struct delivery_result *, int64_t now);

/* Is it left alone now? */
bool target_health_pauses(const struct target_health *, int64_t now);

#endif
