#include "store/parked.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "store/message_event.h"
#include "store/outbox.h"
#include "store/pack.h"

/* The letter's number: of the message's id what chance has drawn. */
static uint64_t
parked_number(const uint8_t id[static UUID_BYTES])
{
    struct unpack u = unpack_over(id + UUID_BYTES / 2, UUID_BYTES / 2);
    return unpack_u64(&u);
}

/* The event that the letter is about: the message, as message_event.h packs it, without a place in the log.
 */
static enum fault
parked_event(const struct message *message, struct event *out)
{
    const struct message_event event = {
        .deed = MESSAGE_MOVED, .before = MESSAGE_STATUSES, .message = *message};
    out->number = parked_number(message->id);
    out->at = message->created;
    out->kind = EVENT_MESSAGE;
    memcpy(out->id, message->id, UUID_BYTES);
    return message_event_pack(&event, out->body, sizeof out->body - 1, &out->length);
}

enum fault
parked_put(struct txn *txn, const struct parked *parked, struct dead *space, int64_t now)
{
    const struct message *message = parked->message;
    space->target = PARKED_TARGET;
    strcpy(space->target_name, PARKED_TARGET_NAME);
    space->rule[0] = space->replay[0] = '\0';
    space->code = parked->code;
    space->exhausted = parked->exhausted;
    space->status = parked->status;
    space->attempts = message->attempts;
    space->since = space->last = now;
    space->next = parked->next;
    snprintf(space->message, sizeof space->message, "%s", message->detail);
    enum fault fault = parked_event(message, &space->event);
    return fault != FAULT_NONE ? fault : dead_put(txn, space);
}

/* The message of a letter, read to change it: FAULT_MISSING when it is gone. */
static enum fault
parked_message(struct txn *txn, const struct dead *dead, struct message *out)
{
    struct message_event event;
    enum fault fault = message_event_unpack(&dead->event, &event);
    return fault != FAULT_NONE ? FAULT_MISSING : message_get_to_change(txn, event.message.id, out);
}

enum fault
parked_return(struct txn *txn, const struct dead *dead, int64_t now)
{
    struct message before, after;
    struct outbox waits = {.lane = 0, .due = now}; /* its campaign's lane may be closed */
    enum fault fault = parked_message(txn, dead, &before);
    if (fault == FAULT_NONE && before.status == MESSAGE_REQUESTED) {
        after = before;
        after.attempts = dead->attempts;
        memcpy(waits.id, after.id, UUID_BYTES);
        fault = message_change(txn, &before, &after);
        if (fault == FAULT_NONE)
            fault = outbox_add(txn, &waits);
    }
    if (fault != FAULT_NONE && fault != FAULT_MISSING)
        return fault;
    return dead_remove(txn, &(struct dead_place){dead->target, dead->event.number});
}

enum fault
parked_forget(struct txn *txn, const uint8_t id[static UUID_BYTES])
{
    enum fault fault = dead_remove(txn, &(struct dead_place){PARKED_TARGET, parked_number(id)});
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

enum fault
parked_give_up(struct txn *txn, const struct dead_place *place, int64_t now)
{
    struct message_event event = {.deed = MESSAGE_MOVED, .before = MESSAGE_REQUESTED};
    struct message before;
    struct dead *dead = malloc(sizeof *dead);
    if (dead == NULL)
        log_fatal("out of memory");
    enum fault fault = dead_get(txn, place, dead);
    if (fault == FAULT_NONE)
        fault = parked_message(txn, dead, &before);
    free(dead);
    if (fault != FAULT_NONE || before.status != MESSAGE_REQUESTED)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    event.message = before;
    event.message.status = MESSAGE_FAILED;
    event.message.ended = now;
    strcpy(event.message.error, PARKED_GIVEN_UP);
    fault = message_change(txn, &before, &event.message);
    return fault == FAULT_NONE ? message_publish(txn, &event, now) : fault;
}
