/*
 * delivery.c: the states of a delivery: attempts, retries with exponential backoff, dead letters.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/delivery.h"

#include <stdio.h>

#include "base/backoff.h"
#include "base/timestamp.h"

enum { DELIVERY_CLOSED = 300 /* seconds until a letter to a target that is disabled is looked at again */ };

static const struct backoff delivery_attempts = {TIMESTAMP_SECOND / 2, 2 * TIMESTAMP_SECOND, 4, 50};
static const struct backoff delivery_retries = {60 * TIMESTAMP_SECOND, 960 * TIMESTAMP_SECOND, 2, 50};

void
delivery_result_set(struct delivery_result *result, enum delivery_result_kind kind,
    enum dead_letter_code code, const char *message)
{
    *result = (struct delivery_result){.kind = kind, .code = code};
    snprintf(result->message, sizeof result->message, "%s", message);
}

/* The age of a replayed event, which is old by its nature, begins with the letter. */
struct delivery
delivery_of_letter(const struct dead_letter *dead)
{
    return (struct delivery){.number = dead->event.number,
        .born = dead->replay[0] == '\0' ? dead->event.at : dead->since,
        .due = dead->next,
        .attempts = dead->attempts,
        .letter = true};
}

bool
delivery_is_due(const struct delivery *d, int64_t now)
{
    const int64_t longest = delivery_attempts.longest;
    return d->state == DELIVERY_WAITING &&
           (d->due <= now || d->due > now + longest); /* else the clock was set back */
}

static bool
delivery_is_older(
    const struct delivery *d, const struct target_config *config, int64_t timestamp, int64_t now)
{
    return timestamp - (d->born != 0 ? d->born : now) > config->retry_age * TIMESTAMP_SECOND;
}

bool
delivery_is_late(const struct delivery *d, const struct target_config *config, int64_t now)
{
    return delivery_is_older(d, config, now, now);
}

bool
delivery_is_done(const struct delivery *d)
{
    return d->state >= DELIVERY_DELIVERED;
}

void
delivery_begin(struct delivery *d)
{
    d->state = DELIVERY_IN_FLIGHT;
}

void
delivery_return(struct delivery *d)
{
    d->state = DELIVERY_WAITING;
}

void
delivery_abandon(struct delivery *d)
{
    d->state = DELIVERY_ABANDONED;
}

/* One that was refused together with others is tried again alone: it may be another's fault. */
static bool
delivery_has_attempts(const struct delivery *d, const struct target_config *config,
    const struct delivery_result *result, bool shared)
{
    return !d->letter && (result->kind == DELIVERY_RESULT_RETRY || shared) &&
           d->attempts < DELIVERY_ATTEMPTS && (int)d->attempts <= config->retry_attempts &&
           result->retry_after == 0;
}

static enum dead_letter_exhausted
delivery_exhausted(const struct delivery *d, const struct target_config *config,
    const struct delivery_result *result, int64_t now)
{
    if (result->code == DEAD_LETTER_NOT_TRIED)
        return DEAD_LETTER_AGE;
    if (result->kind != DELIVERY_RESULT_RETRY)
        return DEAD_LETTER_FINAL;
    if ((int)d->attempts > config->retry_attempts) /* the first attempt is no retry */
        return DEAD_LETTER_ATTEMPTS;
    return delivery_is_older(d, config, d->due, now) ? DEAD_LETTER_AGE : DEAD_LETTER_NOT_EXHAUSTED;
}

void
delivery_attempted(struct delivery *d, const struct target_config *config,
    const struct delivery_result *result, bool shared, int64_t now)
{
    if (result->kind == DELIVERY_RESULT_ACCEPTED) {
        d->state = DELIVERY_DELIVERED;
        return;
    }
    d->attempts++;
    if (delivery_has_attempts(d, config, result, shared)) {
        d->state = DELIVERY_WAITING;
        d->due = now + backoff_wait(&delivery_attempts, d->attempts - 1);
        return;
    }
    const int64_t asked = now + result->retry_after * TIMESTAMP_SECOND;
    d->state = DELIVERY_DEAD;
    d->due = now + backoff_wait(&delivery_retries, d->attempts - 1);
    if (asked > d->due)
        d->due = asked;
    d->exhausted = delivery_exhausted(d, config, result, now);
    if (d->exhausted != DEAD_LETTER_NOT_EXHAUSTED)
        d->due = 0;
}

void
delivery_put_off(struct delivery *d, bool target_known, int64_t now)
{
    d->due = target_known ? now + DELIVERY_CLOSED * TIMESTAMP_SECOND : 0;
}

void
delivery_write(
    const struct delivery *d, const struct delivery_result *result, int64_t now, struct dead_letter *dead)
{
    dead->code = result->code;
    dead->status = result->status;
    dead->attempts = (uint16_t)d->attempts;
    dead->exhausted = d->exhausted;
    dead->last = now;
    dead->next = d->due;
    snprintf(dead->message, sizeof dead->message, "%s", result->message);
}
