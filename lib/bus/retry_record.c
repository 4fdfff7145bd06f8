/*
 * retry_record.c: the transactions of retries.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/retry_record.h"

#include "base/timestamp.h"
#include "bus/delivery_record.h"
#include "bus/message_dead_letter.h"

/* What a transaction is about. */
struct retry_outcome {
    struct dead_letter_id place;
    int64_t due, now;
    const struct retry_queue *queue;
    const struct delivery_result *result;
    struct dead_letter *dead;
    bool exhausted;
};

/* Takes the reminder away and reads the letter: FAULT_MISSING when it was purged, or another reminder was
 * written. */
static enum fault
record_read(struct txn *txn, const struct retry_outcome *outcome)
{
    enum fault fault = dead_letter_unschedule(txn, &outcome->place, outcome->due);
    if (fault == FAULT_NONE)
        fault = dead_letter_get_for_update(txn, &outcome->place, outcome->dead);
    return fault == FAULT_NONE && outcome->dead->next != outcome->due ? FAULT_MISSING : fault;
}

static enum fault
record_stream(struct txn *txn, const struct retry_outcome *outcome)
{
    struct delivery_cursor cursor;
    struct delivery_record record = {0};
    if (!outcome->queue->known)
        return FAULT_NONE;
    enum fault fault = delivery_cursor_get_for_update(txn, outcome->place.target, &cursor);
    if (fault != FAULT_NONE)
        return fault;
    delivery_record_attempt(&record, outcome->result, outcome->now);
    delivery_record_add(&record, &cursor);
    return delivery_cursor_put(txn, outcome->place.target, &cursor);
}

static enum fault
record_failure(struct txn *txn, struct retry_outcome *outcome)
{
    struct dead_letter *dead = outcome->dead;
    struct delivery delivery = delivery_of_letter(dead);
    delivery_attempted(&delivery, &outcome->queue->config, outcome->result, false, outcome->now);
    delivery_write(&delivery, outcome->result, outcome->now, dead);
    outcome->exhausted = delivery.due == 0;
    return dead_letter_put(txn, dead);
}

static enum fault
record_attempt_body(struct txn *txn, void *arg)
{
    struct retry_outcome *outcome = arg;
    const struct target *target = &outcome->queue->target;
    outcome->exhausted = false;
    enum fault fault = record_read(txn, outcome);
    if (outcome->result->kind == DELIVERY_RESULT_ACCEPTED && (fault == FAULT_NONE || fault == FAULT_MISSING))
        fault = dead_letter_remove(txn, &outcome->place); /* also one that was redriven meanwhile */
    else if (fault == FAULT_NONE)
        fault = record_failure(txn, outcome);
    if (fault == FAULT_NONE && outcome->result->kind == DELIVERY_RESULT_GONE)
        fault = delivery_record_gone(txn, target->name, target->id);
    if (fault == FAULT_NONE)
        fault = record_stream(txn, outcome);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

enum fault
retry_record_attempt(struct env *env, const struct retry_queue *queue, const struct delivery *delivery,
    const struct delivery_result *result, struct dead_letter *space, bool *exhausted)
{
    struct retry_outcome outcome = {.place = {queue->id, delivery->number},
        .due = delivery->due,
        .now = timestamp_now(),
        .queue = queue,
        .result = result,
        .dead = space};
    enum fault fault = env_txn(env, ENV_WRITE, record_attempt_body, &outcome);
    *exhausted = outcome.exhausted;
    return fault;
}

static enum fault
record_put_off_body(struct txn *txn, void *arg)
{
    struct retry_outcome *outcome = arg;
    enum fault fault = record_read(txn, outcome);
    if (fault != FAULT_NONE)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    struct delivery delivery = delivery_of_letter(outcome->dead);
    delivery_put_off(&delivery, outcome->queue->known, outcome->now);
    outcome->dead->next = delivery.due;
    return dead_letter_put(txn, outcome->dead);
}

enum fault
retry_record_put_off(struct env *env, const struct retry_queue *queue, const struct delivery *delivery,
    struct dead_letter *space)
{
    struct retry_outcome outcome = {.place = {queue->id, delivery->number},
        .due = delivery->due,
        .now = timestamp_now(),
        .queue = queue,
        .dead = space};
    return env_txn(env, ENV_WRITE, record_put_off_body, &outcome);
}

static enum fault
record_hand_back_body(struct txn *txn, void *arg)
{
    struct retry_outcome *outcome = arg;
    enum fault fault = record_read(txn, outcome);
    if (fault == FAULT_NONE)
        fault = message_dead_letter_redrive(txn, outcome->dead, outcome->now);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

enum fault
retry_record_hand_back(
    struct env *env, const struct dead_letter_id *place, int64_t due, struct dead_letter *space)
{
    struct retry_outcome outcome = {.place = *place, .due = due, .now = timestamp_now(), .dead = space};
    return env_txn(env, ENV_WRITE, record_hand_back_body, &outcome);
}
