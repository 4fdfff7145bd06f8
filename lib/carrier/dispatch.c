#include "carrier/dispatch.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/hours.h"
#include "base/json.h"
#include "base/log.h"
#include "base/pace.h"
#include "carrier/carrier.h"
#include "carrier/expand.h"
#include "carrier/order.h"
#include "store/due.h"
#include "store/stop.h"

enum {
    DISPATCH_ORDERS = 256,     /* under way */
    DISPATCH_BATCH = 64,       /* messages that one transaction begins or settles */
    DISPATCH_STOCK = 200,      /* messages that a campaign has ready in the outbox */
    DISPATCH_REFRESH = 300000, /* microseconds: how late a change of a campaign is noticed */
    DISPATCH_PATIENCE = 2000,  /* milliseconds, for answers, when the end is near */
    DISPATCH_DENIED = 5,       /* seconds of rest when the account is refused */
    DISPATCH_PAUSE_MAX = 30,   /* seconds of rest at most, unless the carrier asks for more */
    DISPATCH_CANCELS = 200,    /* messages or recipients of a cancelled campaign, a transaction */
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

struct dispatch {
    struct env *env;
    struct carrier *carrier;
    struct expand *expand;
    struct pace pace;
    struct dispatch_lane lanes[CAMPAIGNS_RUNNING_MAX + 1];
    size_t lane_count, first; /* the lane that this round begins with */
    int64_t refreshed;
    int64_t pause, paused; /* nothing is sent before, and since when; unless the clock was set back */
    unsigned failures;     /* in a row, of the carrier as a whole */
    bool busy;             /* this round did something */
    struct order orders[DISPATCH_ORDERS], *free;
    struct order *batch[DISPATCH_BATCH];
    unsigned batch_count;
    struct order_desk desk;
    char body[MESSAGE_BODY_MAX + 1];
};

static enum fault
dispatch_lose(struct txn *txn, void *arg)
{
    return order_lose(txn, *(const int64_t *)arg);
}

/* What was under way when the relay died: nobody knows what became of it. */
static void
dispatch_lose_all(struct dispatch *d)
{
    int64_t now = clock_now();
    enum fault fault;
    unsigned count = 0;
    while ((fault = env_txn(d->env, ENV_SYNC, dispatch_lose, &now)) == FAULT_NONE)
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
    d->desk.conf = conf;
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
    if (d->desk.now - d->refreshed < DISPATCH_REFRESH && d->desk.now >= d->refreshed)
        return FAULT_NONE;
    d->refreshed = d->desk.now;
    for (size_t i = 1; i < d->lane_count; i++)
        d->lanes[i].seen = false;
    d->desk.campaign.name[0] = '\0';
    while ((fault = campaign_next_head(env_read(d->env), d->desk.campaign.name, &d->desk.campaign)) ==
           FAULT_NONE)
        if (d->desk.campaign.state == CAMPAIGN_RUNNING ||
            (d->desk.campaign.state == CAMPAIGN_CANCELLED && d->desk.campaign.ended == 0))
            dispatch_keep_lane(d, &d->desk.campaign);
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
    struct campaign *campaign = &d->desk.campaign;
    enum fault fault = campaign_get_to_change(txn, campaign->name, campaign);
    if (fault != FAULT_NONE)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    if (campaign->state == CAMPAIGN_RUNNING && campaign->taken == campaign->recipients)
        campaign->state = CAMPAIGN_DONE;
    else if (campaign->state != CAMPAIGN_CANCELLED)
        return FAULT_NONE;
    campaign->ended = d->desk.now;
    fault = due_add(txn, d->desk.now + d->desk.conf->keep_messages * CLOCK_SECOND, DUE_FORGET_RECIPIENTS,
        campaign->name, strlen(campaign->name));
    return fault == FAULT_NONE ? campaign_put(txn, campaign) : fault;
}

static enum fault
dispatch_end(struct dispatch *d, const struct dispatch_lane *lane)
{
    strcpy(d->desk.campaign.name, lane->campaign);
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
        fault = expand_some(d->expand, lane->campaign, d->desk.now, &lane->left);
        d->busy = d->busy || fault == FAULT_NONE;
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
            fault = order_fail(
                txn, &message, "cancelled", "its campaign was cancelled", c->dispatch->desk.now);
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
    return !lane->cancelled && lane->pace.rate >= 0 && hours_next(&lane->hours, d->desk.now) <= d->desk.now;
}

static struct order *
dispatch_claim(struct dispatch *d, const struct outbox *waits)
{
    struct order *order = d->free;
    d->free = order->next;
    order->waited = *waits;
    order->began = d->desk.now;
    order->ready = false;
    return order;
}

static void
dispatch_release(struct dispatch *d, struct order *order)
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
    unsigned ready = pace_ready(&lane->pace, d->desk.now, most), taken = 0;
    enum fault fault = FAULT_NONE;
    while (fault == FAULT_NONE && taken < ready && d->free != NULL) {
        fault = outbox_next(env_read(d->env), lane->id, begun ? &after : NULL, d->desk.now, &at);
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

static enum fault
dispatch_begin_body(struct txn *txn, void *arg)
{
    struct dispatch *d = arg;
    enum fault fault = FAULT_NONE;
    for (unsigned i = 0; i < d->batch_count && fault == FAULT_NONE; i++)
        fault = order_begin(txn, &d->desk, d->batch[i]);
    return fault;
}

/* What would go to a number that gets nothing more, if it failed before, is left out. */
static void
dispatch_spare(struct dispatch *d, struct json_object *message)
{
    struct json_object *failover;
    struct stop stop;
    if (!json_object_object_get_ex(message, "failover", &failover))
        return;
    for (size_t i = json_object_array_length(failover); i-- > 0;)
        if (stop_find(env_read(d->env), json_member(json_object_array_get_idx(failover, i), "to"), &stop) !=
            FAULT_MISSING)
            json_object_array_del_idx(failover, i, 1);
    if (json_object_array_length(failover) == 0)
        json_object_object_del(message, "failover");
}

/* Hands one to the carrier; false: it was not begun, and its answer says why. */
static bool
dispatch_send(struct dispatch *d, struct order *order)
{
    char id[UUID_TEXT];
    size_t length;
    struct json_object *body = NULL, *message;
    uuid_text(order->waited.id, id);
    if (message_body(env_read(d->env), order->waited.id, d->body, sizeof d->body, &length) == FAULT_NONE)
        body = json_read(d->body, length);
    enum fault fault = FAULT_INPUT;
    if (json_object_object_get_ex(body, "message", &message)) {
        dispatch_spare(d, message);
        fault = carrier_send(
            d->carrier, &(struct carrier_order){.id = id, .message = message, .owner = order});
    }
    json_object_put(body);
    if (fault != FAULT_NONE)
        order->answer = (struct carrier_answer){.owner = order,
            .outcome = CARRIER_REFUSED,
            .title = "not sent",
            .detail = "no request can be made of it"};
    return fault == FAULT_NONE;
}

static enum fault dispatch_settle(struct dispatch *);

static enum fault
dispatch_begin(struct dispatch *d)
{
    struct order *begun[DISPATCH_BATCH];
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
    if ((d->desk.now < d->pause && d->desk.now >= d->paused) || (d->failures > 0 && busy > 0))
        return 0;
    /* One that is to find out whether the carrier is well again goes alone. */
    const unsigned batch = d->failures > 0 ? 1 : DISPATCH_BATCH;
    return pace_ready(&d->pace, d->desk.now, room < batch ? room : batch);
}

/* A lane has its turn: what may go of it is put into the batch, up to room. */
static enum fault
dispatch_visit(struct dispatch *d, struct dispatch_lane *lane, unsigned room)
{
    enum fault fault = FAULT_NONE;
    if (lane->cancelled)
        return dispatch_clear(d, lane);
    if (!dispatch_is_open(d, lane))
        return FAULT_NONE;
    if (lane->id != 0)
        fault = dispatch_stock(d, lane);
    return fault == FAULT_NONE && room > d->batch_count ? dispatch_gather(d, lane, room - d->batch_count)
                                                        : fault;
}

static enum fault
dispatch_feed(struct dispatch *d)
{
    unsigned room = dispatch_room(d);
    enum fault fault = FAULT_NONE;
    d->batch_count = 0;
    for (size_t i = 0; i < d->lane_count && fault == FAULT_NONE; i++) {
        fault = dispatch_visit(d, &d->lanes[(d->first + i) % d->lane_count], room);
        if (fault == FAULT_AGAIN) /* it has its turn in the next round; the others need not wait for it */
            fault = FAULT_NONE;
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
    if (d->pause < d->desk.now + seconds * CLOCK_SECOND)
        d->pause = d->desk.now + seconds * CLOCK_SECOND;
    d->paused = d->desk.now;
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

static enum fault
dispatch_settle_body(struct txn *txn, void *arg)
{
    struct dispatch *d = arg;
    enum fault fault = FAULT_NONE;
    for (unsigned i = 0; i < d->batch_count && fault == FAULT_NONE; i++)
        fault = order_settle(txn, &d->desk, d->batch[i]);
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
        struct order *order = answer.owner;
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
    d->desk.now = clock_now();
    d->busy = false;
    enum fault fault = dispatch_refresh(d);
    if (fault == FAULT_NONE)
        fault = dispatch_feed(d);
    if (fault != FAULT_NONE)
        return fault;
    if (carrier_count(d->carrier) > 0)
        carrier_wait(d->carrier, d->busy ? 0 : milliseconds);
    d->desk.now = clock_now();
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
         carrier_count(d->carrier) > 0 && fault == FAULT_NONE && d->desk.now < end;) {
        carrier_wait(d->carrier, 50);
        d->desk.now = clock_now();
        fault = dispatch_collect(d);
    }
    return fault;
}
