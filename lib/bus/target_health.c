/*
 * target_health.c: when a target is left alone.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/target_health.h"

#include "base/backoff.h"
#include "base/timestamp.h"

enum { TARGET_ASKED_MAX = 3600 /* seconds that a Retry-After is believed */ };

static const struct backoff target_pauses = {TIMESTAMP_SECOND / 4, 32 * TIMESTAMP_SECOND, 2, 50};

/* An answer that refuses one event says nothing of the target; no answer, or one that asks for patience,
 * does. */
void
target_health_note(struct target_health *health, const struct delivery_result *result, int64_t now)
{
    if (result->kind == DELIVERY_RESULT_GONE) {
        health->gone = true;
        return;
    }
    if (result->kind != DELIVERY_RESULT_RETRY || (result->status != 0 && !result->throttled)) {
        health->failures = 0;
        return;
    }
    const int64_t asked = result->retry_after < TARGET_ASKED_MAX ? result->retry_after : TARGET_ASKED_MAX;
    health->paused = now;
    health->pause = now + backoff_wait(&target_pauses, health->failures++);
    if (now + asked * TIMESTAMP_SECOND > health->pause)
        health->pause = now + asked * TIMESTAMP_SECOND;
}

bool
target_health_pauses(const struct target_health *health, int64_t now)
{
    return health->gone || (now >= health->paused && now < health->pause);
}
