/*
 * sender.c: curt-relay's round: takes what may go from the queues, hands it to the carrier, writes down the
 * answers.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sender/sender.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/monotonic.h"
#include "base/steady_clock.h"
#include "base/timestamp.h"
#include "campaign/expander.h"
#include "message/suppression.h"
#include "sender/campaign_end.h"
#include "sender/carrier_choice.h"
#include "sender/carrier_lane.h"
#include "sender/message_updates.h"
#include "sender/scheduled_message.h"
#include "sender/send_attempt.h"
#include "sender/send_queue.h"

enum {
    SENDER_ATTEMPTS = 256,  /* under way */
    SENDER_BATCH = 64,      /* messages that one transaction begins or settles */
    SENDER_LOOK = 500,      /* messages looked at, of a queue and round, for some whose carrier has room */
    SENDER_STOCK = 200,     /* messages that a campaign has ready in the outbox */
    SENDER_PATIENCE = 2000, /* milliseconds, for answers, when the end is near */
};

struct sender {
    struct env *env;
    struct carrier_lanes lanes;
    struct message_updates updates;
    struct expander *expand;
    struct send_queues queues;
    size_t first; /* the queue that this round begins with */
    struct steady_clock clock;
    bool busy; /* this round did something */
    struct send_attempt attempts[SENDER_ATTEMPTS], *free;
    struct send_attempt *batch[SENDER_BATCH]; /* between two rounds: answers that are not written down yet */
    unsigned batch_count;
    struct send_attempt_context context;
    char body[MESSAGE_BODY_MAX + 1];
};

static void
sender_look_at_clock(struct sender *d)
{
    d->context.now = timestamp_now();
    d->context.steady = steady_clock_now(&d->clock);
}

static enum fault
sender_lose(struct txn *txn, void *arg)
{
    return send_attempt_mark_unknown(txn, *(const int64_t *)arg);
}

/* What was under way when the relay died: nobody knows what became of it. False: the rest, later. */
static bool
sender_lose_all(struct sender *d)
{
    int64_t now = timestamp_now();
    enum fault fault;
    unsigned count = 0;
    while ((fault = env_txn(d->env, ENV_SETTLE_SYNC, sender_lose, &now)) == FAULT_NONE)
        count++;
    if (fault != FAULT_MISSING && !fault_is_temporary(fault))
        log_fatal("cannot record which messages were in flight to the carrier");
    if (count > 0)
        log_warn("%u messages were in flight to the carrier when curt-relay ended; those without a receipt "
                 "are unknown: `curt message list --status unknown`",
            count);
    return fault == FAULT_MISSING;
}

struct sender *
sender_create(const struct config *config, struct env *env)
{
    struct sender *d = xcalloc(1, sizeof *d);
    d->context.config = config;
    d->env = env;
    carrier_lanes_open(&d->lanes, config, env);
    d->expand = expander_create(config, env);
    d->context.quiet = quiet_hours_create();
    for (size_t i = SENDER_ATTEMPTS; i-- > 0;) {
        d->attempts[i].next = d->free;
        d->free = &d->attempts[i];
    }
    send_queues_begin(&d->queues);
    if (sender_lose_all(d))
        return d;
    sender_free(d);
    return NULL;
}

void
sender_free(struct sender *d)
{
    env_set_busy(d->env, false);
    carrier_lanes_close(&d->lanes);
    expander_free(d->expand);
    quiet_hours_free(d->context.quiet);
    free(d);
}

static enum fault
sender_end_campaign(struct sender *d, const struct send_queue *queue)
{
    d->queues.refreshed = 0;
    return campaign_end(d->env, d->context.config, queue->campaign, d->context.now, &d->context.campaign);
}

/* Is a message of this queue under way? */
static bool
sender_has_under_way(const struct sender *d, const struct send_queue *queue)
{
    for (size_t i = 0; i < SENDER_ATTEMPTS; i++)
        if (d->attempts[i].began != 0 && d->attempts[i].waited.queue == queue->id)
            return true;
    return false;
}

