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
settlement_add(struct settlement *s, struct target_queue *lane, const struct delivery *delivery,
    const struct delivery_result *verdict)
{
    s->failed[s->failed_count++] = (struct failed_delivery){lane, *delivery, *verdict};
}

static enum fault
settle_letter(struct settlement *s, struct txn *txn, const struct failed_delivery *failed, int64_t now)
{
    struct dead_letter *dead = &s->dead;
    const struct target_queue *lane = failed->lane;
    dead->target = lane->target;
    strcpy(dead->target_name, lane->name);
    strcpy(dead->rule, lane->rule);
    strcpy(dead->replay, lane->replay);
    dead->since = now;
    enum fault fault = event_log_read(txn, failed->delivery.number, &dead->event);
    if (fault != FAULT_NONE)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    delivery_write(&failed->delivery, &failed->verdict, now, dead);
    return dead_letter_put(txn, dead);
}

/*
 * Only a number at which an event was read is written down: one without may get an event yet, after a crash.
 */
static uint64_t
settle_position(const struct settling *settling, struct target_queue *lane)
{
    const bool by_itself = lane->lagging || lane->looked > settling->looked;
    return target_queue_position(lane, by_itself ? lane->looked : settling->looked);
}

static enum fault
settle_stream(const struct settling *settling, struct txn *txn, struct target_queue *lane)
{
    struct delivery_cursor stream;
    struct target target;
    enum fault fault = target_get(txn, lane->name, &target);
    if (fault == FAULT_MISSING || (fault == FAULT_NONE && target.id != lane->target))
        return FAULT_NONE; /* it was removed just now */
    if (fault == FAULT_NONE)
        fault = delivery_cursor_get_for_update(txn, lane->target, &stream);
    if (fault != FAULT_NONE)
        return fault;
    const uint64_t position = settle_position(settling, lane);
    if (position > stream.number)
        stream.number = position;
    stream.next_try = lane->health.pause;
    delivery_record_add(&lane->record, &stream);
    return delivery_cursor_put(txn, lane->target, &stream);
}

/* A replay is as far as the last of its lanes. */
static enum fault
settle_replay(const struct settling *settling, struct txn *txn, const char *name)
{
    const struct roster *roster = settling->settlement->roster;
    struct replay replay;
    enum fault fault = replay_get(txn, name, &replay);
    if (fault != FAULT_NONE || replay.state != REPLAY_RUNNING)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    uint64_t number = UINT64_MAX;
    bool over = true;
    for (size_t i = 0; i < roster->count; i++) {
        struct target_queue *lane = roster->lanes[i];
        if (strcmp(lane->replay, name) != 0 || !lane->seen)
            continue;
        const uint64_t position = settle_position(settling, lane);
        if (position < number)
            number = position;
        over = over && lane->next > lane->last && lane->count == 0;
        replay.sent += lane->record.delivered;
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
settle_is_needed(const struct settling *settling, struct target_queue *lane)
{
    const bool over = lane->replay[0] != '\0' && lane->open && lane->next > lane->last;
    return lane->changed || over ||
           (settling->all && lane->open && settle_position(settling, lane) != lane->settled);
}

/* Is this lane's replay written down already, with an earlier lane of it? */
static bool
settle_is_told(const struct settling *settling, size_t at)
{
    struct target_queue *const *lanes = settling->settlement->roster->lanes;
    for (size_t i = 0; i < at; i++)
        if (lanes[i]->seen && strcmp(lanes[i]->replay, lanes[at]->replay) == 0 &&
            settle_is_needed(settling, lanes[i]))
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
    for (size_t i = 0; i < s->roster->count && fault == FAULT_NONE; i++) {
        struct target_queue *lane = s->roster->lanes[i];
        if (!lane->seen || !settle_is_needed(settling, lane))
            continue;
        if (lane->replay[0] == '\0')
            fault = settle_stream(settling, txn, lane);
        else if (!settle_is_told(settling, i))
            fault = settle_replay(settling, txn, lane->replay);
        if (fault == FAULT_NONE && lane->health.gone)
            fault = delivery_record_gone(txn, lane->name, lane->target);
    }
    return fault;
}

/* It is written: what lanes remember begins from nothing. */
static void
settle_forget(const struct settling *settling)
{
    struct settlement *s = settling->settlement;
    s->failed_count = 0;
    for (size_t i = 0; i < s->roster->count; i++) {
        struct target_queue *lane = s->roster->lanes[i];
        if (lane->changed || settling->all)
            lane->settled = settle_position(settling, lane);
        lane->changed = false;
        lane->health.gone = false; /* it is closed; if it is opened again, that holds */
        lane->record = (struct delivery_record){0};
    }
}

static enum fault
settle(struct settlement *s, uint64_t looked, int64_t now, bool all)
{
    const struct settling settling = {s, looked, now, all};
    bool needed = s->failed_count > 0;
    for (size_t i = 0; i < s->roster->count && !needed; i++)
        needed = settle_is_needed(&settling, s->roster->lanes[i]);
    s->settled = now;
    if (all)
        s->written = now;
    if (!needed)
        return FAULT_NONE;
    enum fault fault = env_txn(s->env, ENV_WRITE, settle_body, (void *)(uintptr_t)&settling);
    if (fault == FAULT_NONE)
        settle_forget(&settling);
    return fault;
}

static bool
settle_is_due(const struct settlement *s, int64_t now, int64_t last, int64_t every)
{
    return now - last >= every || now < last || !settlement_has_room(s);
}

enum fault
settlement_run(struct settlement *s, uint64_t looked, int64_t now)
{
    return settle_is_due(s, now, s->settled, SETTLEMENT_EVERY)
               ? settle(s, looked, now, settle_is_due(s, now, s->written, SETTLEMENT_POSITION))
               : FAULT_NONE;
}

enum fault
settlement_write(struct settlement *s, uint64_t looked, int64_t now)
{
    return settle(s, looked, now, true);
}
