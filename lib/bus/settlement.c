/*
 * settlement.c: the relay's transaction: dead letters, targets' rows, positions, replays.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/settlement.h"

#include <string.h>

enum {
    SETTLEMENT_EVERY = 100000,    /* microseconds */
    SETTLEMENT_POSITION = 2000000 /* how old the written position of a quiet target may be */
};

/* One transaction. */
struct settling {
    struct settlement *settlement;
    uint64_t looked;
    int64_t now;
    bool all; /* also positions that have merely moved on */
};

bool
settlement_has_room(const struct settlement *s)
{
    return s->failed_count + TARGET_CONFIG_BATCH_MAX <= SETTLEMENT_FAILED_MAX;
}

void
settlement_add(struct settlement *s, struct target_queue *queue, const struct delivery *delivery,
    const struct delivery_result *result)
{
    s->failed[s->failed_count++] = (struct failed_delivery){queue, *delivery, *result};
}

static enum fault
settle_letter(struct settlement *s, struct txn *txn, const struct failed_delivery *failed, int64_t now)
{
    struct dead_letter *dead = &s->dead;
    const struct target_queue *queue = failed->queue;
    dead->target = queue->target;
    strcpy(dead->target_name, queue->name);
    strcpy(dead->rule, queue->rule);
    strcpy(dead->replay, queue->replay);
    dead->since = now;
    enum fault fault = event_log_read(txn, failed->delivery.number, &dead->event);
    if (fault != FAULT_NONE)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    delivery_write(&failed->delivery, &failed->result, now, dead);
    return dead_letter_put(txn, dead);
}

/*
 * Only a number at which an event was read is written down: one without may get an event yet, after a crash.
 */
static uint64_t
settle_position(const struct settling *settling, struct target_queue *queue)
{
    const bool by_itself = queue->lagging || queue->looked > settling->looked;
    return target_queue_position(queue, by_itself ? queue->looked : settling->looked);
}

static enum fault
settle_stream(const struct settling *settling, struct txn *txn, struct target_queue *queue)
{
    struct delivery_cursor cursor;
    struct target target;
    enum fault fault = target_get(txn, queue->name, &target);
    if (fault == FAULT_MISSING || (fault == FAULT_NONE && target.id != queue->target))
        return FAULT_NONE; /* it was removed just now */
    if (fault == FAULT_NONE)
        fault = delivery_cursor_get_for_update(txn, queue->target, &cursor);
    if (fault != FAULT_NONE)
        return fault;
    const uint64_t position = settle_position(settling, queue);
    if (position > cursor.number)
        cursor.number = position;
    cursor.next_try = queue->health.pause;
    delivery_record_add(&queue->record, &cursor);
    return delivery_cursor_put(txn, queue->target, &cursor);
}

/* A replay is as far as the last of its queues. */
static enum fault
settle_replay(const struct settling *settling, struct txn *txn, const char *name)
{
    const struct target_set *targets = settling->settlement->targets;
    struct replay replay;
    enum fault fault = replay_get(txn, name, &replay);
    if (fault != FAULT_NONE || replay.state != REPLAY_RUNNING)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    uint64_t number = UINT64_MAX;
    bool over = true;
    for (size_t i = 0; i < targets->count; i++) {
        struct target_queue *queue = targets->queues[i];
        if (strcmp(queue->replay, name) != 0 || !queue->seen)
            continue;
        const uint64_t position = settle_position(settling, queue);
        if (position < number)
            number = position;
        over = over && queue->next > queue->last && queue->count == 0;
        replay.sent += queue->record.delivered;
    }
    replay.number = over ? replay.last : number;
    if (over) {
        replay.state = REPLAY_DONE;
        replay.ended = settling->now;
        fault = rule_touch(txn);
    }
    return fault != FAULT_NONE ? fault : replay_put(txn, &replay);
}

static bool
settle_is_needed(const struct settling *settling, struct target_queue *queue)
{
    const bool over = queue->replay[0] != '\0' && queue->open && queue->next > queue->last;
    return queue->changed || over ||
           (settling->all && queue->open && settle_position(settling, queue) != queue->settled);
}

/* Is this queue's replay written down already, with an earlier queue of it? */
static bool
settle_is_told(const struct settling *settling, size_t at)
{
    struct target_queue *const *queues = settling->settlement->targets->queues;
    for (size_t i = 0; i < at; i++)
        if (queues[i]->seen && strcmp(queues[i]->replay, queues[at]->replay) == 0 &&
            settle_is_needed(settling, queues[i]))
            return true;
    return false;
}

static enum fault
settle_body(struct txn *txn, void *arg)
{
    const struct settling *settling = arg;
    struct settlement *s = settling->settlement;
    enum fault fault = FAULT_NONE;
    for (size_t i = 0; i < s->failed_count && fault == FAULT_NONE; i++)
        fault = settle_letter(s, txn, &s->failed[i], settling->now);
    for (size_t i = 0; i < s->targets->count && fault == FAULT_NONE; i++) {
        struct target_queue *queue = s->targets->queues[i];
        if (!queue->seen || !settle_is_needed(settling, queue))
            continue;
        if (queue->replay[0] == '\0')
            fault = settle_stream(settling, txn, queue);
        else if (!settle_is_told(settling, i))
            fault = settle_replay(settling, txn, queue->replay);
        if (fault == FAULT_NONE && queue->health.gone)
            fault = delivery_record_gone(txn, queue->name, queue->target);
    }
    return fault;
}

/* It is written: what queues remember begins from nothing. */
static void
settle_forget(const struct settling *settling)
{
    struct settlement *s = settling->settlement;
    s->failed_count = 0;
    for (size_t i = 0; i < s->targets->count; i++) {
        struct target_queue *queue = s->targets->queues[i];
        if (queue->changed || settling->all)
            queue->settled = settle_position(settling, queue);
        queue->changed = false;
        queue->health.gone = false; /* it is closed; if it is opened again, that holds */
        queue->record = (struct delivery_record){0};
    }
}

static enum fault
settle(struct settlement *s, uint64_t looked, int64_t now, bool all)
{
    const struct settling settling = {s, looked, now, all};
    bool needed = s->failed_count > 0;
    for (size_t i = 0; i < s->targets->count && !needed; i++)
        needed = settle_is_needed(&settling, s->targets->queues[i]);
    s->settled = now;
    if (all)
        s->written = now;
    if (!needed)
        return FAULT_NONE;
    enum fault fault = env_txn(s->env, ENV_SETTLE, settle_body, (void *)(uintptr_t)&settling);
    if (fault == FAULT_NONE)
        settle_forget(&settling);
    return fault;
}

static bool
settle_is_due(const struct settlement *s, int64_t now, int64_t last, int64_t every)
{
    return now - last >= every || now < last || !settlement_has_room(s);
}

/* Does a window wait for it? */
static bool
settle_is_awaited(const struct settlement *s)
{
    for (size_t i = 0; i < s->targets->count; i++)
        if (target_queue_waits(s->targets->queues[i]))
            return true;
    return false;
}

enum fault
settlement_run(struct settlement *s, uint64_t looked, int64_t now)
{
    return settle_is_due(s, now, s->settled, SETTLEMENT_EVERY) || settle_is_awaited(s)
               ? settle(s, looked, now, settle_is_due(s, now, s->written, SETTLEMENT_POSITION))
               : FAULT_NONE;
}

enum fault
settlement_write(struct settlement *s, uint64_t looked, int64_t now)
{
    return settle(s, looked, now, true);
}
