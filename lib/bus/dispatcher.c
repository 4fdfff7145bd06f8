/*
 * dispatcher.c: curt-relay's round: reads the log, sends what is in the queues, takes in answers, settles.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/dispatcher.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/monotonic.h"
#include "base/timestamp.h"
#include "bus/envelope.h"
#include "bus/log_feed.h"
#include "bus/settlement.h"
#include "bus/transport.h"

enum {
    DISPATCHER_FLIGHTS = 512,       /* requests under way */
    DISPATCHER_RESERVE = 128,       /* of them, for queues that have none */
    DISPATCHER_BYTES = 1024 * 1024, /* of events in a request */
    DISPATCHER_ROUND = 200000,      /* microseconds: then others have their turn */
    DISPATCHER_REFRESH = 200000,    /* microseconds */
    DISPATCHER_PATIENCE = 2000000,  /* for answers, when the end is near */
};

/* One request under way. */
struct shipment {
    struct target_queue *queue;
    unsigned count;
    uint64_t numbers[TARGET_CONFIG_BATCH_MAX];
    struct shipment *next; /* among those that are free */
};

struct dispatcher {
    struct env *env;
    struct transport *transport;
    struct target_set targets;
    struct log_feed feed;
    struct settlement settlement;
    struct shipment shipments[DISPATCHER_FLIGHTS], *free;
    int64_t refreshed;
    struct event event; /* the one that is packed */
    struct bundle bundle;
};

struct dispatcher *
dispatcher_create(const struct config *config, struct env *env)
{
    struct dispatcher *d = xcalloc(1, sizeof *d);
    d->env = d->targets.env = d->feed.env = d->settlement.env = env;
    d->settlement.targets = &d->targets;
    d->transport = transport_create(config, DISPATCHER_FLIGHTS);
    for (size_t i = DISPATCHER_FLIGHTS; i-- > 0;) {
        d->shipments[i].next = d->free;
        d->free = &d->shipments[i];
    }
    return d;
}

void
dispatcher_free(struct dispatcher *d)
{
    target_set_clear(&d->targets);
    log_feed_clear(&d->feed);
    transport_free(d->transport);
    free(d);
}

static enum fault
dispatcher_refresh(struct dispatcher *d, int64_t now)
{
    const struct rule_set *rules = d->targets.rules;
    uint64_t version;
    if (rules != NULL && now - d->refreshed < DISPATCHER_REFRESH && now >= d->refreshed)
        return FAULT_NONE;
    d->refreshed = now;
    enum fault fault = rule_version(env_read(d->env), &version);
    if (fault != FAULT_NONE || (rules != NULL && rules->version == version && version != 0))
        return fault;
    if (rules != NULL)
        fault = settlement_write(
            &d->settlement, d->feed.looked, now); /* what is to be written is about queues that may go */
    if (fault == FAULT_NONE)
        fault = target_set_read(&d->targets);
    if (fault != FAULT_NONE)
        d->refreshed = 0; /* nothing is looked at with half of the rules */
    return fault;
}

static void
dispatcher_take_in(struct dispatcher *d, struct target_queue *queue, uint64_t number,
    const struct delivery_result *result, bool shared)
{
    const struct delivery *failed = target_queue_settle(queue, number, timestamp_now(), result, shared);
    if (failed != NULL)
        settlement_add(&d->settlement, queue, failed, result);
}

/* Adds an event to the bundle, unless it is gone or too late. */
static void
dispatcher_pack(struct dispatcher *d, struct target_queue *queue, uint64_t number)
{
    struct delivery_result result;
    struct delivery *delivery = target_queue_find(queue, number);
    enum fault fault = event_log_read(env_read(d->env), number, &d->event);
    struct json_object *envelope = fault == FAULT_NONE ? envelope_sent(&d->event, queue->replay) : NULL;
    if (fault != FAULT_NONE && fault != FAULT_MISSING) {
        target_queue_return(queue, number);
        return;
    }
    if (envelope == NULL) {
        log_error("event %llu no longer exists and is not delivered to %s", (unsigned long long)number,
            queue->name);
        target_queue_drop(queue, number);
        return;
    }
    delivery->born = queue->replay[0] == '\0' ? d->event.at : 0;
    if (!delivery_is_late(delivery, &queue->config, timestamp_now())) {
        bundle_add(&d->bundle, &d->event, envelope, queue->rule);
        return;
    }
    delivery_result_set(
        &result, DELIVERY_RESULT_REJECTED, DEAD_LETTER_NOT_TRIED, "it was too old before it could be sent");
    dispatcher_take_in(d, queue, number, &result, false);
    json_object_put(envelope);
}

static void
dispatcher_start_shipment(
    struct dispatcher *d, struct target_queue *queue, const uint64_t *numbers, unsigned count)
{
    struct shipment *shipment = d->free;
    d->free = shipment->next;
    shipment->queue = queue;
    shipment->count = count;
    memcpy(shipment->numbers, numbers, count * sizeof *numbers);
    queue->in_flight++;
}

