/*
 * retry_policy.h: what becomes of a dead letter after an attempt: another one later, with exponential backoff
 * and jitter, until the target's retry policy is exhausted; then it rests.
 */
#ifndef CURT_BUS_RETRY_POLICY_H
#define CURT_BUS_RETRY_POLICY_H

#include "bus/dead_letter.h"
#include "bus/target_config.h"
#include "bus/webhook.h"

/*
 * Writes an attempt that failed now into the letter: code, status, message, and when it is tried next.
 * attempts counts all of them, this one included.
 */
void retry_policy_fail(struct dead_letter *, const struct target_config *, const struct delivery_result *,
    unsigned attempts, int64_t now);

/* Is the event older than the target wants it? */
bool retry_policy_is_late(const struct target_config *, const struct event *, int64_t now);

/* The envelope of an event as it goes out: with the replay's name, if it is one. The caller owns it; NULL
 * (logged) for an event that cannot be read. */
struct json_object *retry_policy_envelope(const struct event *, const char *replay);

#endif
