/*
 * message_dead_letter.c: messages that wait among the dead letters.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/message_dead_letter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "db/codec.h"
#include "message/message_event.h"
#include "message/message_write.h"
#include "message/outbox.h"

/* The letter's number: of the message's id what chance has drawn. */
static uint64_t
message_dead_letter_number(const uint8_t id[static UUID_BYTES])
{
    struct decoder u = decoder_over(id + UUID_BYTES / 2, UUID_BYTES / 2);
    return decode_u64(&u);
}

/* The event that the letter is about: the message, as message_event.h packs it, without a place in the log.
 */
static enum fault
message_dead_letter_event(const struct message *message, struct event *out)
{
    const struct message_event event = {
        .kind = MESSAGE_EVENT_STATUS, .before = MESSAGE_STATUSES, .message = *message};
    out->number = message_dead_letter_number(message->id);
    out->at = message->created;
    out->kind = EVENT_MESSAGE;
    memcpy(out->id, message->id, UUID_BYTES);
    return message_event_encode(&event, out->body, sizeof out->body - 1, &out->length);
}

enum fault
message_dead_letter_put(
    struct txn *txn, const struct message_dead_letter *parked, struct dead_letter *space, int64_t now)
{
    const struct message *message = parked->message;
    space->target = MESSAGE_DEAD_LETTER_TARGET;
    strcpy(space->target_name, MESSAGE_DEAD_LETTER_TARGET_NAME);
    space->rule[0] = space->replay[0] = '\0';
    space->code = parked->code;
    space->exhausted = parked->exhausted;
    space->status = parked->status;
    space->attempts = message->attempts;
    space->since = space->last = now;
    space->next = parked->next;
    snprintf(space->message, sizeof space->message, "%s", message->detail);
    enum fault fault = message_dead_letter_event(message, &space->event);
    return fault != FAULT_NONE ? fault : dead_letter_put(txn, space);
}

/* The message of a letter, read to change it: FAULT_MISSING when it is gone. */
static enum fault
message_dead_letter_message(struct txn *txn, const struct dead_letter *dead, struct message *out)
{
    struct message_event event;
    enum fault fault = message_event_decode(&dead->event, &event);
    return fault != FAULT_NONE ? FAULT_MISSING : message_get_for_update(txn, event.message.id, out);
}

enum fault
message_dead_letter_redrive(struct txn *txn, const struct dead_letter *dead, int64_t now)
{
    struct message before, after;
    struct outbox waits = {.queue = 0, .due = now}; /* its campaign's queue may be closed */
    enum fault fault = message_dead_letter_message(txn, dead, &before);
    if (fault == FAULT_NONE && before.status == MESSAGE_REQUESTED) {
        after = before;
        after.attempts = dead->attempts;
        memcpy(waits.id, after.id, UUID_BYTES);
        fault = message_update(txn, &before, &after);
        if (fault == FAULT_NONE)
            fault = outbox_add(txn, &waits);
    }
    if (fault != FAULT_NONE && fault != FAULT_MISSING)
        return fault;
    return dead_letter_remove(txn, &(struct dead_letter_id){dead->target, dead->event.number});
}

enum fault
message_dead_letter_remove(struct txn *txn, const uint8_t id[static UUID_BYTES])
{
    enum fault fault = dead_letter_remove(
        txn, &(struct dead_letter_id){MESSAGE_DEAD_LETTER_TARGET, message_dead_letter_number(id)});
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

enum fault
message_dead_letter_give_up(struct txn *txn, const struct dead_letter_id *place, int64_t now)
{
    struct message_event event = {.kind = MESSAGE_EVENT_STATUS, .before = MESSAGE_REQUESTED};
    struct message before;
    struct dead_letter *dead = xmalloc(sizeof *dead);
    enum fault fault = dead_letter_get(txn, place, dead);
    if (fault == FAULT_NONE)
        fault = message_dead_letter_message(txn, dead, &before);
    free(dead);
    if (fault != FAULT_NONE || before.status != MESSAGE_REQUESTED)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    event.message = before;
    event.message.status = MESSAGE_FAILED;
    event.message.ended = now;
    strcpy(event.message.error, MESSAGE_DEAD_LETTER_GIVEN_UP);
    fault = message_update(txn, &before, &event.message);
    return fault == FAULT_NONE ? message_event_append(txn, &event, now) : fault;
}