/* Sends the bundle: a request takes as many as fit; a log, or what cannot be sent, is settled one by one. */
static void
dispatcher_ship(struct dispatcher *d, struct target_queue *queue)
{
    const struct bundle *bundle = &d->bundle;
    struct delivery_result result;
    unsigned at = 0, sent;
    enum transport_outcome outcome = TRANSPORT_ANSWERED;
    while (at < bundle->count && (outcome == TRANSPORT_ANSWERED || outcome == TRANSPORT_REFUSED)) {
        outcome = transport_send(
            d->transport, &queue->config, &queue->log, bundle, at, d->free, &sent, &result);
        if (outcome == TRANSPORT_STARTED)
            dispatcher_start_shipment(d, queue, &bundle->numbers[at], sent);
        if (outcome == TRANSPORT_ANSWERED)
            target_queue_note(queue, timestamp_now(), &result);
        if (outcome == TRANSPORT_ANSWERED || outcome == TRANSPORT_REFUSED)
            dispatcher_take_in(d, queue, bundle->numbers[at], &result, false);
        at += sent;
    }
    for (; at < bundle->count; at++)
        target_queue_return(queue, bundle->numbers[at]);
}

/* A queue that has something under way leaves some room to those that have not. */
static bool
dispatcher_has_room(const struct dispatcher *d, const struct target_queue *queue)
{
    const size_t reserve = queue->in_flight > 0 ? DISPATCHER_RESERVE : 0;
    return d->free != NULL && transport_count(d->transport) + reserve < DISPATCHER_FLIGHTS &&
           settlement_has_room(&d->settlement);
}

/* Sends what a queue has and may send. */
static void
dispatcher_send(struct dispatcher *d, struct target_queue *queue, int64_t deadline)
{
    uint64_t numbers[TARGET_CONFIG_BATCH_MAX];
    unsigned most;
    while (dispatcher_has_room(d, queue) && (most = target_queue_may_send(queue, timestamp_now())) > 0) {
        const unsigned taken = target_queue_take(queue, timestamp_now(), most, numbers);
        if (taken == 0)
            return;
        for (unsigned i = 0; i < taken; i++)
            if (d->bundle.bytes < DISPATCHER_BYTES)
                dispatcher_pack(d, queue, numbers[i]);
            else
                target_queue_return(queue, numbers[i]);
        dispatcher_ship(d, queue);
        bundle_clear(&d->bundle);
        if (monotonic_now() >= deadline)
            return;
    }
}

static void
dispatcher_collect(struct dispatcher *d)
{
    struct delivery_result result;
    void *owner;
    while (settlement_has_room(&d->settlement) && transport_next(d->transport, &owner, &result)) {
        struct shipment *shipment = owner;
        struct target_queue *queue = shipment->queue;
        queue->in_flight--;
        target_queue_note(queue, timestamp_now(), &result);
        for (unsigned i = 0; i < shipment->count; i++)
            dispatcher_take_in(d, queue, shipment->numbers[i], &result, shipment->count > 1);
        shipment->next = d->free;
        d->free = shipment;
    }
}

enum fault
dispatcher_drain(struct dispatcher *d, int milliseconds)
{
    transport_wait(d->transport, milliseconds);
    if (d->refreshed == 0) /* with half of the rules, what came of it would be written of half of them */
        return FAULT_NONE;
    dispatcher_collect(d);
    return settlement_run(&d->settlement, d->feed.looked, timestamp_now());
}

enum fault
dispatcher_run(struct dispatcher *d, int milliseconds)
{
    const int64_t now = timestamp_now();
    struct target_queue *queue;
    enum fault fault = d->feed.head == 0 ? log_feed_begin(&d->feed) : FAULT_NONE;
    if (fault == FAULT_NONE)
        fault = dispatcher_refresh(d, now);
    if (fault == FAULT_NONE)
        fault = log_feed_run(&d->feed, &d->targets, monotonic_now() + DISPATCHER_ROUND);
    if (fault != FAULT_NONE)
        return fault;
    const int64_t deadline = monotonic_now() + DISPATCHER_ROUND;
    for (size_t i = 0; (queue = target_set_turn(&d->targets, i, deadline)) != NULL; i++)
        dispatcher_send(d, queue, deadline);
    d->targets.first++;
    return dispatcher_drain(d, log_feed_is_behind(&d->feed, &d->targets) ? 0 : milliseconds);
}

bool
dispatcher_is_idle(struct dispatcher *d)
{
    const int64_t now = timestamp_now();
    if (d->targets.rules == NULL || log_feed_is_behind(&d->feed, &d->targets))
        return false;
    for (size_t i = 0; i < d->targets.count; i++)
        if (target_queue_is_busy(d->targets.queues[i], now))
            return false;
    return true;
}

enum fault
dispatcher_finish(struct dispatcher *d)
{
    for (const int64_t end = monotonic_now() + DISPATCHER_PATIENCE;
         transport_count(d->transport) > 0 && monotonic_now() < end && settlement_has_room(&d->settlement);) {
        transport_wait(d->transport, 50);
        dispatcher_collect(d);
    }
    return settlement_write(&d->settlement, d->feed.looked, timestamp_now());
}

void
dispatcher_reopen(struct dispatcher *d)
{
    for (size_t i = 0; i < d->targets.count; i++)
        log_target_close(&d->targets.queues[i]->log);
}
