/*
 * target_queue.c: the window of a target over the event log.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/target_queue.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

struct target_queue *
target_queue_create(const struct target *target, const char *replay)
{
    struct target_queue *queue = xcalloc(1, sizeof *queue);
    queue->target = target->id;
    queue->log.file = -1;
    strcpy(queue->name, target->name);
    strcpy(queue->rule, target->rule);
    strcpy(queue->replay, replay);
    return queue;
}

void
target_queue_free(struct target_queue *queue)
{
    log_target_close(&queue->log);
    target_config_free(&queue->config);
    pattern_free(queue->pattern);
    free(queue->deliveries);
    free(queue);
}

static struct delivery *
target_queue_at(const struct target_queue *queue, unsigned i)
{
    return &queue->deliveries[(queue->begin + i) % TARGET_QUEUE_WINDOW];
}

bool
target_queue_has_room(const struct target_queue *queue)
{
    return queue->count < TARGET_QUEUE_WINDOW;
}

void
target_queue_push(struct target_queue *queue, uint64_t number)
{
    if (queue->deliveries == NULL)
        queue->deliveries = xcalloc(TARGET_QUEUE_WINDOW, sizeof *queue->deliveries);
    *target_queue_at(queue, queue->count++) = (struct delivery){.number = number};
}

void
target_queue_clear(struct target_queue *queue)
{
    queue->count = 0;
    queue->health = (struct target_health){0};
}

struct delivery *
target_queue_find(struct target_queue *queue, uint64_t number)
{
    unsigned low = 0, high = queue->count;
    while (low < high) {
        const unsigned middle = (low + high) / 2;
        if (target_queue_at(queue, middle)->number < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low < queue->count && target_queue_at(queue, low)->number == number ? target_queue_at(queue, low)
                                                                               : NULL;
}

/* A target that has just failed gets one request at a time until one succeeds. */
unsigned
target_queue_may_send(struct target_queue *queue, int64_t now)
{
    const unsigned requests = queue->health.failures > 0 ? 1 : (unsigned)queue->config.concurrency;
    if (!queue->open || target_health_pauses(&queue->health, now) ||
        (queue->config.type == TARGET_CONFIG_WEBHOOK && queue->in_flight >= requests))
        return 0;
    rate_limiter_set(&queue->limiter, queue->config.rate, 1, queue->config.rate);
    return rate_limiter_available(&queue->limiter, now, (unsigned)queue->config.batch);
}

unsigned
target_queue_take(struct target_queue *queue, int64_t now, unsigned most, uint64_t *numbers)
{
    unsigned taken = 0;
    for (unsigned i = 0; i < queue->count && taken < most; i++) {
        struct delivery *delivery = target_queue_at(queue, i);
        if (!delivery_is_due(delivery, now) || (delivery->attempts > 0 && taken > 0))
            continue;
        if (delivery->attempts > 0)
            most = 1;
        delivery_begin(delivery);
        numbers[taken++] = delivery->number;
    }
    rate_limiter_take(&queue->limiter, taken);
    return taken;
}

void
target_queue_return(struct target_queue *queue, uint64_t number)
{
    struct delivery *delivery = target_queue_find(queue, number);
    if (delivery != NULL)
        delivery_return(delivery);
}

void
target_queue_drop(struct target_queue *queue, uint64_t number)
{
    struct delivery *delivery = target_queue_find(queue, number);
    if (delivery != NULL)
        delivery_abandon(delivery);
    queue->changed = true;
}

const struct delivery *
target_queue_settle(struct target_queue *queue, uint64_t number, int64_t now,
    const struct delivery_result *result, bool shared)
{
    struct delivery *delivery = target_queue_find(queue, number);
    queue->changed = true;
    if (delivery == NULL)
        return NULL;
    delivery_attempted(delivery, &queue->config, result, shared, now);
    delivery_record_attempt(&queue->record, result, now);
    if (delivery->state != DELIVERY_DEAD)
        return NULL;
    queue->record.dead++;
    return delivery;
}

void
target_queue_note(struct target_queue *queue, int64_t now, const struct delivery_result *result)
{
    target_health_note(&queue->health, result, now);
    if (queue->health.gone) {
        queue->open = false;
        queue->changed = true;
    }
}

uint64_t
target_queue_position(struct target_queue *queue, uint64_t looked)
{
    while (queue->count > 0 && delivery_is_done(target_queue_at(queue, 0))) {
        queue->begin = (queue->begin + 1) % TARGET_QUEUE_WINDOW;
        queue->count--;
    }
    return queue->count > 0 ? target_queue_at(queue, 0)->number - 1 : looked;
}

bool
target_queue_waits(const struct target_queue *queue)
{
    return queue->seen && !target_queue_has_room(queue) && delivery_is_done(target_queue_at(queue, 0)) &&
           delivery_is_done(target_queue_at(queue, TARGET_QUEUE_WINDOW / 4));
}

bool
target_queue_is_busy(const struct target_queue *queue, int64_t now)
{
    return queue->in_flight > 0 ||
           (queue->open && queue->count > 0 && !target_health_pauses(&queue->health, now));
}
