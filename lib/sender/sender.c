#include "sender/sender.h"

#include <stdlib.h>
#include <string.h>

#include "base/backoff.h"
#include "base/json.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/rate_limiter.h"
#include "base/timestamp.h"
#include "campaign/expander.h"
#include "campaign/send_window.h"
#include "carrier/carrier.h"
#include "db/schedule.h"
#include "message/suppression.h"
#include "sender/send_attempt.h"

/* How long the carrier rests, unless it asks for more. */
static const struct backoff sender_pauses = {TIMESTAMP_SECOND, 30 * TIMESTAMP_SECOND, 2, 0};

enum {
    SENDER_ORDERS = 256,     /* under way */
    SENDER_BATCH = 64,       /* messages that one transaction begins or settles */
    SENDER_STOCK = 200,      /* messages that a campaign has ready in the outbox */
    SENDER_REFRESH = 300000, /* microseconds: how late a change of a campaign is noticed */
    SENDER_PATIENCE = 2000,  /* milliseconds, for answers, when the end is near */
    SENDER_DENIED = 5,       /* seconds of rest when the account is refused */
    SENDER_CANCELS = 200,    /* messages or recipients of a cancelled campaign, a transaction */
};

/* Where messages wait: lane 0, and one a campaign. */
struct sender_lane {
    uint64_t id;
    char campaign[NAMED_ROW_NAME_MAX + 1]; /* "" of lane 0 */
    struct rate_limiter limiter;
    struct send_window hours;
    bool cancelled, seen;
    uint64_t left; /* recipients that are not messages yet */
};

struct sender {
    struct env *env;
    struct carrier *carrier;
    struct expander *expand;
    struct rate_limiter limiter;
    struct sender_lane lanes[CAMPAIGNS_RUNNING_MAX + 1];
    size_t lane_count, first; /* the lane that this round begins with */
    int64_t refreshed;
    int64_t pause, paused; /* nothing is sent before, and since when; unless the clock was set back */
    unsigned failures;     /* in a row, of the carrier as a whole */
    bool busy;             /* this round did something */
    struct send_attempt orders[SENDER_ORDERS], *free;
    struct send_attempt *batch[SENDER_BATCH];
    unsigned batch_count;
    struct send_attempt_desk context;
    char body[MESSAGE_BODY_MAX + 1];
};

static enum fault
sender_lose(struct txn *txn, void *arg)
{
    return send_attempt_mark_unknown(txn, *(const int64_t *)arg);
}

/* What was under way when the relay died: nobody knows what became of it. */
static void
sender_lose_all(struct sender *d)
{
    int64_t now = timestamp_now();
    enum fault fault;
    unsigned count = 0;
    while ((fault = env_txn(d->env, ENV_SYNC, sender_lose, &now)) == FAULT_NONE)
        count++;
    if (fault != FAULT_MISSING)
        log_fatal("what was under way to the carrier cannot be written down");
    if (count > 0)
        log_warn(
            "%u messages were under way to the carrier when curt-relay ended; those without a receipt are "
            "unknown: `curt message list --status unknown`",
            count);
}

struct sender *
sender_create(const struct config *config, struct env *env)
{
    struct sender *d = xcalloc(1, sizeof *d);
    d->context.config = config;
    d->env = env;
    d->carrier = carrier_open(config);
    d->expand = expander_create(config, env);
    rate_limiter_set(&d->limiter, carrier_rate(d->carrier), 1, 0);
    for (size_t i = SENDER_ORDERS; i-- > 0;) {
        d->orders[i].next = d->free;
        d->free = &d->orders[i];
    }
    d->lane_count = 1;
    sender_lose_all(d);
    return d;
}

void
sender_free(struct sender *d)
{
    carrier_close(d->carrier);
    expander_free(d->expand);
    free(d);
}

static struct sender_lane *
sender_find_lane(struct sender *d, uint64_t id)
{
    for (size_t i = 0; i < d->lane_count; i++)
        if (d->lanes[i].id == id)
            return &d->lanes[i];
    return NULL;
}

