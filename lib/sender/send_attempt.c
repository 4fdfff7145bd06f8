/*
 * send_attempt.c: writes down what happens before and after the carrier is asked.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sender/send_attempt.h"

#include <stdio.h>
#include <string.h>

#include "base/backoff.h"
#include "base/timestamp.h"
#include "bus/message_dead_letter.h"
#include "campaign/send_window.h"
#include "message/message_links_expiry.h"
#include "message/message_state.h"
#include "message/message_write.h"
#include "message/suppression.h"
#include "sender/receipt_match.h"

enum { SEND_ATTEMPT_TRIES = 3 /* until it is the sweeper's to try again */ };

/* When hours that are further away are looked at again, and from when on a message has waited long. */
#define SEND_ATTEMPT_LOOK (24 * 3600 * TIMESTAMP_SECOND)
#define SEND_ATTEMPT_LONG (5 * 60 * TIMESTAMP_SECOND)

static const struct backoff send_attempt_tries = {TIMESTAMP_SECOND, 2 * TIMESTAMP_SECOND, 2, 0};
static const struct backoff send_attempt_retries = {
    60 * TIMESTAMP_SECOND, 3600 * TIMESTAMP_SECOND, 2, 0}; /* the sweeper's */

static struct outbox
send_attempt_mark(const struct send_attempt *attempt)
{
    struct outbox mark = {.queue = OUTBOX_IN_FLIGHT, .due = attempt->began};
    memcpy(mark.id, attempt->waited.id, UUID_BYTES);
    return mark;
}

enum fault
send_attempt_fail(
    struct txn *txn, struct message *message, const char *error, const char *detail, int64_t now)
{
    const struct message_state_change message_state_change = {
        .status = MESSAGE_FAILED, .at = now, .error = error, .detail = detail};
    return message_state_advance(txn, message, &message_state_change, now);
}

/* The state of the campaign of a message that waits among others, because it lay among the dead letters; as
 * if it were over, of one without a campaign, or whose campaign is gone. *hours is what a campaign that is
 * over still says of when it sends; "" for nothing. */
