#include "bus/retry_policy.h"

#include <stdio.h>

#include "base/random.h"
#include "base/timestamp.h"
#include "bus/envelope.h"

enum { RETRY_POLICY_FIRST = 30, RETRY_POLICY_DOUBLINGS = 5 /* seconds; the longest wait is 16 minutes */ };

bool
retry_policy_is_late(const struct target_config *settings, const struct event *event, int64_t now)
{
    return now - event->at > settings->retry_age * TIMESTAMP_SECOND;
}

static int64_t
retry_policy_backoff(unsigned attempts)
{
    const unsigned doublings = attempts < RETRY_POLICY_DOUBLINGS ? attempts : RETRY_POLICY_DOUBLINGS;
    const int64_t wait = ((int64_t)RETRY_POLICY_FIRST << doublings) * TIMESTAMP_SECOND;
    return wait / 2 + wait / 2 * random_below(256) / 255;
}

void
retry_policy_fail(struct dead_letter *dead, const struct target_config *settings,
    const struct delivery_result *verdict, unsigned attempts, int64_t now)
{
    dead->code = verdict->code;
    dead->status = verdict->status;
    dead->attempts = (uint16_t)attempts;
    dead->last = now;
    dead->next = 0;
    snprintf(dead->message, sizeof dead->message, "%s", verdict->message);
    if (verdict->kind != VERDICT_RETRY) {
        dead->exhausted = DEAD_LETTER_FINAL;
    } else if ((int)attempts > settings->retry_attempts) { /* the first attempt is no retry */
        dead->exhausted = DEAD_LETTER_ATTEMPTS;
    } else {
        const int64_t asked = now + verdict->retry_after * TIMESTAMP_SECOND;
        const int64_t next = now + retry_policy_backoff(attempts);
        dead->exhausted = DEAD_LETTER_NOT_EXHAUSTED;
        dead->next = asked > next ? asked : next;
        const int64_t born = dead->replay[0] == '\0' ? dead->event.at : dead->since;
        if (dead->next - born > settings->retry_age * TIMESTAMP_SECOND) {
            dead->exhausted = DEAD_LETTER_AGE;
            dead->next = 0;
        }
    }
}

struct json_object *
retry_policy_envelope(const struct event *event, const char *replay)
{
    struct json_object *all = envelope_create(event);
    if (all != NULL && *replay != '\0')
        json_object_object_add(all, "replay-name", json_object_new_string(replay));
    return all;
}
