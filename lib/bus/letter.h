/*
 * letter.h: what becomes of a dead letter after an attempt: another one later, with exponential backoff and
 * jitter, until the target's retry policy is exhausted; then it rests.
 */
#ifndef CURT_BUS_LETTER_H
#define CURT_BUS_LETTER_H

#include "bus/settings.h"
#include "bus/webhook.h"
#include "store/dead.h"

/*
 * Writes an attempt that failed now into the letter: code, status, message, and when it is tried next.
 * attempts counts all of them, this one included.
 */
void letter_fail(
    struct dead *, const struct settings *, const struct verdict *, unsigned attempts, int64_t now);

/* Is the event older than the target wants it? */
bool letter_is_late(const struct settings *, const struct event *, int64_t now);

/* The envelope of an event as it goes out: with the replay's name, if it is one. The caller owns it; NULL
 * (logged) for an event that cannot be read. */
struct json_object *letter_envelope(const struct event *, const char *replay);

#endif
