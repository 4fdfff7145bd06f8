/*
 * deliver.c: curt-relay's round: looks at the log, sends what is in the lanes, takes in answers, settles.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/deliver.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/timestamp.h"
#include "bus/envelope.h"
#include "bus/log_feed.h"
#include "bus/settlement.h"
#include "bus/transport.h"

enum {
    DELIVER_FLIGHTS = 512,       /* requests under way */
    DELIVER_RESERVE = 128,       /* of them, for lanes that have none */
    DELIVER_BYTES = 1024 * 1024, /* of events in a request */
    DELIVER_ROUND = 200000,      /* microseconds: then others have their turn */
    DELIVER_REFRESH = 200000,    /* microseconds */
    DELIVER_PATIENCE = 2000000,  /* for answers, when the end is near */
};

/* One request under way. */
struct shipment {
    struct target_queue *lane;
    unsigned count;
    uint64_t numbers[TARGET_CONFIG_BATCH_MAX];
    struct shipment *next; /* among those that are free */
};

struct deliver {
    struct env *env;
    struct transport *transport;
    struct roster roster;
    struct log_feed feed;
    struct settlement settlement;
    struct shipment shipments[DELIVER_FLIGHTS], *free;
    int64_t refreshed;
    struct event event; /* the one that is packed */
    struct bundle bundle;
};

struct deliver *
deliver_new(const struct config *config, struct env *env)
{
    struct deliver *d = xcalloc(1, sizeof *d);
    d->env = d->roster.env = d->feed.env = d->settlement.env = env;
    d->settlement.roster = &d->roster;
    d->transport = transport_new(config, DELIVER_FLIGHTS);
    for (size_t i = DELIVER_FLIGHTS; i-- > 0;) {
        d->shipments[i].next = d->free;
        d->free = &d->shipments[i];
    }
    return d;
}

void
deliver_free(struct deliver *d)
{
    roster_clear(&d->roster);
    log_feed_clear(&d->feed);
    transport_free(d->transport);
    free(d);
}

static enum fault
deliver_refresh(struct deliver *d, int64_t now)
{
    const struct rule_set *book = d->roster.book;
    uint64_t version;
    if (book != NULL && now - d->refreshed < DELIVER_REFRESH && now >= d->refreshed)
        return FAULT_NONE;
    d->refreshed = now;
    enum fault fault = rule_version(env_read(d->env), &version);
    if (fault != FAULT_NONE || (book != NULL && book->version == version && version != 0))
        return fault;
    if (book != NULL)
        fault = settlement_write(
            &d->settlement, d->feed.looked, now); /* what is to be written is about lanes that may go */
    if (fault == FAULT_NONE)
        fault = roster_read(&d->roster);
    if (fault != FAULT_NONE)
        d->refreshed = 0; /* nothing is looked at with half of the rules */
    return fault;
}

static void
deliver_take_in(struct deliver *d, struct target_queue *lane, uint64_t number,
    const struct delivery_result *verdict, bool shared)
{
    const struct delivery *failed = target_queue_settle(lane, number, timestamp_now(), verdict, shared);
    if (failed != NULL)
        settlement_add(&d->settlement, lane, failed, verdict);
}

/* Adds an event to the bundle, unless it is gone or too late. */
static void
deliver_pack(struct deliver *d, struct target_queue *lane, uint64_t number)
{
    struct delivery_result verdict;
    struct delivery *delivery = target_queue_find(lane, number);
    enum fault fault = event_log_read(env_read(d->env), number, &d->event);
    struct json_object *envelope = fault == FAULT_NONE ? envelope_sent(&d->event, lane->replay) : NULL;
    if (fault != FAULT_NONE && fault != FAULT_MISSING) {
        target_queue_return(lane, number);
        return;
    }
    if (envelope == NULL) {
        log_error("event %llu is gone: %s does not get it", (unsigned long long)number, lane->name);
        target_queue_drop(lane, number);
        return;
    }
    delivery->born = lane->replay[0] == '\0' ? d->event.at : 0;
    if (!delivery_is_late(delivery, &lane->settings, timestamp_now())) {
        bundle_add(&d->bundle, &d->event, envelope, lane->rule);
        return;
    }
    verdict_set(
        &verdict, DELIVERY_RESULT_REJECTED, DEAD_LETTER_NOT_TRIED, "it was too old before it could be sent");
    deliver_take_in(d, lane, number, &verdict, false);
    json_object_put(envelope);
}

static void
deliver_start_shipment(struct deliver *d, struct target_queue *lane, const uint64_t *numbers, unsigned count)
{
    struct shipment *shipment = d->free;
    d->free = shipment->next;
    shipment->lane = lane;
    shipment->count = count;
    memcpy(shipment->numbers, numbers, count * sizeof *numbers);
    lane->in_flight++;
}