/* Keeps a stock of messages ready, and ends the campaign when there are no more. */
static enum fault
sender_stock(struct sender *d, struct send_queue *queue)
{
    unsigned stock, waiting;
    enum fault fault = outbox_count(env_read(d->env), queue->id, d->context.steady, SENDER_STOCK, &stock);
    if (fault == FAULT_NONE && queue->left > 0 && stock < SENDER_STOCK / 2) {
        fault = expander_run(d->expand, queue->campaign, d->context.now, &queue->left);
        d->busy = d->busy || fault == FAULT_NONE;
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    }
    if (fault == FAULT_NONE && queue->left == 0 && stock == 0)
        fault = outbox_count(env_read(d->env), queue->id, INT64_MAX, 1, &waiting);
    if (fault == FAULT_NONE && queue->left == 0 && stock == 0 && waiting == 0 &&
        !sender_has_under_way(d, queue))
        fault = sender_end_campaign(d, queue);
    return fault;
}

/* What a cancelled campaign has not sent is not sent. */
static enum fault
sender_clear(struct sender *d, const struct send_queue *queue)
{
    unsigned count;
    enum fault fault = campaign_clear(d->env, queue->id, d->context.now, &count);
    d->busy = d->busy || count > 0;
    if (fault == FAULT_NONE && count == 0 && !sender_has_under_way(d, queue))
        fault = sender_end_campaign(d, queue);
    return fault;
}

static struct send_attempt *
sender_claim(
    struct sender *d, const struct send_queue *queue, const struct outbox *waits, struct carrier_lane *lane)
{
    struct send_attempt *attempt = d->free;
    d->free = attempt->next;
    lane->used++;
    attempt->waited = *waits;
    attempt->carrier = lane->id;
    strcpy(attempt->quiet, queue->quiet);
    attempt->began = d->context.now;
    attempt->ready = false;
    return attempt;
}

static void
sender_release(struct sender *d, struct send_attempt *attempt)
{
    attempt->began = 0;
    attempt->next = d->free;
    d->free = attempt;
}

/*
 * Puts what may go of a queue into the batch, up to `most`, from those after *at (of no id: from its
 * beginning), which becomes the last that was looked at. With several carriers, some may have no room: their
 * messages are passed over, and no more than so many are looked at. FAULT_MISSING: the queue ends here.
 */
static enum fault
sender_look(struct sender *d, struct send_queue *queue, unsigned most, struct outbox *at)
{
    static const uint8_t nil[UUID_BYTES];
    bool begun = memcmp(at->id, nil, UUID_BYTES) != 0;
    enum fault fault = FAULT_NONE;
    for (unsigned looks = 0, taken = 0; taken < most && d->free != NULL && looks < SENDER_LOOK; looks++) {
        const struct outbox after = *at;
        fault = outbox_next(env_read(d->env), queue->id, begun ? &after : NULL, d->context.steady, at);
        if (fault != FAULT_NONE) {
            *at = after;
            break;
        }
        begun = true;
        struct carrier_lane *lane = carrier_choice_make(
            &d->lanes, d->context.config, d->env, at->id, d->body, sizeof d->body);
        if (lane == NULL)
            continue;
        d->batch[d->batch_count++] = sender_claim(d, queue, at, lane);
        taken++;
    }
    return fault;
}

/* Is this one before the other in their queue? */
static bool
sender_is_before(const struct outbox *a, const struct outbox *b)
{
    return a->due != b->due ? a->due < b->due : memcmp(a->id, b->id, UUID_BYTES) < 0;
}

/*
 * Puts what may go of a queue into the batch: the first of it, and, while a carrier that has none of these
 * has room, further on in each round, so that a carrier that rests, or is slow, does not hold up another's.
 */
