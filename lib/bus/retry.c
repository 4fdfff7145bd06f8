/*
 * retry.c: finds dead letters that are due, and tries them again, several targets at once.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/retry.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/monotonic.h"
#include "base/program.h"
#include "base/timestamp.h"
#include "bus/envelope.h"
#include "bus/message_dead_letter.h"
#include "bus/retry_queue.h"
#include "bus/retry_record.h"
#include "bus/transport.h"
#include "db/schedule.h"

enum {
    RETRY_TARGETS = 16, /* at once */
    RETRY_STOPPED = 1500,
    RETRY_WATCHDOG = 120, /* seconds */
};

struct retry {
    struct env *env;
    const struct dead_letters_filter *wanted;
    struct transport *transport;
    struct schedule_entry from;      /* where to look on */
    bool over;                       /* there are no more */
    bool again;                      /* some found no room: look again from the beginning */
    uint64_t stopped[RETRY_STOPPED]; /* ids of targets that are left alone */
    size_t stopped_count;
    struct retry_queue queues[RETRY_TARGETS];
    size_t queue_count;
    struct retry_count *count;
    void (*tell)(const struct retry_count *, void *arg);
    void *arg;
    struct dead_letter dead;
    struct bundle bundle;
};

/* A target that is left alone makes room for another. */
static void
retry_stop(struct retry *r, struct retry_queue *queue)
{
    queue->stopped = true;
    if (r->stopped_count < RETRY_STOPPED)
        r->stopped[r->stopped_count++] = queue->id;
}

static bool
retry_is_stopped(const struct retry *r, uint64_t target)
{
    for (size_t i = 0; i < r->stopped_count; i++)
        if (r->stopped[i] == target)
            return true;
    return false;
}

/* Takes in an attempt at the first letter of a queue. */
static enum fault
retry_settle(struct retry *r, struct retry_queue *queue, const struct delivery_result *result)
{
    const int64_t now = timestamp_now();
    bool exhausted;
    enum fault fault = retry_record_attempt(
        r->env, queue, retry_queue_first(queue), result, &r->dead, &exhausted);
    if (fault != FAULT_NONE)
        return fault;
    retry_queue_leave(queue);
    r->count->delivered += result->kind == DELIVERY_RESULT_ACCEPTED;
    r->count->failed += result->kind != DELIVERY_RESULT_ACCEPTED;
    r->count->exhausted += exhausted;
    target_health_note(&queue->health, result, now);
    if (target_health_pauses(&queue->health, now))
        retry_stop(r, queue);
    if (r->tell != NULL)
        r->tell(r->count, r->arg);
    return FAULT_NONE;
}

/* Sends the letter that was read, which is the first of its queue. */
static enum fault
retry_send(struct retry *r, struct retry_queue *queue)
{
    struct delivery_result result;
    enum transport_outcome outcome = TRANSPORT_REFUSED;
    unsigned sent;
    struct json_object *envelope = envelope_sent(&r->dead.event, r->dead.replay);
    if (envelope == NULL) {
        delivery_result_set(
            &result, DELIVERY_RESULT_REJECTED, DEAD_LETTER_INVALID_PARAMETER, "the event cannot be read");
    } else {
        bundle_add(&r->bundle, &r->dead.event, envelope, r->dead.rule);
        outcome = transport_send(
            r->transport, &queue->config, &queue->log, &r->bundle, 0, queue, &sent, &result);
    }
    bundle_clear(&r->bundle);
    if (outcome == TRANSPORT_STARTED)
        delivery_begin(retry_queue_first(queue));
    return outcome == TRANSPORT_ANSWERED || outcome == TRANSPORT_REFUSED ? retry_settle(r, queue, &result)
                                                                         : FAULT_NONE;
}

/* Begins with the first letter of a queue; a letter that is not due any more leaves it. */
static enum fault
retry_begin(struct retry *r, struct retry_queue *queue)
{
    const struct delivery *letter = retry_queue_first(queue);
    enum fault fault = dead_letter_get(
        env_read(r->env), &(struct dead_letter_id){queue->id, letter->number}, &r->dead);
    if (fault != FAULT_NONE && fault != FAULT_MISSING)
        return fault;
    if (queue->open && fault == FAULT_NONE && r->dead.next == letter->due)
        return retry_send(r, queue);
    fault = retry_record_put_off(r->env, queue, letter, &r->dead);
    if (fault == FAULT_NONE)
        retry_queue_leave(queue);
    return fault;
}

/* The queue of a target: NULL when there is no room for another. */
static struct retry_queue *
retry_find_queue(struct retry *r, uint64_t target, enum fault *fault)
{
    for (size_t i = 0; i < r->queue_count; i++)
        if (r->queues[i].id == target)
            return &r->queues[i];
    if (r->queue_count == RETRY_TARGETS)
        return NULL;
    struct retry_queue *queue = &r->queues[r->queue_count++];
    *fault = retry_queue_open(queue, r->env, target);
    return queue;
}

