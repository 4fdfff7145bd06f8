#include "bus/letter.h"

#include <stdio.h>

#include "base/chance.h"
#include "base/clock.h"
#include "bus/envelope.h"

enum { LETTER_FIRST = 30, LETTER_DOUBLINGS = 5 /* seconds; the longest wait is 16 minutes */ };

bool
letter_is_late(const struct settings *settings, const struct event *event, int64_t now)
{
    return now - event->at > settings->retry_age * CLOCK_SECOND;
}

static int64_t
letter_backoff(unsigned attempts)
{
    const unsigned doublings = attempts < LETTER_DOUBLINGS ? attempts : LETTER_DOUBLINGS;
    const int64_t wait = ((int64_t)LETTER_FIRST << doublings) * CLOCK_SECOND;
    return wait / 2 + wait / 2 * chance_below(256) / 255;
}

void
letter_fail(struct dead *dead, const struct settings *settings, const struct verdict *verdict,
    unsigned attempts, int64_t now)
{
    dead->code = verdict->code;
    dead->status = verdict->status;
    dead->attempts = (uint16_t)attempts;
    dead->last = now;
    dead->next = 0;
    snprintf(dead->message, sizeof dead->message, "%s", verdict->message);
    if (verdict->kind != VERDICT_RETRY) {
        dead->exhausted = DEAD_FINAL;
    } else if ((int)attempts > settings->retry_attempts) { /* the first attempt is no retry */
        dead->exhausted = DEAD_ATTEMPTS;
    } else {
        const int64_t asked = now + verdict->retry_after * CLOCK_SECOND;
        const int64_t next = now + letter_backoff(attempts);
        dead->exhausted = DEAD_NOT_EXHAUSTED;
        dead->next = asked > next ? asked : next;
        const int64_t born = dead->replay[0] == '\0' ? dead->event.at : dead->since;
        if (dead->next - born > settings->retry_age * CLOCK_SECOND) {
            dead->exhausted = DEAD_AGE;
            dead->next = 0;
        }
    }
}

struct json_object *
letter_envelope(const struct event *event, const char *replay)
{
    struct json_object *all = envelope_of(event);
    if (all != NULL && *replay != '\0')
        json_object_object_add(all, "replay-name", json_object_new_string(replay));
    return all;
}