static enum fault
sender_gather(struct sender *d, struct send_queue *queue, unsigned most)
{
    const unsigned before = d->batch_count,
                   ready = rate_limiter_available(&queue->limiter, d->context.now, most);
    struct outbox at = {.queue = queue->id};
    enum fault fault = sender_look(d, queue, ready, &at);
    if (fault == FAULT_NONE && d->lanes.count > 1 && d->batch_count - before < ready) {
        if (sender_is_before(&queue->looked_at, &at))
            queue->looked_at = at;
        fault = sender_look(d, queue, ready - (d->batch_count - before), &queue->looked_at);
        if (fault == FAULT_MISSING)
            queue->looked_at = (struct outbox){.queue = 0};
    }
    rate_limiter_take(&queue->limiter, d->batch_count - before);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

static enum fault
sender_begin_body(struct txn *txn, void *arg)
{
    struct sender *d = arg;
    enum fault fault = FAULT_NONE;
    for (unsigned i = 0; i < d->batch_count && fault == FAULT_NONE; i++)
        fault = send_attempt_begin(txn, &d->context, d->batch[i]);
    return fault;
}

/* What would go to a number that gets nothing more, if it failed before, is left out. */
static void
sender_spare(struct sender *d, struct json_object *message)
{
    struct json_object *failover;
    struct suppression stop;
    if (!json_object_object_get_ex(message, "failover", &failover))
        return;
    for (size_t i = json_object_array_length(failover); i-- > 0;)
        if (suppression_get(env_read(d->env), json_member(json_object_array_get_idx(failover, i), "to"),
                &stop) != FAULT_MISSING)
            json_object_array_del_idx(failover, i, 1);
    if (json_object_array_length(failover) == 0)
        json_object_object_del(message, "failover");
}

/* Hands one to the carrier; false: it was not begun, and its answer says why. */
static bool
sender_send(struct sender *d, struct send_attempt *attempt)
{
    char id[UUID_SIZE];
    size_t length;
    struct json_object *body = NULL, *message;
    uuid_format(attempt->waited.id, id);
    if (message_body(env_read(d->env), attempt->waited.id, d->body, sizeof d->body, &length) == FAULT_NONE)
        body = json_read(d->body, length);
    enum fault fault = FAULT_INPUT;
    const char *why = NULL;
    if (json_object_object_get_ex(body, "message", &message)) {
        sender_spare(d, message);
        struct carrier *carrier = carrier_lanes_get(&d->lanes, attempt->carrier)->carrier;
        fault = carrier_send(
            carrier, &(struct carrier_request){.id = id, .message = message, .owner = attempt});
        if (fault == FAULT_INPUT)
            why = carrier_unfit(d->context.config, attempt->carrier, message);
    }
    json_object_put(body);
    if (fault == FAULT_NONE)
        return true;
    attempt->answer = (struct carrier_result){
        .owner = attempt, .outcome = CARRIER_REFUSED, .title = "not sent"};
    snprintf(attempt->answer.detail, sizeof attempt->answer.detail, "%s",
        why != NULL ? why : "no request can be made of it");
    return false;
}

/* One that was not to be sent, or rests, costs no other its turn. */
static void
sender_refund(struct sender *d, const struct send_attempt *attempt)
{
    rate_limiter_give_back(&carrier_lanes_get(&d->lanes, attempt->carrier)->limiter, 1);
    for (size_t i = 0; i < d->queues.count; i++)
        if (d->queues.queues[i].id == attempt->waited.queue)
            rate_limiter_give_back(&d->queues.queues[i].limiter, 1);
}

/* Nothing in the batch is sent. */
static void
sender_release_batch(struct sender *d)
{
    for (unsigned i = 0; i < d->batch_count; i++)
        sender_release(d, d->batch[i]);
    d->batch_count = 0;
}

static enum fault sender_settle(struct sender *);

static enum fault
sender_begin(struct sender *d)
{
    struct send_attempt *begun[SENDER_BATCH];
    const unsigned count = d->batch_count;
    if (count == 0)
        return FAULT_NONE;
    d->busy = true;
    memcpy(begun, d->batch, sizeof begun);
    env_set_busy(d->env, true); /* until sender_drain has all answers */
    enum fault fault = env_txn(d->env, ENV_SYNC, sender_begin_body, d);
    if (fault != FAULT_NONE) {
        sender_release_batch(d);
        return fault;
    }
    d->batch_count = 0;
    for (unsigned i = 0; i < count; i++)
        if (!begun[i]->ready) {
            sender_refund(d, begun[i]);
            sender_release(d, begun[i]);
        } else if (!sender_send(d, begun[i]))
            d->batch[d->batch_count++] = begun[i];
    return sender_settle(d);
}

/* A queue's turn: what may go of it is put into the batch, up to room. */
static enum fault
sender_visit(struct sender *d, struct send_queue *queue, unsigned room)
{
    enum fault fault = FAULT_NONE;
    if (queue->cancelled)
        return sender_clear(d, queue);
    if (!send_queue_may_send(queue, d->context.now))
        return FAULT_NONE;
    if (queue->id != 0)
        fault = sender_stock(d, queue);
    return fault == FAULT_NONE && room > d->batch_count ? sender_gather(d, queue, room - d->batch_count)
                                                        : fault;
}

static enum fault
sender_feed(struct sender *d)
{
    const unsigned room = carrier_lanes_begin(&d->lanes, d->context.now, d->context.steady, SENDER_BATCH);
    enum fault fault = sender_settle(d);
    if (fault != FAULT_NONE)
        return fault;
    for (size_t i = 0; i < d->queues.count && fault == FAULT_NONE; i++) {
        fault = sender_visit(d, &d->queues.queues[(d->first + i) % d->queues.count], room);
        if (fault_is_temporary(fault)) /* it has its turn later; the others need not wait for it */
            fault = FAULT_NONE;
    }
    d->first++;
    if (fault != FAULT_NONE) {
        sender_release_batch(d);
        return fault;
    }
    carrier_lanes_end(&d->lanes);
    return sender_begin(d);
}

static enum fault
sender_settle_body(struct txn *txn, void *arg)
{
    struct sender *d = arg;
    enum fault fault = FAULT_NONE;
    for (unsigned i = 0; i < d->batch_count && fault == FAULT_NONE; i++)
        fault = send_attempt_settle(txn, &d->context, d->batch[i]);
    return fault;
}

/* Writes down what came of the orders in the batch. FAULT_AGAIN, FAULT_SPACE: they stay in it, for the next
 * round, since what the carrier said is said once. */
static enum fault
sender_settle(struct sender *d)
{
    if (d->batch_count == 0)
        return FAULT_NONE;
    d->busy = true;
    const enum fault fault = env_txn(d->env, ENV_SETTLE_SYNC, sender_settle_body, d);
    if (!fault_is_temporary(fault))
        sender_release_batch(d);
    return fault;
}

/* Takes in what one carrier has answered. */
static enum fault
sender_collect_from(struct sender *d, struct carrier_lane *lane)
{
    struct carrier_result answer;
    enum fault fault = FAULT_NONE;
    while (fault == FAULT_NONE && carrier_next(lane->carrier, &answer)) {
        struct send_attempt *attempt = answer.owner;
        attempt->answer = answer;
        carrier_lane_judge(lane, &answer, d->context.now, d->context.steady);
        d->batch[d->batch_count++] = attempt;
        if (d->batch_count == SENDER_BATCH)
            fault = sender_settle(d);
    }
    return fault;
}

static enum fault
sender_collect(struct sender *d)
{
    enum fault fault = sender_settle(d);
    for (size_t i = 0; i < d->lanes.count && fault == FAULT_NONE; i++)
        fault = sender_collect_from(d, &d->lanes.lanes[i]);
    if (fault == FAULT_NONE)
        fault = sender_settle(d);
    if (fault == FAULT_NONE)
        fault = message_updates_collect(d->env, &d->lanes, d->context.now, d->context.steady, &d->busy);
    return fault == FAULT_NONE ? carrier_lanes_tell(&d->lanes, d->env) : fault;
}

enum fault
sender_drain(struct sender *d, int milliseconds)
{
    if (carrier_lanes_count(&d->lanes) > 0 || d->batch_count > 0)
        carrier_lanes_wait(&d->lanes, milliseconds);
    sender_look_at_clock(d);
    const enum fault fault = sender_collect(d);
    env_set_busy(d->env, carrier_lanes_count(&d->lanes) > 0 || d->batch_count > 0);
    return fault;
}

enum fault
sender_run(struct sender *d, int milliseconds)
{
    sender_look_at_clock(d);
    d->busy = false;
    enum fault fault = send_queues_refresh(&d->queues, d->env, d->context.now, &d->context.campaign);
    if (fault == FAULT_NONE)
        fault = scheduled_messages_release(d->env, d->context.now, d->context.steady);
    if (fault == FAULT_NONE)
        fault = message_updates_begin(
            &d->updates, d->env, &d->lanes, d->context.now, d->context.steady, &d->busy);
    if (fault == FAULT_NONE)
        fault = sender_feed(d);
    if (fault != FAULT_NONE && !fault_is_temporary(fault))
        return fault;
    const enum fault drained = sender_drain(d, d->busy ? 0 : milliseconds);
    return drained != FAULT_NONE ? drained : fault;
}

bool
sender_is_idle(struct sender *d)
{
    return !d->busy && d->batch_count == 0 && carrier_lanes_count(&d->lanes) == 0;
}

enum fault
sender_finish(struct sender *d)
{
    enum fault fault = sender_drain(d, 0);
    for (const int64_t end = monotonic_now() + SENDER_PATIENCE * INT64_C(1000);
         (carrier_lanes_count(&d->lanes) > 0 || d->batch_count > 0) &&
         (fault == FAULT_NONE || fault_is_temporary(fault)) && monotonic_now() < end;)
        fault = sender_drain(d, 50);
    return fault;
}
