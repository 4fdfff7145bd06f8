#include "carrier/dispatch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/chance.h"
#include "base/clock.h"
#include "base/hours.h"
#include "base/json.h"
#include "base/log.h"
#include "base/pace.h"
#include "carrier/carrier.h"
#include "carrier/expand.h"
#include "carrier/joining.h"
#include "carrier/progress.h"
#include "store/due.h"
#include "store/outbox.h"
#include "store/parked.h"
#include "store/stop.h"

enum {
    DISPATCH_ORDERS = 256,     /* under way */
    DISPATCH_BATCH = 64,       /* messages that one transaction begins or settles */
    DISPATCH_STOCK = 200,      /* messages that a campaign has ready in the outbox */
    DISPATCH_REFRESH = 300000, /* microseconds: how late a change of a campaign is noticed */
    DISPATCH_TRIES = 3,        /* here; the next are the sweeper's */
    DISPATCH_PATIENCE = 2000,  /* milliseconds, for answers, when the end is near */
    DISPATCH_DENIED = 5,       /* seconds of rest when the account is refused */
    DISPATCH_PAUSE_MAX = 30,   /* seconds of rest at most, unless the carrier asks for more */
    DISPATCH_LETTER_MAX = 3600,
    DISPATCH_CANCELS = 200, /* messages or recipients of a cancelled campaign, a transaction */
};

/* Where messages wait: lane 0, and one a campaign. */
struct dispatch_lane {
    uint64_t id;
    char campaign[NAMED_MAX + 1]; /* "" of lane 0 */
    struct pace pace;
    struct hours hours;
    bool cancelled, seen;
    uint64_t left; /* recipients that are not messages yet */
};

/* One message that the carrier is asked to take. */
struct dispatch_order {
    struct outbox waited; /* where it was in the outbox, and where its mark is now */
    int64_t began;
    bool ready;                   /* it was marked, and may be sent */
    struct carrier_answer answer; /* once it is there */
    struct dispatch_order *next;  /* among those that are free */
};

struct dispatch {
    const struct conf *conf;
    struct env *env;
    struct carrier *carrier;
    struct expand *expand;
    struct pace pace;
    struct dispatch_lane lanes[CAMPAIGNS_RUNNING_MAX + 1];
    size_t lane_count, first; /* the lane that this round begins with */
    int64_t refreshed, now;
    int64_t pause;     /* nothing is sent before */
    unsigned failures; /* in a row, of the carrier as a whole */
    bool busy;         /* this round did something */
    struct dispatch_order orders[DISPATCH_ORDERS], *free;
    struct dispatch_order *batch[DISPATCH_BATCH];
    unsigned batch_count;
    struct campaign campaign;
    struct dead dead;
    char body[MESSAGE_BODY_MAX + 1];
};

static struct outbox
dispatch_mark(const struct dispatch_order *order)
{
    struct outbox mark = {.lane = OUTBOX_UNDER_WAY, .due = order->began};
    memcpy(mark.id, order->waited.id, UUID_BYTES);
    return mark;
}

/* The message says whether what is about it still holds. FAULT_MISSING: it is gone. */
static enum fault
dispatch_fail(struct txn *txn, struct message *message, const char *error, const char *detail, int64_t now)
{
    const struct progress progress = {.status = MESSAGE_FAILED, .at = now, .error = error, .detail = detail};
    return progress_make(txn, message, &progress, now);
}

/* What was under way when the relay died: nobody knows what became of it. */
struct dispatch_lost {
    struct outbox after, mark;
    bool any;
};