/* FAULT_MISSING: the letter is not wanted, or gone. */
static enum fault
retry_check_wanted(struct retry *r, const struct dead_letter_id *place)
{
    if (dead_letters_want_all(r->wanted))
        return FAULT_NONE;
    enum fault fault = dead_letter_get(env_read(r->env), place, &r->dead);
    return fault != FAULT_NONE || dead_letters_match(r->wanted, &r->dead) ? fault : FAULT_MISSING;
}

/* A letter finds its place in its target's queue, or another time. */
static enum fault
retry_queue_up(struct retry *r, const struct dead_letter_id *place, int64_t due)
{
    enum fault fault = retry_check_wanted(r, place);
    if (fault != FAULT_NONE)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    if (place->target == MESSAGE_DEAD_LETTER_TARGET) {
        fault = retry_record_hand_back(r->env, place, due, &r->dead);
        r->count->returned += fault == FAULT_NONE;
        return fault;
    }
    if (retry_is_stopped(r, place->target))
        return FAULT_NONE;
    struct retry_queue *queue = retry_find_queue(r, place->target, &fault);
    if (fault == FAULT_NONE && (queue == NULL || !retry_queue_add(queue, place->number, due)))
        r->again = true;
    return fault;
}

/* Queues what is due: no target waits for another's letters. */
static enum fault
retry_fill(struct retry *r, int64_t now)
{
    struct schedule_entry due;
    struct dead_letter_id place;
    enum fault fault = FAULT_NONE;
    while (
        fault == FAULT_NONE && (fault = schedule_next(env_read(r->env), &r->from, now, &due)) == FAULT_NONE) {
        if (due.kind == SCHEDULE_RETRY && dead_letter_id_decode(due.name, due.length, &place) == FAULT_NONE)
            fault = retry_queue_up(r, &place, due.at);
        r->from = due;
    }
    r->over = fault == FAULT_MISSING;
    return r->over ? FAULT_NONE : fault;
}

static void
retry_close_queues(struct retry *r)
{
    for (size_t i = 0; i < r->queue_count; i++)
        retry_queue_close(&r->queues[i]);
    r->queue_count = 0;
}

/* All queues are done with, and some letters found no room. */
static void
retry_look_again(struct retry *r)
{
    retry_close_queues(r);
    r->from = (struct schedule_entry){0};
    r->over = r->again = false;
}

static enum fault
retry_collect(struct retry *r)
{
    struct delivery_result result;
    void *queue;
    enum fault fault = FAULT_NONE;
    transport_wait(r->transport, 1000);
    while (fault == FAULT_NONE && transport_next(r->transport, &queue, &result))
        fault = retry_settle(r, queue, &result);
    return fault;
}

/* One round over the queues. *busy: something is under way, or may be begun. */
static enum fault
retry_round(struct retry *r, bool begin, bool *busy)
{
    enum fault fault = FAULT_NONE;
    *busy = false;
    for (size_t i = 0; i < r->queue_count && fault == FAULT_NONE; i++) {
        struct retry_queue *queue = &r->queues[i];
        const struct delivery *letter = retry_queue_first(queue);
        if (begin && !queue->stopped && letter != NULL && letter->state == DELIVERY_WAITING)
            fault = retry_begin(r, queue);
        letter = retry_queue_first(queue);
        *busy = *busy ||
                (letter != NULL && (letter->state == DELIVERY_IN_FLIGHT || (begin && !queue->stopped)));
    }
    if (fault == FAULT_NONE && transport_count(r->transport) > 0)
        fault = retry_collect(r);
    return fault;
}

static enum fault
retry_all(struct retry *r, int64_t now, int64_t end)
{
    bool busy = true;
    enum fault fault = FAULT_NONE;
    while (fault == FAULT_NONE && (busy || !r->over)) {
        const bool begin = monotonic_now() < end && !program_interrupted();
        alarm(RETRY_WATCHDOG);
        if (begin && !r->over)
            fault = retry_fill(r, now);
        if (fault == FAULT_NONE)
            fault = retry_round(r, begin, &busy);
        if (!begin && !busy)
            break;
        if (!busy && r->over && r->again)
            retry_look_again(r);
    }
    return fault;
}

enum fault
retry_run(const struct config *config, struct env *env, const struct dead_letters_filter *wanted, int64_t now,
    int seconds, struct retry_count *count, void (*tell)(const struct retry_count *, void *arg), void *arg)
{
    struct retry *r = xcalloc(1, sizeof *r);
    r->env = env;
    r->wanted = wanted;
    r->count = count;
    r->tell = tell;
    r->arg = arg;
    r->transport = transport_create(config, RETRY_TARGETS);
    enum fault fault = retry_all(r, now, monotonic_now() + seconds * TIMESTAMP_SECOND);
    retry_close_queues(r);
    transport_free(r->transport);
    free(r);
    return fault;
}