static enum fault
send_attempt_campaign(struct txn *txn, struct send_attempt_context *context, struct send_attempt *attempt,
    const struct message *message, enum campaign_state *out, const char **hours)
{
    *out = CAMPAIGN_DONE;
    *hours = "";
    if (message->queue == 0 || attempt->waited.queue != 0)
        return FAULT_NONE;
    enum fault fault = campaign_get(txn, message->campaign, &context->campaign);
    if (fault == FAULT_NONE && context->campaign.id == message->queue) {
        *out = context->campaign.state;
        strcpy(attempt->quiet, context->campaign.quiet);
        *hours = *out == CAMPAIGN_DONE ? context->campaign.hours : "";
    }
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

static enum fault
send_attempt_send(struct txn *txn, struct send_attempt *attempt, const struct message *before)
{
    struct message after = *before;
    const struct outbox mark = send_attempt_mark(attempt);
    after.status = MESSAGE_SENDING;
    after.carrier = (uint8_t)(attempt->carrier + 1);
    after.error[0] = after.detail[0] = '\0';
    enum fault fault = message_update(txn, before, &after);
    if (fault == FAULT_NONE)
        fault = outbox_add(txn, &mark);
    attempt->ready = fault == FAULT_NONE;
    return fault;
}

/* A campaign's message is made some time before it is sent. Where that is long, as the campaign was paused or
 * out of its hours, its time begins now, and its links live as much longer. */
static enum fault
send_attempt_start(struct txn *txn, const struct send_attempt_context *context, struct message *message)
{
    const struct message before = *message;
    const int64_t waited = context->now - message_begins(message);
    if (message->queue == 0 || message->attempts > 0 || waited < SEND_ATTEMPT_LONG)
        return FAULT_NONE;
    message->send_at = context->now;
    const enum fault fault = message_update(txn, &before, message);
    return fault == FAULT_NONE ? message_links_expiry_move(txn, message->id, waited) : fault;
}

/* A campaign that goes on takes its message back into its queue, to be paused and paced there. */
static enum fault
send_attempt_return(struct txn *txn, const struct send_attempt *attempt, const struct message *message)
{
    struct outbox waits = attempt->waited;
    waits.queue = message->queue;
    return outbox_add(txn, &waits);
}

/* The moment itself if it lies within the hours, or they cannot be read; else when they begin, or are to be
 * looked at again. */
static int64_t
send_attempt_window(const char *hours, int64_t moment)
{
    struct week_hours window;
    const char *why;
    if (hours[0] == '\0' || week_hours_parse(hours, &window, &why) != FAULT_NONE)
        return moment;
    const int64_t next = send_window_next(&window, moment);
    const bool far = next == 0 /* its zone is missing */ || next > moment + SEND_ATTEMPT_LOOK;
    return far ? moment + SEND_ATTEMPT_LOOK : next;
}

/* Is it quiet where the recipient is, or not within the hours? Then it waits until that is over, and its
 * links live as much longer. Its time begins then, unless it was tried before: the nights between its tries
 * are part of [messages] age. Where the recipient of an id is, nobody knows. */
static enum fault
send_attempt_rest(struct txn *txn, const struct send_attempt_context *context,
    const struct send_attempt *attempt, const struct message *message, const char *hours, bool *rests)
{
    const bool known = attempt->quiet[0] != '\0' && message_channel_facts(message->channel)->numbers;
    const int64_t open = send_attempt_window(hours, context->now),
                  loud = !known ? context->now
                                : quiet_hours_end(context->quiet, attempt->quiet, message->to, context->now),
                  end = open > loud ? open : loud;
    struct outbox waits = attempt->waited;
    struct message after = *message;
    *rests = end > context->now;
    waits.due = context->steady + (end - context->now);
    after.send_at = end;
    if (!*rests)
        return FAULT_NONE;
    enum fault fault = outbox_add(txn, &waits);
    if (fault == FAULT_NONE && message->attempts == 0)
        fault = message_update(txn, message, &after);
    return fault == FAULT_NONE ? message_links_expiry_move(txn, message->id, end - context->now) : fault;
}

enum fault
send_attempt_begin(struct txn *txn, struct send_attempt_context *context, struct send_attempt *attempt)
{
    struct message message;
    struct suppression stop;
    enum campaign_state state = CAMPAIGN_DONE;
    const char *hours = "";
    bool rests;
    attempt->ready = false;
    enum fault fault = outbox_remove(txn, &attempt->waited);
    if (fault == FAULT_NONE)
        fault = message_get_for_update(txn, attempt->waited.id, &message);
    if (fault != FAULT_NONE || message.status != MESSAGE_REQUESTED)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    fault = suppression_get(txn, message.to, &stop);
    if (fault == FAULT_NONE)
        return send_attempt_fail(txn, &message, "suppressed",
            "the number is on the list of those that get nothing more", context->now);
    if (fault == FAULT_MISSING)
        fault = send_attempt_campaign(txn, context, attempt, &message, &state, &hours);
    if (fault != FAULT_NONE)
        return fault;
    if (state == CAMPAIGN_CANCELLED)
        return send_attempt_fail(
            txn, &message, MESSAGE_STATE_CANCELLED, "its campaign was cancelled", context->now);
    fault = send_attempt_rest(txn, context, attempt, &message, hours, &rests);
    if (fault != FAULT_NONE || rests)
        return fault;
    if (state == CAMPAIGN_DONE)
        fault = send_attempt_start(txn, context, &message);
    if (fault != FAULT_NONE)
        return fault;
    return state == CAMPAIGN_DONE ? send_attempt_send(txn, attempt, &message)
                                  : send_attempt_return(txn, attempt, &message);
}

static enum dead_letter_code
send_attempt_code(const struct carrier_result *answer)
{
    return !answer->reached        ? DEAD_LETTER_CONNECTION_FAILURE
           : answer->status == 429 ? DEAD_LETTER_THROTTLING
                                   : DEAD_LETTER_ERROR_FROM_TARGET;
}

/* Among the dead letters, with longer and longer until the next try; until it has been tried enough. */
static enum fault
send_attempt_park(struct txn *txn, struct send_attempt_context *context, const struct message *message,
    const struct carrier_result *answer)
{
    int64_t wait = backoff_wait(&send_attempt_retries, message->attempts - SEND_ATTEMPT_TRIES);
    if (answer->retry_after * TIMESTAMP_SECOND > wait)
        wait = answer->retry_after * TIMESTAMP_SECOND;
    struct message_dead_letter parked = {.message = message,
        .code = send_attempt_code(answer),
        .status = (uint16_t)answer->status,
        .next = context->now + wait + backoff_jitter(wait, 25)};
    if (message->attempts > context->config->messages_attempts)
        parked.exhausted = DEAD_LETTER_ATTEMPTS;
    else if (parked.next - message_begins(message) > context->config->messages_age * TIMESTAMP_SECOND)
        parked.exhausted = DEAD_LETTER_AGE;
    if (parked.exhausted != DEAD_LETTER_NOT_EXHAUSTED)
        parked.next = 0;
    return message_dead_letter_put(txn, &parked, &context->dead, context->now);
}

/*
 * The account is refused, not the message: it goes on waiting, and this does not count as an attempt. Others
 * go before it: if the message was to blame after all, one of them will show it.
 */
static enum fault
send_attempt_keep(struct txn *txn, const struct send_attempt_context *context,
    const struct send_attempt *attempt, struct message *message)
{
    const struct message before = *message;
    struct outbox waits = attempt->waited;
    waits.due = context->steady;
    if (message->status != MESSAGE_SENDING) /* a receipt says otherwise */
        return FAULT_NONE;
    message->status = MESSAGE_REQUESTED;
    snprintf(message->error, sizeof message->error, "%s", attempt->answer.title);
    snprintf(message->detail, sizeof message->detail, "%s", attempt->answer.detail);
    enum fault fault = message_update(txn, &before, message);
    return fault == FAULT_NONE ? outbox_add(txn, &waits) : fault;
}

/* It was surely not taken: it waits for another try, here or among the dead letters. */
static enum fault
send_attempt_put_back(struct txn *txn, struct send_attempt_context *context,
    const struct send_attempt *attempt, struct message *message)
{
    const struct message before = *message;
    const struct carrier_result *answer = &attempt->answer;
    if (message->status != MESSAGE_SENDING) /* a receipt says otherwise */
        return FAULT_NONE;
    message->status = MESSAGE_REQUESTED;
    message->attempts++;
    snprintf(message->error, sizeof message->error, "%s", answer->title);
    snprintf(message->detail, sizeof message->detail, "%s", answer->detail);
    enum fault fault = message_update(txn, &before, message);
    if (fault != FAULT_NONE)
        return fault;
    if (message->attempts >= SEND_ATTEMPT_TRIES || message->attempts > context->config->messages_attempts)
        return send_attempt_park(txn, context, message, answer);
    struct outbox waits = attempt->waited;
    waits.due = context->steady + (answer->retry_after > 0
                                          ? answer->retry_after * TIMESTAMP_SECOND
                                          : backoff_wait(&send_attempt_tries, message->attempts - 1));
    return outbox_add(txn, &waits);
}

enum fault
send_attempt_settle(struct txn *txn, struct send_attempt_context *context, const struct send_attempt *attempt)
{
    const struct carrier_result *answer = &attempt->answer;
    const struct outbox mark = send_attempt_mark(attempt);
    struct message message;
    struct message_state_change message_state_change = {
        .at = context->now, .error = answer->title, .detail = answer->detail};
    enum fault fault = outbox_remove(txn, &mark);
    if (fault == FAULT_NONE)
        fault = message_get_for_update(txn, attempt->waited.id, &message);
    if (fault != FAULT_NONE) /* it is forgotten */
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    switch (answer->outcome) {
    case CARRIER_ACCEPTED:
        message_state_change = (struct message_state_change){
            .status = MESSAGE_SUBMITTED, .at = context->now, .carrier_id = answer->carrier_id};
        fault = message_state_advance(txn, &message, &message_state_change, context->now);
        return fault == FAULT_NONE && answer->carrier_id[0] != '\0'
                   ? receipt_match_waiting(txn, &message, context->now)
                   : fault;
    case CARRIER_DENIED:
        return send_attempt_keep(txn, context, attempt, &message);
    case CARRIER_REFUSED:
        message_state_change.status = MESSAGE_FAILED;
        return message_state_advance(txn, &message, &message_state_change, context->now);
    case CARRIER_UNKNOWN:
        message_state_change.status = MESSAGE_UNKNOWN;
        return message_state_advance(txn, &message, &message_state_change, context->now);
    case CARRIER_RETRY_LATER:
        break;
    }
    return send_attempt_put_back(txn, context, attempt, &message);
}

enum fault
send_attempt_mark_unknown(struct txn *txn, int64_t now)
{
    struct outbox mark;
    struct message message;
    enum fault fault = outbox_next(txn, OUTBOX_IN_FLIGHT, NULL, INT64_MAX, &mark);
    if (fault != FAULT_NONE)
        return fault;
    fault = outbox_remove(txn, &mark);
    if (fault == FAULT_NONE)
        fault = message_get_for_update(txn, mark.id, &message);
    if (fault != FAULT_NONE || message.status != MESSAGE_SENDING)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    const struct message_state_change message_state_change = {.status = MESSAGE_UNKNOWN,
        .at = now,
        .error = "no answer",
        .detail = "curt-relay ended while the carrier was asked; it is not sent again by itself"};
    return message_state_advance(txn, &message, &message_state_change, now);
}
