#include "bus/target_queue.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

struct target_queue *
target_queue_create(const struct target *target, const char *replay)
{
    struct target_queue *lane = xcalloc(1, sizeof *lane);
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
    free(lane->deliveries);
    free(lane);
}

static struct delivery *
target_queue_at(const struct target_queue *lane, unsigned i)
{
    return &lane->deliveries[(lane->begin + i) % TARGET_QUEUE_WINDOW];
}

bool
target_queue_has_room(const struct target_queue *lane)
{
    return lane->count < TARGET_QUEUE_WINDOW;
}

void
target_queue_push(struct target_queue *lane, uint64_t number)
{
    if (lane->deliveries == NULL)
        lane->deliveries = xcalloc(TARGET_QUEUE_WINDOW, sizeof *lane->deliveries);
    *target_queue_at(lane, lane->count++) = (struct delivery){.number = number};
}

void
target_queue_clear(struct target_queue *lane)
{
    lane->count = 0;
    lane->health = (struct target_health){0};
}

struct delivery *
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
    const unsigned requests = lane->health.failures > 0 ? 1 : (unsigned)lane->settings.concurrency;
    if (!lane->open || target_health_pauses(&lane->health, now) ||
        (lane->settings.type == TARGET_CONFIG_WEBHOOK && lane->in_flight >= requests))
        return 0;
    rate_limiter_set(&lane->limiter, lane->settings.rate, 1, lane->settings.rate);
    return rate_limiter_available(&lane->limiter, now, (unsigned)lane->settings.batch);
}

unsigned
target_queue_take(struct target_queue *lane, int64_t now, unsigned most, uint64_t *numbers)
{
    unsigned taken = 0;
    for (unsigned i = 0; i < lane->count && taken < most; i++) {
        struct delivery *delivery = target_queue_at(lane, i);
        if (!delivery_is_due(delivery, now) || (delivery->attempts > 0 && taken > 0))
            continue;
        if (delivery->attempts > 0)
            most = 1;
        delivery_begin(delivery);
        numbers[taken++] = delivery->number;
    }
    rate_limiter_take(&lane->limiter, taken);
    return taken;
}

void
target_queue_return(struct target_queue *lane, uint64_t number)
{
    struct delivery *delivery = target_queue_find(lane, number);
    if (delivery != NULL)
        delivery_return(delivery);
}

void
target_queue_drop(struct target_queue *lane, uint64_t number)
{
    struct delivery *delivery = target_queue_find(lane, number);
    if (delivery != NULL)
        delivery_abandon(delivery);
    lane->changed = true;
}

const struct delivery *
target_queue_settle(struct target_queue *lane, uint64_t number, int64_t now,
    const struct delivery_result *verdict, bool shared)
{
    struct delivery *delivery = target_queue_find(lane, number);
    lane->changed = true;
    if (delivery == NULL)
        return NULL;
    delivery_attempted(delivery, &lane->settings, verdict, shared, now);
    delivery_record_attempt(&lane->record, verdict, now);
    if (delivery->state != DELIVERY_DEAD)
        return NULL;
    lane->record.dead++;
    return delivery;
}

void
target_queue_note(struct target_queue *lane, int64_t now, const struct delivery_result *verdict)
{
    target_health_note(&lane->health, verdict, now);
    if (lane->health.gone) {
        lane->open = false;
        lane->changed = true;
    }
}

uint64_t
target_queue_position(struct target_queue *lane, uint64_t looked)
{
    while (lane->count > 0 && delivery_is_done(target_queue_at(lane, 0))) {
        lane->begin = (lane->begin + 1) % TARGET_QUEUE_WINDOW;
        lane->count--;
    }
    return lane->count > 0 ? target_queue_at(lane, 0)->number - 1 : looked;
}

bool
target_queue_is_busy(const struct target_queue *lane, int64_t now)
{
    return lane->in_flight > 0 ||
           (lane->open && lane->count > 0 && !target_health_pauses(&lane->health, now));
}
