#include "bus/lane.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/chance.h"
#include "base/clock.h"
#include "base/log.h"

enum {
    LANE_FIRST_WAIT =
        500000, /* microseconds before the second attempt; four times as long before the third */
    LANE_FIRST_PAUSE = 250000,
    LANE_DOUBLINGS = 7,   /* the longest pause is 32 s */
    LANE_ASKED_MAX = 3600 /* seconds that a Retry-After is believed */
};

struct lane *
lane_new(const struct target *target, const char *replay)
{
    struct lane *lane = calloc(1, sizeof *lane);
    if (lane == NULL)
        log_fatal("out of memory");
    lane->target = target->id;
    lane->journal.file = -1;
    strcpy(lane->name, target->name);
    strcpy(lane->rule, target->rule);
    strcpy(lane->replay, replay);
    return lane;
}

void
lane_free(struct lane *lane)
{
    journal_close(&lane->journal);
    settings_free(&lane->settings);
    free(lane->parcels);
    free(lane);
}

static struct parcel *
lane_at(const struct lane *lane, unsigned i)
{
    return &lane->parcels[(lane->begin + i) % LANE_WINDOW];
}

bool
lane_has_room(const struct lane *lane)
{
    return lane->count < LANE_WINDOW;
}

void
lane_push(struct lane *lane, uint64_t number)
{
    if (lane->parcels == NULL && (lane->parcels = calloc(LANE_WINDOW, sizeof *lane->parcels)) == NULL)
        log_fatal("out of memory");
    *lane_at(lane, lane->count++) = (struct parcel){.number = number};
}

void
lane_clear(struct lane *lane)
{
    lane->count = 0;
    lane->failures = 0;
    lane->pause = 0;
}

struct parcel *
lane_find(struct lane *lane, uint64_t number)
{
    unsigned low = 0, high = lane->count;
    while (low < high) {
        const unsigned middle = (low + high) / 2;
        if (lane_at(lane, middle)->number < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low < lane->count && lane_at(lane, low)->number == number ? lane_at(lane, low) : NULL;
}

/* A target that has just failed gets one request at a time until one succeeds. */
unsigned
lane_may_send(struct lane *lane, int64_t now)
{
    const unsigned requests = lane->failures > 0 ? 1 : (unsigned)lane->settings.concurrency;
    if (!lane->open || now < lane->pause ||
        (lane->settings.type == SETTINGS_WEBHOOK && lane->flying >= requests))
        return 0;
    if (lane->settings.rate == 0)
        return (unsigned)lane->settings.batch;
    const double rate = lane->settings.rate;
    if (now > lane->allowed_at)
        lane->allowance += rate * (double)(now - lane->allowed_at) / (double)CLOCK_SECOND;
    if (lane->allowance > rate)
        lane->allowance = rate;
    lane->allowed_at = now;
    return lane->allowance < lane->settings.batch ? (unsigned)lane->allowance
                                                  : (unsigned)lane->settings.batch;
}

unsigned
lane_take(struct lane *lane, int64_t now, unsigned most, uint64_t *numbers)
{
    unsigned taken = 0;
    for (unsigned i = 0; i < lane->count && taken < most; i++) {
        struct parcel *parcel = lane_at(lane, i);
        if (parcel->state != PARCEL_WAITING || parcel->not_before > now)
            continue;
        if (parcel->attempts > 0 && taken > 0)
            continue;
        if (parcel->attempts > 0)
            most = 1;
        parcel->state = PARCEL_FLYING;
        numbers[taken++] = parcel->number;
    }
    if (lane->settings.rate > 0)
        lane->allowance -= taken;
    return taken;
}

void
lane_return(struct lane *lane, uint64_t number)
{
    struct parcel *parcel = lane_find(lane, number);
    if (parcel != NULL)
        parcel->state = PARCEL_WAITING;
}

void
lane_drop(struct lane *lane, uint64_t number)
{
    struct parcel *parcel = lane_find(lane, number);
    if (parcel != NULL)
        parcel->state = PARCEL_DONE;
    lane->news.any = true;
}

/* Half of it is chance, so that what failed together is not tried together. */
static int64_t
lane_jitter(int64_t wait)
{
    return wait / 2 + wait / 2 * chance_below(256) / 255;
}

static bool
lane_fail(struct lane *lane, struct parcel *parcel, int64_t now, const struct verdict *verdict, bool shared)
{
    parcel->attempts++;
    lane->news.failed++;
    lane->news.last_failure = now;
    snprintf(lane->news.error, sizeof lane->news.error, "%s", verdict->message);
    if ((verdict->kind == VERDICT_RETRY || shared) && parcel->attempts < LANE_PATIENT &&
        (int)parcel->attempts <= lane->settings.retry_attempts && verdict->retry_after == 0) {
        parcel->state = PARCEL_WAITING;
        parcel->not_before = now + lane_jitter((int64_t)LANE_FIRST_WAIT << (2 * (parcel->attempts - 1)));
        return false;
    }
    parcel->state = PARCEL_DONE;
    lane->news.dead++;
    return true;
}

bool
lane_settle(struct lane *lane, uint64_t number, int64_t now, const struct verdict *verdict, bool shared)
{
    struct parcel *parcel = lane_find(lane, number);
    lane->news.any = true;
    if (parcel == NULL)
        return false;
    if (verdict->kind != VERDICT_TAKEN)
        return lane_fail(lane, parcel, now, verdict, shared);
    parcel->state = PARCEL_DONE;
    lane->news.delivered++;
    lane->news.last_success = now;
    return false;
}

/* An answer that refuses one event says nothing of the target; no answer, or one that asks for patience,
 * does. */
void
lane_pace(struct lane *lane, int64_t now, const struct verdict *verdict)
{
    if (verdict->kind == VERDICT_GONE) {
        lane->open = false;
        lane->news.any = lane->news.gone = true;
        return;
    }
    if (verdict->kind != VERDICT_RETRY || (verdict->status != 0 && !verdict->throttled)) {
        lane->failures = 0;
        return;
    }
    const unsigned doublings = lane->failures < LANE_DOUBLINGS ? lane->failures : LANE_DOUBLINGS;
    lane->failures++;
    lane->pause = now + lane_jitter((int64_t)LANE_FIRST_PAUSE << doublings);
    if (verdict->retry_after > 0) {
        const int64_t asked = verdict->retry_after < LANE_ASKED_MAX ? verdict->retry_after : LANE_ASKED_MAX;
        if (now + asked * CLOCK_SECOND > lane->pause)
            lane->pause = now + asked * CLOCK_SECOND;
    }
}

uint64_t
lane_position(struct lane *lane, uint64_t looked)
{
    while (lane->count > 0 && lane_at(lane, 0)->state == PARCEL_DONE) {
        lane->begin = (lane->begin + 1) % LANE_WINDOW;
        lane->count--;
    }
    return lane->count > 0 ? lane_at(lane, 0)->number - 1 : looked;
}

bool
lane_is_busy(const struct lane *lane, int64_t now)
{
    return lane->flying > 0 || (lane->open && lane->count > 0 && lane->pause <= now);
}
