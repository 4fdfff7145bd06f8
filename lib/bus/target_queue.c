#include "bus/target_queue.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/random.h"
#include "base/timestamp.h"

enum {
    TARGET_QUEUE_FIRST_WAIT =
        500000, /* microseconds before the second attempt; four times as long before the third */
    TARGET_QUEUE_FIRST_PAUSE = 250000,
    TARGET_QUEUE_DOUBLINGS = 7,   /* the longest pause is 32 s */
    TARGET_QUEUE_ASKED_MAX = 3600 /* seconds that a Retry-After is believed */
};

struct target_queue *
target_queue_create(const struct target *target, const char *replay)
{
    struct target_queue *lane = calloc(1, sizeof *lane);
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
target_queue_free(struct target_queue *lane)
{
    log_target_close(&lane->journal);
    target_config_free(&lane->settings);
    free(lane->parcels);
    free(lane);
}

static struct parcel *
target_queue_at(const struct target_queue *lane, unsigned i)
{
    return &lane->parcels[(lane->begin + i) % TARGET_QUEUE_WINDOW];
}

bool
target_queue_has_room(const struct target_queue *lane)
{
    return lane->count < TARGET_QUEUE_WINDOW;
}

void
target_queue_push(struct target_queue *lane, uint64_t number)
{
    if (lane->parcels == NULL && (lane->parcels = calloc(TARGET_QUEUE_WINDOW, sizeof *lane->parcels)) == NULL)
        log_fatal("out of memory");
    *target_queue_at(lane, lane->count++) = (struct parcel){.number = number};
}

void
target_queue_clear(struct target_queue *lane)
{
    lane->count = 0;
    lane->failures = 0;
    lane->pause = 0;
}

struct parcel *
target_queue_find(struct target_queue *lane, uint64_t number)
{
    unsigned low = 0, high = lane->count;
    while (low < high) {
        const unsigned middle = (low + high) / 2;
        if (target_queue_at(lane, middle)->number < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low < lane->count && target_queue_at(lane, low)->number == number ? target_queue_at(lane, low)
                                                                             : NULL;
}

/* A target that has just failed gets one request at a time until one succeeds. */
unsigned
target_queue_may_send(struct target_queue *lane, int64_t now)
{
    const unsigned requests = lane->failures > 0 ? 1 : (unsigned)lane->settings.concurrency;
    if (!lane->open || now < lane->pause ||
        (lane->settings.type == TARGET_CONFIG_WEBHOOK && lane->flying >= requests))
        return 0;
    if (lane->settings.rate == 0)
        return (unsigned)lane->settings.batch;
    const double rate = lane->settings.rate;
    if (now > lane->allowed_at)
        lane->allowance += rate * (double)(now - lane->allowed_at) / (double)TIMESTAMP_SECOND;
    if (lane->allowance > rate)
        lane->allowance = rate;
    lane->allowed_at = now;
    return lane->allowance < lane->settings.batch ? (unsigned)lane->allowance
                                                  : (unsigned)lane->settings.batch;
}

unsigned
target_queue_take(struct target_queue *lane, int64_t now, unsigned most, uint64_t *numbers)
{
    unsigned taken = 0;
    for (unsigned i = 0; i < lane->count && taken < most; i++) {
        struct parcel *parcel = target_queue_at(lane, i);
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
target_queue_return(struct target_queue *lane, uint64_t number)
{
    struct parcel *parcel = target_queue_find(lane, number);
    if (parcel != NULL)
        parcel->state = PARCEL_WAITING;
}

void
target_queue_drop(struct target_queue *lane, uint64_t number)
{
    struct parcel *parcel = target_queue_find(lane, number);
    if (parcel != NULL)
        parcel->state = PARCEL_DONE;
    lane->news.any = true;
}

/* Half of it is chance, so that what failed together is not tried together. */
static int64_t
target_queue_jitter(int64_t wait)
{
    return wait / 2 + wait / 2 * random_below(256) / 255;
}

static bool
target_queue_fail(struct target_queue *lane, struct parcel *parcel, int64_t now,
    const struct delivery_result *verdict, bool shared)
{
    parcel->attempts++;
    lane->news.failed++;
    lane->news.last_failure = now;
    snprintf(lane->news.error, sizeof lane->news.error, "%s", verdict->message);
    if ((verdict->kind == VERDICT_RETRY || shared) && parcel->attempts < TARGET_QUEUE_PATIENT &&
        (int)parcel->attempts <= lane->settings.retry_attempts && verdict->retry_after == 0) {
        parcel->state = PARCEL_WAITING;
        parcel->not_before = now + target_queue_jitter(
                                       (int64_t)TARGET_QUEUE_FIRST_WAIT << (2 * (parcel->attempts - 1)));
        return false;
    }
    parcel->state = PARCEL_DONE;
    lane->news.dead++;
    return true;
}

bool
target_queue_settle(struct target_queue *lane, uint64_t number, int64_t now,
    const struct delivery_result *verdict, bool shared)
{
    struct parcel *parcel = target_queue_find(lane, number);
    lane->news.any = true;
    if (parcel == NULL)
        return false;
    if (verdict->kind != DELIVERY_RESULT_ACCEPTED)
        return target_queue_fail(lane, parcel, now, verdict, shared);
    parcel->state = PARCEL_DONE;
    lane->news.delivered++;
    lane->news.last_success = now;
    return false;
}

/* An answer that refuses one event says nothing of the target; no answer, or one that asks for patience,
 * does. */
void
target_queue_pace(struct target_queue *lane, int64_t now, const struct delivery_result *verdict)
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
    const unsigned doublings = lane->failures < TARGET_QUEUE_DOUBLINGS ? lane->failures
                                                                       : TARGET_QUEUE_DOUBLINGS;
    lane->failures++;
    lane->pause = now + target_queue_jitter((int64_t)TARGET_QUEUE_FIRST_PAUSE << doublings);
    if (verdict->retry_after > 0) {
        const int64_t asked = verdict->retry_after < TARGET_QUEUE_ASKED_MAX ? verdict->retry_after
                                                                            : TARGET_QUEUE_ASKED_MAX;
        if (now + asked * TIMESTAMP_SECOND > lane->pause)
            lane->pause = now + asked * TIMESTAMP_SECOND;
    }
}

uint64_t
target_queue_position(struct target_queue *lane, uint64_t looked)
{
    while (lane->count > 0 && target_queue_at(lane, 0)->state == PARCEL_DONE) {
        lane->begin = (lane->begin + 1) % TARGET_QUEUE_WINDOW;
        lane->count--;
    }
    return lane->count > 0 ? target_queue_at(lane, 0)->number - 1 : looked;
}

bool
target_queue_is_busy(const struct target_queue *lane, int64_t now)
{
    return lane->flying > 0 || (lane->open && lane->count > 0 && lane->pause <= now);
}