/* A campaign that runs, or was cancelled and is not cleared away, has a lane. */
static void
sender_keep_lane(struct sender *d, const struct campaign *campaign)
{
    const char *why;
    struct sender_lane *lane = sender_find_lane(d, campaign->id);
    if (lane == NULL && d->lane_count == sizeof d->lanes / sizeof *d->lanes)
        return; /* it has its turn when another is over */
    if (lane == NULL) {
        lane = &d->lanes[d->lane_count++];
        *lane = (struct sender_lane){.id = campaign->id};
        strcpy(lane->campaign, campaign->name);
    }
    lane->seen = true;
    lane->cancelled = campaign->state == CAMPAIGN_CANCELLED;
    lane->left = campaign->recipients - campaign->taken;
    rate_limiter_set(&lane->limiter, campaign->rate, 1, 0);
    if (send_window_parse(campaign->hours, &lane->hours, &why) != FAULT_NONE) {
        log_error("campaign %s does not run: its hours: %s", campaign->name, why);
        lane->limiter.rate = -1;
    }
}

static enum fault
sender_refresh(struct sender *d)
{
    enum fault fault;
    if (d->context.now - d->refreshed < SENDER_REFRESH && d->context.now >= d->refreshed)
        return FAULT_NONE;
    d->refreshed = d->context.now;
    for (size_t i = 1; i < d->lane_count; i++)
        d->lanes[i].seen = false;
    d->context.campaign.name[0] = '\0';
    while ((fault = campaign_next_summary(
                env_read(d->env), d->context.campaign.name, &d->context.campaign)) == FAULT_NONE)
        if (d->context.campaign.state == CAMPAIGN_RUNNING ||
            (d->context.campaign.state == CAMPAIGN_CANCELLED && d->context.campaign.ended == 0))
            sender_keep_lane(d, &d->context.campaign);
    for (size_t i = 1; i < d->lane_count;)
        if (d->lanes[i].seen)
            i++;
        else
            d->lanes[i] = d->lanes[--d->lane_count];
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

/* A campaign is over when each of its messages has left the outbox. */
static enum fault
sender_end_body(struct txn *txn, void *arg)
{
    struct sender *d = arg;
    struct campaign *campaign = &d->context.campaign;
    enum fault fault = campaign_get_for_update(txn, campaign->name, campaign);
    if (fault != FAULT_NONE)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    if (campaign->state == CAMPAIGN_RUNNING && campaign->taken == campaign->recipients)
        campaign->state = CAMPAIGN_DONE;
    else if (campaign->state != CAMPAIGN_CANCELLED)
        return FAULT_NONE;
    campaign->ended = d->context.now;
    fault = schedule_add(txn, d->context.now + d->context.config->keep_messages * TIMESTAMP_SECOND,
        SCHEDULE_DELETE_RECIPIENTS, campaign->name, strlen(campaign->name));
    return fault == FAULT_NONE ? campaign_put(txn, campaign) : fault;
}

static enum fault
sender_end(struct sender *d, const struct sender_lane *lane)
{
    strcpy(d->context.campaign.name, lane->campaign);
    d->refreshed = 0;
    return env_txn(d->env, ENV_SYNC, sender_end_body, d);
}

/* Is a message of this lane under way? */
static bool
sender_has_under_way(const struct sender *d, const struct sender_lane *lane)
{
    for (size_t i = 0; i < SENDER_ORDERS; i++)
        if (d->orders[i].began != 0 && d->orders[i].waited.lane == lane->id)
            return true;
    return false;
}

/* Keeps a stock of messages ready, and ends the campaign when there are no more. */
static enum fault
sender_stock(struct sender *d, struct sender_lane *lane)
{
    unsigned stock;
    enum fault fault = outbox_count(env_read(d->env), lane->id, SENDER_STOCK, &stock);
    if (fault == FAULT_NONE && lane->left > 0 && stock < SENDER_STOCK / 2) {
        fault = expander_run(d->expand, lane->campaign, d->context.now, &lane->left);
        d->busy = d->busy || fault == FAULT_NONE;
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    }
    if (fault == FAULT_NONE && lane->left == 0 && stock == 0 && !sender_has_under_way(d, lane))
        fault = sender_end(d, lane);
    return fault;
}

struct sender_clearing {
    struct sender *dispatch;
    const struct sender_lane *lane;
    unsigned count;
};

static enum fault
sender_clear_body(struct txn *txn, void *arg)
{
    struct sender_clearing *c = arg;
    struct outbox waits;
    struct message message;
    enum fault fault = recipient_remove_some(txn, c->lane->id, SENDER_CANCELS, &c->count);
    while (fault == FAULT_NONE && c->count < SENDER_CANCELS &&
           (fault = outbox_next(txn, c->lane->id, NULL, INT64_MAX, &waits)) == FAULT_NONE) {
        c->count++;
        fault = outbox_remove(txn, &waits);
        if (fault == FAULT_NONE)
            fault = message_get_for_update(txn, waits.id, &message);
        if (fault == FAULT_NONE && message.status == MESSAGE_REQUESTED)
            fault = send_attempt_fail(
                txn, &message, "cancelled", "its campaign was cancelled", c->dispatch->context.now);
        if (fault == FAULT_MISSING)
            fault = FAULT_NONE;
    }
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

/* What a cancelled campaign has not sent is not sent. */
static enum fault
sender_clear(struct sender *d, const struct sender_lane *lane)
{
    struct sender_clearing clearing = {.dispatch = d, .lane = lane};
    enum fault fault = env_txn(d->env, ENV_SYNC, sender_clear_body, &clearing);
    d->busy = d->busy || clearing.count > 0;
    if (fault == FAULT_NONE && clearing.count == 0 && !sender_has_under_way(d, lane))
        fault = sender_end(d, lane);
    return fault;
}

/* May this lane send now? */
static bool
sender_is_open(const struct sender *d, const struct sender_lane *lane)
{
    return !lane->cancelled && lane->limiter.rate >= 0 &&
           send_window_next(&lane->hours, d->context.now) <= d->context.now;
}

static struct send_attempt *
sender_claim(struct sender *d, const struct outbox *waits)
{
    struct send_attempt *order = d->free;
    d->free = order->next;
    order->waited = *waits;
    order->began = d->context.now;
    order->ready = false;
    return order;
}

static void
sender_release(struct sender *d, struct send_attempt *order)
{
    order->began = 0;
    order->next = d->free;
    d->free = order;
}

/* Puts what may go of a lane into the batch. */
static enum fault
sender_gather(struct sender *d, struct sender_lane *lane, unsigned most)
{
    struct outbox at, after;
    bool begun = false;
    unsigned ready = rate_limiter_available(&lane->limiter, d->context.now, most), taken = 0;
    enum fault fault = FAULT_NONE;
    while (fault == FAULT_NONE && taken < ready && d->free != NULL) {
        fault = outbox_next(env_read(d->env), lane->id, begun ? &after : NULL, d->context.now, &at);
        if (fault != FAULT_NONE)
            break;
        d->batch[d->batch_count++] = sender_claim(d, &at);
        after = at;
        begun = true;
        taken++;
    }
    rate_limiter_take(&lane->limiter, taken);
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
sender_send(struct sender *d, struct send_attempt *order)
{
    char id[UUID_SIZE];
    size_t length;
    struct json_object *body = NULL, *message;
    uuid_format(order->waited.id, id);
    if (message_body(env_read(d->env), order->waited.id, d->body, sizeof d->body, &length) == FAULT_NONE)
        body = json_read(d->body, length);
    enum fault fault = FAULT_INPUT;
    if (json_object_object_get_ex(body, "message", &message)) {
        sender_spare(d, message);
        fault = carrier_send(
            d->carrier, &(struct carrier_request){.id = id, .message = message, .owner = order});
    }
    json_object_put(body);
    if (fault != FAULT_NONE)
        order->answer = (struct carrier_result){.owner = order,
            .outcome = CARRIER_REFUSED,
            .title = "not sent",
            .detail = "no request can be made of it"};
    return fault == FAULT_NONE;
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
    enum fault fault = env_txn(d->env, ENV_SYNC, sender_begin_body, d);
    d->batch_count = 0;
    for (unsigned i = 0; i < count; i++)
        if (fault != FAULT_NONE || !begun[i]->ready)
            sender_release(d, begun[i]);
        else if (!sender_send(d, begun[i]))
            d->batch[d->batch_count++] = begun[i];
    return fault == FAULT_NONE ? sender_settle(d) : fault;
}

/* How many may be asked for now. */
static unsigned
sender_room(struct sender *d)
{
    const size_t most = carrier_capacity(d->carrier), busy = carrier_count(d->carrier);
    const unsigned room = most > busy ? (unsigned)(most - busy) : 0;
    if ((d->context.now < d->pause && d->context.now >= d->paused) || (d->failures > 0 && busy > 0))
        return 0;
    /* One that is to find out whether the carrier is well again goes alone. */
    const unsigned batch = d->failures > 0 ? 1 : SENDER_BATCH;
    return rate_limiter_available(&d->limiter, d->context.now, room < batch ? room : batch);
}

/* A lane has its turn: what may go of it is put into the batch, up to room. */
static enum fault
sender_visit(struct sender *d, struct sender_lane *lane, unsigned room)
{
    enum fault fault = FAULT_NONE;
    if (lane->cancelled)
        return sender_clear(d, lane);
    if (!sender_is_open(d, lane))
        return FAULT_NONE;
    if (lane->id != 0)
        fault = sender_stock(d, lane);
    return fault == FAULT_NONE && room > d->batch_count ? sender_gather(d, lane, room - d->batch_count)
                                                        : fault;
}

static enum fault
sender_feed(struct sender *d)
{
    unsigned room = sender_room(d);
    enum fault fault = FAULT_NONE;
    d->batch_count = 0;
    for (size_t i = 0; i < d->lane_count && fault == FAULT_NONE; i++) {
        fault = sender_visit(d, &d->lanes[(d->first + i) % d->lane_count], room);
        if (fault == FAULT_AGAIN) /* it has its turn in the next round; the others need not wait for it */
            fault = FAULT_NONE;
    }
    d->first++;
    rate_limiter_take(&d->limiter, d->batch_count);
    return fault == FAULT_NONE ? sender_begin(d) : fault;
}

/* The carrier as a whole is not well: it is left alone, longer each time. */
static void
sender_rest(struct sender *d, const struct carrier_result *answer)
{
    int64_t pause = answer->outcome == CARRIER_DENIED ? SENDER_DENIED * TIMESTAMP_SECOND
                                                      : backoff_wait(&sender_pauses, d->failures);
    if (answer->retry_after * TIMESTAMP_SECOND > pause)
        pause = answer->retry_after * TIMESTAMP_SECOND;
    if (d->failures == 0)
        log_warn("the carrier (%s) does not take messages: %s: %s", carrier_name(d->carrier), answer->title,
            answer->detail);
    if (d->pause < d->context.now + pause)
        d->pause = d->context.now + pause;
    d->paused = d->context.now;
    d->failures++;
}

static void
sender_judge(struct sender *d, const struct carrier_result *answer)
{
    if (answer->outcome == CARRIER_ACCEPTED || answer->outcome == CARRIER_REFUSED)
        d->failures = 0;
    else /* also when its answers are lost: each more would be one more of which nobody knows */
        sender_rest(d, answer);
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

/* Writes down what came of the orders in the batch. */
static enum fault
sender_settle(struct sender *d)
{
    if (d->batch_count == 0)
        return FAULT_NONE;
    d->busy = true;
    enum fault fault;
    do /* what the carrier said is said once */
        fault = env_txn(d->env, ENV_SYNC, sender_settle_body, d);
    while (fault == FAULT_AGAIN);
    for (unsigned i = 0; i < d->batch_count; i++)
        sender_release(d, d->batch[i]);
    d->batch_count = 0;
    return fault;
}

static enum fault
sender_collect(struct sender *d)
{
    struct carrier_result answer;
    enum fault fault = FAULT_NONE;
    d->batch_count = 0;
    while (fault == FAULT_NONE && carrier_next(d->carrier, &answer)) {
        struct send_attempt *order = answer.owner;
        order->answer = answer;
        sender_judge(d, &answer);
        d->batch[d->batch_count++] = order;
        if (d->batch_count == SENDER_BATCH)
            fault = sender_settle(d);
    }
    return fault == FAULT_NONE ? sender_settle(d) : fault;
}

enum fault
sender_run(struct sender *d, int milliseconds)
{
    d->context.now = timestamp_now();
    d->busy = false;
    enum fault fault = sender_refresh(d);
    if (fault == FAULT_NONE)
        fault = sender_feed(d);
    if (fault != FAULT_NONE)
        return fault;
    if (carrier_count(d->carrier) > 0)
        carrier_wait(d->carrier, d->busy ? 0 : milliseconds);
    d->context.now = timestamp_now();
    return sender_collect(d);
}

bool
sender_is_idle(struct sender *d)
{
    return !d->busy && carrier_count(d->carrier) == 0;
}

enum fault
sender_finish(struct sender *d)
{
    enum fault fault = FAULT_NONE;
    for (int64_t end = timestamp_now() + SENDER_PATIENCE * INT64_C(1000);
         carrier_count(d->carrier) > 0 && fault == FAULT_NONE && d->context.now < end;) {
        carrier_wait(d->carrier, 50);
        d->context.now = timestamp_now();
        fault = sender_collect(d);
    }
    return fault;
}