static enum fault
dispatch_lose(struct txn *txn, void *arg)
{
    struct dispatch_lost *lost = arg;
    struct message message;
    const int64_t now = clock_now();
    enum fault fault = outbox_next(txn, OUTBOX_UNDER_WAY, NULL, INT64_MAX, &lost->mark);
    if (fault != FAULT_NONE)
        return fault;
    fault = outbox_remove(txn, &lost->mark);
    if (fault == FAULT_NONE)
        fault = message_get_to_change(txn, lost->mark.id, &message);
    if (fault != FAULT_NONE || message.status != MESSAGE_SENDING)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    const struct progress progress = {.status = MESSAGE_UNKNOWN,
        .at = now,
        .error = "no answer",
        .detail = "curt-relay ended while the carrier was asked; it is not sent again by itself"};
    return progress_make(txn, &message, &progress, now);
}

static void
dispatch_lose_all(struct dispatch *d)
{
    struct dispatch_lost lost = {.any = false};
    enum fault fault;
    unsigned count = 0;
    while ((fault = env_txn(d->env, ENV_SYNC, dispatch_lose, &lost)) == FAULT_NONE)
        count++;
    if (fault != FAULT_MISSING)
        log_fatal("what was under way to the carrier cannot be written down");
    if (count > 0)
        log_warn(
            "%u messages were under way to the carrier when curt-relay ended; those without a receipt are "
            "unknown: `curt message list --status unknown`",
            count);
}

struct dispatch *
dispatch_new(const struct conf *conf, struct env *env)
{
    struct dispatch *d = calloc(1, sizeof *d);
    if (d == NULL)
        log_fatal("out of memory");
    d->conf = conf;
    d->env = env;
    d->carrier = carrier_open(conf);
    d->expand = expand_new(conf, env);
    d->pace.rate = carrier_rate(d->carrier);
    for (size_t i = DISPATCH_ORDERS; i-- > 0;) {
        d->orders[i].next = d->free;
        d->free = &d->orders[i];
    }
    d->lane_count = 1;
    dispatch_lose_all(d);
    return d;
}

void
dispatch_free(struct dispatch *d)
{
    carrier_close(d->carrier);
    expand_free(d->expand);
    free(d);
}

static struct dispatch_lane *
dispatch_find_lane(struct dispatch *d, uint64_t id)
{
    for (size_t i = 0; i < d->lane_count; i++)
        if (d->lanes[i].id == id)
            return &d->lanes[i];
    return NULL;
}

/* A campaign that runs, or was cancelled and is not cleared away, has a lane. */
static void
dispatch_keep_lane(struct dispatch *d, const struct campaign *campaign)
{
    const char *why;
    struct dispatch_lane *lane = dispatch_find_lane(d, campaign->id);
    if (lane == NULL && d->lane_count == sizeof d->lanes / sizeof *d->lanes)
        return; /* it has its turn when another is over */
    if (lane == NULL) {
        lane = &d->lanes[d->lane_count++];
        *lane = (struct dispatch_lane){.id = campaign->id};
        strcpy(lane->campaign, campaign->name);
    }
    lane->seen = true;
    lane->cancelled = campaign->state == CAMPAIGN_CANCELLED;
    lane->left = campaign->recipients - campaign->taken;
    lane->pace.rate = campaign->rate;
    if (hours_read(campaign->hours, &lane->hours, &why) != FAULT_NONE) {
        log_error("campaign %s does not run: its hours: %s", campaign->name, why);
        lane->pace.rate = -1;
    }
}

