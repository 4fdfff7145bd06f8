#include "carrier/order.h"

#include <stdio.h>
#include <string.h>

#include "base/chance.h"
#include "base/clock.h"
#include "carrier/joining.h"
#include "carrier/progress.h"
#include "store/parked.h"
#include "store/stop.h"

enum {
    ORDER_TRIES = 3,         /* until it is the sweeper's to try again */
    ORDER_LETTER_MAX = 3600, /* seconds between two of its tries */
};

static struct outbox
order_mark(const struct order *order)
{
    struct outbox mark = {.lane = OUTBOX_UNDER_WAY, .due = order->began};
    memcpy(mark.id, order->waited.id, UUID_BYTES);
    return mark;
}

enum fault
order_fail(struct txn *txn, struct message *message, const char *error, const char *detail, int64_t now)
{
    const struct progress progress = {.status = MESSAGE_FAILED, .at = now, .error = error, .detail = detail};
    return progress_make(txn, message, &progress, now);
}

/* The state of the campaign of a message that waits among others, because it lay among the dead letters; as
 * if it were over, of one without a campaign, or whose campaign is gone. */
static enum fault
order_campaign(struct txn *txn, struct order_desk *desk, const struct order *order,
    const struct message *message, enum campaign_state *out)
{
    *out = CAMPAIGN_DONE;
    if (message->lane == 0 || order->waited.lane != 0)
        return FAULT_NONE;
    enum fault fault = campaign_get(txn, message->campaign, &desk->campaign);
    if (fault == FAULT_NONE && desk->campaign.id == message->lane)
        *out = desk->campaign.state;
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

static enum fault
order_send(struct txn *txn, struct order *order, const struct message *before)
{
    struct message after = *before;
    const struct outbox mark = order_mark(order);
    after.status = MESSAGE_SENDING;
    after.error[0] = after.detail[0] = '\0';
    enum fault fault = message_change(txn, before, &after);
    if (fault == FAULT_NONE)
        fault = outbox_add(txn, &mark);
    order->ready = fault == FAULT_NONE;
    return fault;
}

/* A campaign that goes on takes its message back into its lane, to be paused and paced there. */
static enum fault
order_return(struct txn *txn, const struct order *order, const struct message *message)
{
    struct outbox waits = order->waited;
    waits.lane = message->lane;
    return outbox_add(txn, &waits);
}

enum fault
order_begin(struct txn *txn, struct order_desk *desk, struct order *order)
{
    struct message message;
    struct stop stop;
    enum campaign_state state = CAMPAIGN_DONE;
    order->ready = false;
    enum fault fault = outbox_remove(txn, &order->waited);
    if (fault == FAULT_NONE)
        fault = message_get_to_change(txn, order->waited.id, &message);
    if (fault != FAULT_NONE || message.status != MESSAGE_REQUESTED)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    fault = stop_find(txn, message.to, &stop);
    if (fault == FAULT_NONE)
        return order_fail(
            txn, &message, "stopped", "the number is on the list of those that get nothing more", desk->now);
    if (fault == FAULT_MISSING)
        fault = order_campaign(txn, desk, order, &message, &state);
    if (fault != FAULT_NONE)
        return fault;
    if (state == CAMPAIGN_CANCELLED)
        return order_fail(txn, &message, "cancelled", "its campaign was cancelled", desk->now);
    return state == CAMPAIGN_DONE ? order_send(txn, order, &message) : order_return(txn, order, &message);
}

static enum dead_code
order_code(const struct carrier_answer *answer)
{
    return !answer->reached        ? DEAD_CONNECTION_FAILURE
           : answer->status == 429 ? DEAD_THROTTLING
                                   : DEAD_ERROR_FROM_TARGET;
}

/* Among the dead letters, with longer and longer until the next try; until it has been tried enough. */
static enum fault
order_park(struct txn *txn, struct order_desk *desk, const struct message *message,
    const struct carrier_answer *answer)
{
    const unsigned nth = message->attempts - ORDER_TRIES;
    int64_t seconds = nth < 6 ? INT64_C(60) << nth : ORDER_LETTER_MAX;
    if (answer->retry_after > seconds)
        seconds = answer->retry_after;
    const int64_t jitter = (int64_t)chance_below(256) * seconds * CLOCK_SECOND / 1024;
    struct parked parked = {.message = message,
        .code = order_code(answer),
        .status = (uint16_t)answer->status,
        .next = desk->now + seconds * CLOCK_SECOND + jitter};
    if (message->attempts > desk->conf->messages_attempts)
        parked.exhausted = DEAD_ATTEMPTS;
    else if (parked.next - message->created > desk->conf->messages_age * CLOCK_SECOND)
        parked.exhausted = DEAD_AGE;
    if (parked.exhausted != DEAD_NOT_EXHAUSTED)
        parked.next = 0;
    return parked_put(txn, &parked, &desk->dead, desk->now);
}

/* It was surely not taken: it waits for another try, here or among the dead letters. */
static enum fault
order_put_back(struct txn *txn, struct order_desk *desk, const struct order *order, struct message *message)
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
    if (message->attempts >= ORDER_TRIES || message->attempts > desk->conf->messages_attempts)
        return order_park(txn, desk, message, answer);
    struct outbox waits = order->waited;
    const int64_t wait = answer->retry_after > 0 ? answer->retry_after : 1 << (message->attempts - 1);
    waits.due = desk->now + wait * CLOCK_SECOND;
    return outbox_add(txn, &waits);
}

enum fault
order_settle(struct txn *txn, struct order_desk *desk, const struct order *order)
{
    const struct carrier_answer *answer = &order->answer;
    const struct outbox mark = order_mark(order);
    struct message message;
    struct progress progress = {.at = desk->now, .error = answer->title, .detail = answer->detail};
    enum fault fault = outbox_remove(txn, &mark);
    if (fault == FAULT_NONE)
        fault = message_get_to_change(txn, order->waited.id, &message);
    if (fault != FAULT_NONE) /* it is forgotten */
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    switch (answer->outcome) {
    case CARRIER_ACCEPTED:
        progress = (struct progress){.status = MESSAGE_SUBMITTED, .at = desk->now, .carried = answer->uuid};
        fault = progress_make(txn, &message, &progress, desk->now);
        return fault == FAULT_NONE && answer->uuid[0] != '\0' ? joining_take(txn, &message, desk->now)
                                                              : fault;
    case CARRIER_REFUSED:
    case CARRIER_DENIED:
        progress.status = MESSAGE_FAILED;
        return progress_make(txn, &message, &progress, desk->now);
    case CARRIER_UNKNOWN:
        progress.status = MESSAGE_UNKNOWN;
        return progress_make(txn, &message, &progress, desk->now);
    case CARRIER_NOT_NOW:
        break;
    }
    return order_put_back(txn, desk, order, &message);
}

enum fault
order_lose(struct txn *txn, int64_t now)
{
    struct outbox mark;
    struct message message;
    enum fault fault = outbox_next(txn, OUTBOX_UNDER_WAY, NULL, INT64_MAX, &mark);
    if (fault != FAULT_NONE)
        return fault;
    fault = outbox_remove(txn, &mark);
    if (fault == FAULT_NONE)
        fault = message_get_to_change(txn, mark.id, &message);
    if (fault != FAULT_NONE || message.status != MESSAGE_SENDING)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    const struct progress progress = {.status = MESSAGE_UNKNOWN,
        .at = now,
        .error = "no answer",
        .detail = "curt-relay ended while the carrier was asked; it is not sent again by itself"};
    return progress_make(txn, &message, &progress, now);
}