/* Sends the bundle: a request takes as many as fit; a log, or what cannot be sent, is settled one by one. */
static void
deliver_ship(struct deliver *d, struct target_queue *lane)
{
    const struct bundle *bundle = &d->bundle;
    struct delivery_result verdict;
    unsigned at = 0, sent;
    enum transport_outcome outcome = TRANSPORT_ANSWERED;
    while (at < bundle->count && (outcome == TRANSPORT_ANSWERED || outcome == TRANSPORT_REFUSED)) {
        outcome = transport_send(
            d->transport, &lane->settings, &lane->journal, bundle, at, d->free, &sent, &verdict);
        if (outcome == TRANSPORT_STARTED)
            deliver_start_shipment(d, lane, &bundle->numbers[at], sent);
        if (outcome == TRANSPORT_ANSWERED)
            target_queue_note(lane, timestamp_now(), &verdict);
        if (outcome == TRANSPORT_ANSWERED || outcome == TRANSPORT_REFUSED)
            deliver_take_in(d, lane, bundle->numbers[at], &verdict, false);
        at += sent;
    }
    for (; at < bundle->count; at++)
        target_queue_return(lane, bundle->numbers[at]);
}

/* A lane that has something under way leaves some room to those that have not. */
static bool
deliver_has_room(const struct deliver *d, const struct target_queue *lane)
{
    const size_t reserve = lane->in_flight > 0 ? DELIVER_RESERVE : 0;
    return d->free != NULL && transport_count(d->transport) + reserve < DELIVER_FLIGHTS &&
           settlement_has_room(&d->settlement);
}

/* Sends what a lane has and may send. */
static void
deliver_send(struct deliver *d, struct target_queue *lane, int64_t deadline)
{
    uint64_t numbers[TARGET_CONFIG_BATCH_MAX];
    unsigned most;
    while (deliver_has_room(d, lane) && (most = target_queue_may_send(lane, timestamp_now())) > 0) {
        const unsigned taken = target_queue_take(lane, timestamp_now(), most, numbers);
        if (taken == 0)
            return;
        for (unsigned i = 0; i < taken; i++)
            if (d->bundle.bytes < DELIVER_BYTES)
                deliver_pack(d, lane, numbers[i]);
            else
                target_queue_return(lane, numbers[i]);
        deliver_ship(d, lane);
        bundle_clear(&d->bundle);
        if (timestamp_now() >= deadline)
            return;
    }
}

static void
deliver_collect(struct deliver *d)
{
    struct delivery_result verdict;
    void *owner;
    while (settlement_has_room(&d->settlement) && transport_next(d->transport, &owner, &verdict)) {
        struct shipment *shipment = owner;
        struct target_queue *lane = shipment->lane;
        lane->in_flight--;
        target_queue_note(lane, timestamp_now(), &verdict);
        for (unsigned i = 0; i < shipment->count; i++)
            deliver_take_in(d, lane, shipment->numbers[i], &verdict, shipment->count > 1);
        shipment->next = d->free;
        d->free = shipment;
    }
}

enum fault
deliver_run(struct deliver *d, int milliseconds)
{
    const int64_t now = timestamp_now();
    struct target_queue *lane;
    enum fault fault = d->feed.head == 0 ? log_feed_begin(&d->feed) : FAULT_NONE;
    if (fault == FAULT_NONE)
        fault = deliver_refresh(d, now);
    if (fault == FAULT_NONE)
        fault = log_feed_run(&d->feed, &d->roster, now + DELIVER_ROUND);
    if (fault != FAULT_NONE)
        return fault;
    const int64_t deadline = timestamp_now() + DELIVER_ROUND;
    for (size_t i = 0; (lane = roster_turn(&d->roster, i, deadline)) != NULL; i++)
        deliver_send(d, lane, deadline);
    d->roster.first++;
    transport_wait(d->transport, log_feed_is_behind(&d->feed, &d->roster) ? 0 : milliseconds);
    deliver_collect(d);
    return settlement_run(&d->settlement, d->feed.looked, timestamp_now());
}

bool
deliver_is_idle(struct deliver *d)
{
    const int64_t now = timestamp_now();
    if (d->roster.book == NULL || log_feed_is_behind(&d->feed, &d->roster))
        return false;
    for (size_t i = 0; i < d->roster.count; i++)
        if (target_queue_is_busy(d->roster.lanes[i], now))
            return false;
    return true;
}

enum fault
deliver_finish(struct deliver *d)
{
    for (int64_t end = timestamp_now() + DELIVER_PATIENCE;
         transport_count(d->transport) > 0 && timestamp_now() < end && settlement_has_room(&d->settlement);) {
        transport_wait(d->transport, 50);
        deliver_collect(d);
    }
    return settlement_write(&d->settlement, d->feed.looked, timestamp_now());
}

void
deliver_reopen(struct deliver *d)
{
    for (size_t i = 0; i < d->roster.count; i++)
        log_target_close(&d->roster.lanes[i]->journal);
}