static enum fault
dispatch_refresh(struct dispatch *d)
{
    enum fault fault;
    if (d->now - d->refreshed < DISPATCH_REFRESH && d->now >= d->refreshed)
        return FAULT_NONE;
    d->refreshed = d->now;
    for (size_t i = 1; i < d->lane_count; i++)
        d->lanes[i].seen = false;
    d->campaign.name[0] = '\0';
    while ((fault = campaign_next(env_read(d->env), d->campaign.name, &d->campaign)) == FAULT_NONE)
        if (d->campaign.state == CAMPAIGN_RUNNING ||
            (d->campaign.state == CAMPAIGN_CANCELLED && d->campaign.ended == 0))
            dispatch_keep_lane(d, &d->campaign);
    for (size_t i = 1; i < d->lane_count;)
        if (d->lanes[i].seen)
            i++;
        else
            d->lanes[i] = d->lanes[--d->lane_count];
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

/* A campaign is over when each of its messages has left the outbox. */
static enum fault
dispatch_end_body(struct txn *txn, void *arg)
{
    struct dispatch *d = arg;
    struct campaign *campaign = &d->campaign;
    enum fault fault = campaign_get_to_change(txn, campaign->name, campaign);
    if (fault != FAULT_NONE)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    if (campaign->state == CAMPAIGN_RUNNING && campaign->taken == campaign->recipients)
        campaign->state = CAMPAIGN_DONE;
    else if (campaign->state != CAMPAIGN_CANCELLED)
        return FAULT_NONE;
    campaign->ended = d->now;
    fault = due_add(txn, d->now + d->conf->keep_messages * CLOCK_SECOND, DUE_FORGET_RECIPIENTS,
        campaign->name, strlen(campaign->name));
    return fault == FAULT_NONE ? campaign_put(txn, campaign) : fault;
}

static enum fault
dispatch_end(struct dispatch *d, const struct dispatch_lane *lane)
{
    strcpy(d->campaign.name, lane->campaign);
    d->refreshed = 0;
    return env_txn(d->env, ENV_SYNC, dispatch_end_body, d);
}

/* Is a message of this lane under way? */
static bool
dispatch_has_under_way(const struct dispatch *d, const struct dispatch_lane *lane)
{
    for (size_t i = 0; i < DISPATCH_ORDERS; i++)
        if (d->orders[i].began != 0 && d->orders[i].waited.lane == lane->id)
            return true;
    return false;
}

/* Keeps a stock of messages ready, and ends the campaign when there are no more. */
static enum fault
dispatch_stock(struct dispatch *d, struct dispatch_lane *lane)
{
    unsigned stock;
    enum fault fault = outbox_count(env_read(d->env), lane->id, DISPATCH_STOCK, &stock);
    if (fault == FAULT_NONE && lane->left > 0 && stock < DISPATCH_STOCK / 2) {
        fault = expand_some(d->expand, lane->campaign, d->now, &lane->left);
        d->busy = true;
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    }
    if (fault == FAULT_NONE && lane->left == 0 && stock == 0 && !dispatch_has_under_way(d, lane))
        fault = dispatch_end(d, lane);
    return fault;
}

struct dispatch_clearing {
    struct dispatch *dispatch;
    const struct dispatch_lane *lane;
    unsigned count;
};

static enum fault
dispatch_clear_body(struct txn *txn, void *arg)
{
    struct dispatch_clearing *c = arg;
    struct outbox waits;
    struct message message;
    enum fault fault = recipient_remove_some(txn, c->lane->id, DISPATCH_CANCELS, &c->count);
    while (fault == FAULT_NONE && c->count < DISPATCH_CANCELS &&
           (fault = outbox_next(txn, c->lane->id, NULL, INT64_MAX, &waits)) == FAULT_NONE) {
        c->count++;
        fault = outbox_remove(txn, &waits);
        if (fault == FAULT_NONE)
            fault = message_get_to_change(txn, waits.id, &message);
        if (fault == FAULT_NONE && message.status == MESSAGE_REQUESTED)
            fault = dispatch_fail(txn, &message, "cancelled", "its campaign was cancelled", c->dispatch->now);
        if (fault == FAULT_MISSING)
            fault = FAULT_NONE;
    }
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

/* What a cancelled campaign has not sent is not sent. */
static enum fault
dispatch_clear(struct dispatch *d, const struct dispatch_lane *lane)
{
    struct dispatch_clearing clearing = {.dispatch = d, .lane = lane};
    enum fault fault = env_txn(d->env, ENV_SYNC, dispatch_clear_body, &clearing);
    d->busy = d->busy || clearing.count > 0;
    if (fault == FAULT_NONE && clearing.count == 0 && !dispatch_has_under_way(d, lane))
        fault = dispatch_end(d, lane);
    return fault;
}

/* May this lane send now? */
static bool
dispatch_is_open(const struct dispatch *d, const struct dispatch_lane *lane)
{
    return !lane->cancelled && lane->pace.rate >= 0 && hours_next(&lane->hours, d->now) <= d->now;
}

static struct dispatch_order *
dispatch_claim(struct dispatch *d, const struct outbox *waits)
{
    struct dispatch_order *order = d->free;
    d->free = order->next;
    order->waited = *waits;
    order->began = d->now;
    order->ready = false;
    return order;
}

static void
dispatch_release(struct dispatch *d, struct dispatch_order *order)
{
    order->began = 0;
    order->next = d->free;
    d->free = order;
}

/* Puts what may go of a lane into the batch. */
static enum fault
dispatch_gather(struct dispatch *d, struct dispatch_lane *lane, unsigned most)
{
    struct outbox at, after;
    bool begun = false;
    unsigned ready = pace_ready(&lane->pace, d->now, most), taken = 0;
    enum fault fault = FAULT_NONE;
    while (fault == FAULT_NONE && taken < ready && d->free != NULL) {
        fault = outbox_next(env_read(d->env), lane->id, begun ? &after : NULL, d->now, &at);
        if (fault != FAULT_NONE)
            break;
        d->batch[d->batch_count++] = dispatch_claim(d, &at);
        after = at;
        begun = true;
        taken++;
    }
    pace_take(&lane->pace, lane->pace.rate > 0 ? taken : 0);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

/* Was the campaign of a message cancelled that waits among others, because it was tried before? */
static enum fault
dispatch_is_cancelled(struct txn *txn, struct dispatch *d, const struct message *message, bool *cancelled)
{
    *cancelled = false;
    if (message->lane == 0)
        return FAULT_NONE;
    enum fault fault = campaign_get(txn, message->campaign, &d->campaign);
    if (fault == FAULT_NONE)
        *cancelled = d->campaign.id == message->lane && d->campaign.state == CAMPAIGN_CANCELLED;
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

/* What keeps a message from being sent after all, as an error of it; NULL: nothing. */
static enum fault
dispatch_look(struct txn *txn, struct dispatch *d, const struct dispatch_order *order,
    const struct message *message, const char **error, const char **detail)
{
    struct stop stop;
    bool cancelled = false;
    *error = NULL;
    enum fault fault = stop_find(txn, message->to, &stop);
    if (fault == FAULT_NONE) {
        *error = "stopped";
        *detail = "the number is on the list of those that get nothing more";
    }
    if (fault == FAULT_MISSING)
        fault = order->waited.lane == 0 ? dispatch_is_cancelled(txn, d, message, &cancelled) : FAULT_NONE;
    if (cancelled) {
        *error = "cancelled";
        *detail = "its campaign was cancelled";
    }
    return fault;
}

/* Writes down that the carrier is asked: from now on the message is under way, whatever dies. */
static enum fault
dispatch_begin_one(struct txn *txn, struct dispatch *d, struct dispatch_order *order)
{
    struct message before, after;
    const char *error, *detail;
    const struct outbox mark = dispatch_mark(order);
    order->ready = false;
    enum fault fault = outbox_remove(txn, &order->waited);
    if (fault == FAULT_NONE)
        fault = message_get_to_change(txn, order->waited.id, &before);
    if (fault != FAULT_NONE || before.status != MESSAGE_REQUESTED)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    fault = dispatch_look(txn, d, order, &before, &error, &detail);
    if (fault != FAULT_NONE)
        return fault;
    if (error != NULL)
        return dispatch_fail(txn, &before, error, detail, d->now);
    after = before;
    after.status = MESSAGE_SENDING;
    after.error[0] = after.detail[0] = '\0';
    fault = message_change(txn, &before, &after);
    if (fault == FAULT_NONE)
        fault = outbox_add(txn, &mark);
    order->ready = fault == FAULT_NONE;
    return fault;
}

static enum fault
dispatch_begin_body(struct txn *txn, void *arg)
{
    struct dispatch *d = arg;
    enum fault fault = FAULT_NONE;
    for (unsigned i = 0; i < d->batch_count && fault == FAULT_NONE; i++)
        fault = dispatch_begin_one(txn, d, d->batch[i]);
    return fault;
}

/* An order that ended without the carrier's word. */
static void
dispatch_answer(struct dispatch_order *order, const char *title, const char *detail)
{
    order->answer = (struct carrier_answer){.owner = order, .outcome = CARRIER_REFUSED};
    snprintf(order->answer.title, sizeof order->answer.title, "%s", title);
    snprintf(order->answer.detail, sizeof order->answer.detail, "%s", detail);
}

/* Hands one to the carrier; false: it was not begun, and its answer says why. */
static bool
dispatch_send(struct dispatch *d, struct dispatch_order *order)
{
    char id[UUID_TEXT];
    size_t length;
    struct json_object *body = NULL, *message;
    uuid_text(order->waited.id, id);
    if (message_body(env_read(d->env), order->waited.id, d->body, sizeof d->body, &length) == FAULT_NONE)
        body = json_read(d->body, length);
    enum fault fault = FAULT_INPUT;
    if (json_object_object_get_ex(body, "message", &message))
        fault = carrier_send(
            d->carrier, &(struct carrier_order){.id = id, .message = message, .owner = order});
    json_object_put(body);
    if (fault != FAULT_NONE)
        dispatch_answer(order, "not sent", "no request can be made of it");
    return fault == FAULT_NONE;
}

static enum fault dispatch_settle(struct dispatch *);

static enum fault
dispatch_begin(struct dispatch *d)
{
    struct dispatch_order *begun[DISPATCH_BATCH];
    const unsigned count = d->batch_count;
    if (count == 0)
        return FAULT_NONE;
    d->busy = true;
    memcpy(begun, d->batch, sizeof begun);
    enum fault fault = env_txn(d->env, ENV_SYNC, dispatch_begin_body, d);
    d->batch_count = 0;
    for (unsigned i = 0; i < count; i++)
        if (fault != FAULT_NONE || !begun[i]->ready)
            dispatch_release(d, begun[i]);
        else if (!dispatch_send(d, begun[i]))
            d->batch[d->batch_count++] = begun[i];
    return fault == FAULT_NONE ? dispatch_settle(d) : fault;
}

/* How many may be asked for now. */
static unsigned
dispatch_room(struct dispatch *d)
{
    const size_t most = carrier_most(d->carrier), busy = carrier_count(d->carrier);
    const unsigned room = most > busy ? (unsigned)(most - busy) : 0;
    if (d->now < d->pause)
        return 0;
    /* One that is to find out whether the carrier is well again goes alone. */
    const unsigned batch = d->failures > 0 ? 1 : DISPATCH_BATCH;
    return pace_ready(&d->pace, d->now, room < batch ? room : batch);
}

static enum fault
dispatch_feed(struct dispatch *d)
{
    unsigned room = dispatch_room(d);
    enum fault fault = FAULT_NONE;
    d->batch_count = 0;
    for (size_t i = 0; i < d->lane_count && fault == FAULT_NONE; i++) {
        struct dispatch_lane *lane = &d->lanes[(d->first + i) % d->lane_count];
        if (lane->cancelled) {
            fault = dispatch_clear(d, lane);
            continue;
        }
        if (!dispatch_is_open(d, lane))
            continue;
        if (lane->id != 0)
            fault = dispatch_stock(d, lane);
        if (fault == FAULT_NONE && room > d->batch_count)
            fault = dispatch_gather(d, lane, room - d->batch_count);
    }
    d->first++;
    pace_take(&d->pace, d->pace.rate > 0 ? d->batch_count : 0);
    return fault == FAULT_NONE ? dispatch_begin(d) : fault;
}

/* The carrier as a whole is not well: it is left alone, longer each time. */
static void
dispatch_rest(struct dispatch *d, const struct carrier_answer *answer)
{
    int64_t seconds = d->failures < 5 ? 1 << d->failures : DISPATCH_PAUSE_MAX;
    if (answer->outcome == CARRIER_DENIED)
        seconds = DISPATCH_DENIED;
    if (answer->retry_after > seconds)
        seconds = answer->retry_after;
    if (d->failures == 0)
        log_warn("the carrier (%s) does not take messages: %s: %s", carrier_name(d->carrier), answer->title,
            answer->detail);
    if (d->pause < d->now + seconds * CLOCK_SECOND)
        d->pause = d->now + seconds * CLOCK_SECOND;
    d->failures++;
}

static void
dispatch_judge(struct dispatch *d, const struct carrier_answer *answer)
{
    if (answer->outcome == CARRIER_ACCEPTED || answer->outcome == CARRIER_REFUSED)
        d->failures = 0;
    else /* also when its answers are lost: each more would be one more of which nobody knows */
        dispatch_rest(d, answer);
}

static enum dead_code
dispatch_code(const struct carrier_answer *answer)
{
    return !answer->reached        ? DEAD_CONNECTION_FAILURE
           : answer->status == 429 ? DEAD_THROTTLING
                                   : DEAD_ERROR_FROM_TARGET;
}

/* Among the dead letters, with longer and longer until the next try; until it has been tried enough. */
static enum fault
dispatch_park(
    struct txn *txn, struct dispatch *d, const struct message *message, const struct carrier_answer *answer)
{
    const unsigned nth = message->attempts - DISPATCH_TRIES;
    int64_t seconds = nth < 6 ? INT64_C(60) << nth : DISPATCH_LETTER_MAX;
    if (answer->retry_after > seconds)
        seconds = answer->retry_after;
    const int64_t jitter = (int64_t)chance_below(256) * seconds * CLOCK_SECOND / 1024;
    struct parked parked = {.message = message,
        .code = dispatch_code(answer),
        .status = (uint16_t)answer->status,
        .next = d->now + seconds * CLOCK_SECOND + jitter};
    if (message->attempts > d->conf->messages_attempts)
        parked.exhausted = DEAD_ATTEMPTS;
    else if (parked.next - message->created > d->conf->messages_age * CLOCK_SECOND)
        parked.exhausted = DEAD_AGE;
    if (parked.exhausted != DEAD_NOT_EXHAUSTED)
        parked.next = 0;
    return parked_put(txn, &parked, &d->dead, d->now);
}

/* It was surely not taken: it waits for another try, here or among the dead letters. */
static enum fault
dispatch_put_back(
    struct txn *txn, struct dispatch *d, const struct dispatch_order *order, struct message *message)
{
    const struct message before = *message;
    const struct carrier_answer *answer = &order->answer;
    if (message->status != MESSAGE_SENDING) /* a receipt says otherwise */
        return FAULT_NONE;
    message->status = MESSAGE_REQUESTED;
    message->attempts++;
    snprintf(message->error, sizeof message->error, "%s", answer->title);
    snprintf(message->detail, sizeof message->detail, "%s", answer->detail);
    enum fault fault = message_change(txn, &before, message);
    if (fault != FAULT_NONE)
        return fault;
    if (message->attempts >= DISPATCH_TRIES || message->attempts > d->conf->messages_attempts)
        return dispatch_park(txn, d, message, answer);
    struct outbox waits = order->waited;
    const int64_t wait = answer->retry_after > 0 ? answer->retry_after : 1 << (message->attempts - 1);
    waits.due = d->now + wait * CLOCK_SECOND;
    return outbox_add(txn, &waits);
}

static enum fault
dispatch_settle_one(struct txn *txn, struct dispatch *d, const struct dispatch_order *order)
{
    const struct carrier_answer *answer = &order->answer;
    const struct outbox mark = dispatch_mark(order);
    struct message message;
    struct progress progress = {.at = d->now, .error = answer->title, .detail = answer->detail};
    enum fault fault = outbox_remove(txn, &mark);
    if (fault == FAULT_NONE)
        fault = message_get_to_change(txn, order->waited.id, &message);
    if (fault != FAULT_NONE) /* it is forgotten */
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    switch (answer->outcome) {
    case CARRIER_ACCEPTED:
        progress = (struct progress){.status = MESSAGE_SUBMITTED, .at = d->now, .carried = answer->uuid};
        fault = progress_make(txn, &message, &progress, d->now);
        return fault == FAULT_NONE && answer->uuid[0] != '\0' ? joining_take(txn, &message, d->now) : fault;
    case CARRIER_REFUSED:
    case CARRIER_DENIED:
        progress.status = MESSAGE_FAILED;
        return progress_make(txn, &message, &progress, d->now);
    case CARRIER_UNKNOWN:
        progress.status = MESSAGE_UNKNOWN;
        return progress_make(txn, &message, &progress, d->now);
    case CARRIER_NOT_NOW:
        break;
    }
    return dispatch_put_back(txn, d, order, &message);
}

static enum fault
dispatch_settle_body(struct txn *txn, void *arg)
{
    struct dispatch *d = arg;
    enum fault fault = FAULT_NONE;
    for (unsigned i = 0; i < d->batch_count && fault == FAULT_NONE; i++)
        fault = dispatch_settle_one(txn, d, d->batch[i]);
    return fault;
}

/* Writes down what came of the orders in the batch. */
static enum fault
dispatch_settle(struct dispatch *d)
{
    if (d->batch_count == 0)
        return FAULT_NONE;
    d->busy = true;
    enum fault fault;
    do /* what the carrier said is said once */
        fault = env_txn(d->env, ENV_SYNC, dispatch_settle_body, d);
    while (fault == FAULT_AGAIN);
    for (unsigned i = 0; i < d->batch_count; i++)
        dispatch_release(d, d->batch[i]);
    d->batch_count = 0;
    return fault;
}

static enum fault
dispatch_collect(struct dispatch *d)
{
    struct carrier_answer answer;
    enum fault fault = FAULT_NONE;
    d->batch_count = 0;
    while (fault == FAULT_NONE && carrier_next(d->carrier, &answer)) {
        struct dispatch_order *order = answer.owner;
        order->answer = answer;
        dispatch_judge(d, &answer);
        d->batch[d->batch_count++] = order;
        if (d->batch_count == DISPATCH_BATCH)
            fault = dispatch_settle(d);
    }
    return fault == FAULT_NONE ? dispatch_settle(d) : fault;
}

enum fault
dispatch_run(struct dispatch *d, int milliseconds)
{
    d->now = clock_now();
    d->busy = false;
    enum fault fault = dispatch_refresh(d);
    if (fault == FAULT_NONE)
        fault = dispatch_feed(d);
    if (fault != FAULT_NONE)
        return fault;
    if (carrier_count(d->carrier) > 0)
        carrier_wait(d->carrier, d->busy ? 0 : milliseconds);
    d->now = clock_now();
    return dispatch_collect(d);
}

bool
dispatch_is_idle(struct dispatch *d)
{
    return !d->busy && carrier_count(d->carrier) == 0;
}

enum fault
dispatch_finish(struct dispatch *d)
{
    enum fault fault = FAULT_NONE;
    for (int64_t end = clock_now() + DISPATCH_PATIENCE * INT64_C(1000);
         carrier_count(d->carrier) > 0 && fault == FAULT_NONE && d->now < end;) {
        carrier_wait(d->carrier, 50);
        d->now = clock_now();
        fault = dispatch_collect(d);
    }
    return fault;
}
