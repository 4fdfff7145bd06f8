/*
 * scheduled_message.c: releases, moves and cancels messages that wait.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sender/scheduled_message.h"

#include <string.h>

#include "bus/message_dead_letter.h"
#include "message/message_links_expiry.h"
#include "message/message_state.h"
#include "message/message_write.h"
#include "message/outbox.h"
#include "sender/send_attempt.h"

enum { SCHEDULED_MESSAGES_BATCH = 100 };

struct scheduled_release {
    int64_t now, steady;
};

static enum fault
scheduled_messages_release_one(struct txn *txn, const struct scheduled_release *release)
{
    struct outbox waits;
    enum fault fault = outbox_scheduled(txn, release->now, &waits);
    if (fault == FAULT_NONE)
        fault = outbox_remove(txn, &waits);
    waits.queue = 0;
    waits.due = release->steady;
    return fault == FAULT_NONE ? outbox_add(txn, &waits) : fault;
}

static enum fault
scheduled_messages_release_body(struct txn *txn, void *arg)
{
    const struct scheduled_release *release = arg;
    enum fault fault = FAULT_NONE;
    for (int i = 0; i < SCHEDULED_MESSAGES_BATCH && fault == FAULT_NONE; i++)
        fault = scheduled_messages_release_one(txn, release);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

enum fault
scheduled_messages_release(struct env *env, int64_t now, int64_t steady)
{
    struct scheduled_release release = {.now = now, .steady = steady};
    struct outbox first;
    enum fault fault = outbox_scheduled(env_read(env), now, &first);
    if (fault == FAULT_NONE)
        fault = env_txn(env, ENV_SYNC, scheduled_messages_release_body, &release);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

struct scheduled_change {
    struct message *message;
    int64_t send_at, now;
};

static enum fault
scheduled_message_move_body(struct txn *txn, void *arg)
{
    struct scheduled_change *change = arg;
    struct message before, *after = change->message;
    struct outbox waits = {.queue = OUTBOX_SCHEDULED};
    enum fault fault = message_get_for_update(txn, after->id, &before);
    if (fault != FAULT_NONE)
        return fault;
    waits.due = before.send_at;
    memcpy(waits.id, before.id, UUID_BYTES);
    *after = before;
    if (before.status != MESSAGE_REQUESTED || before.send_at == 0)
        return FAULT_REFUSED;
    fault = outbox_remove(txn, &waits);
    if (fault != FAULT_NONE) /* it was released */
        return fault == FAULT_MISSING ? FAULT_REFUSED : fault;
    waits.due = after->send_at = change->send_at != 0 ? change->send_at : change->now;
    fault = outbox_add(txn, &waits);
    if (fault == FAULT_NONE)
        fault = message_update(txn, &before, after);
    return fault == FAULT_NONE
               ? message_links_expiry_move(txn, after->id, message_begins(after) - message_begins(&before))
               : fault;
}

enum fault
scheduled_message_move(
    struct env *env, const uint8_t id[static UUID_BYTES], int64_t send_at, int64_t now, struct message *out)
{
    struct scheduled_change change = {.message = out, .send_at = send_at, .now = now};
    memmove(out->id, id, UUID_BYTES);
    return env_txn(env, ENV_SYNC, scheduled_message_move_body, &change);
}

/* Its row in the outbox is only a reminder; where it is known, it goes at once. */
static enum fault
message_cancel_body(struct txn *txn, void *arg)
{
    const struct scheduled_change *change = arg;
    struct message *message = change->message;
    struct outbox waits = {.queue = OUTBOX_SCHEDULED};
    enum fault fault = message_get_for_update(txn, message->id, message);
    if (fault != FAULT_NONE)
        return fault;
    if (message->status != MESSAGE_REQUESTED)
        return FAULT_REFUSED;
    waits.due = message->send_at;
    memcpy(waits.id, message->id, UUID_BYTES);
    fault = outbox_remove(txn, &waits);
    if (fault == FAULT_NONE || fault == FAULT_MISSING)
        fault = message_dead_letter_remove(txn, message->id);
    return fault == FAULT_NONE
               ? send_attempt_fail(txn, message, MESSAGE_STATE_CANCELLED, "it was cancelled", change->now)
               : fault;
}

enum fault
message_cancel(struct env *env, const uint8_t id[static UUID_BYTES], int64_t now, struct message *out)
{
    struct scheduled_change change = {.message = out, .now = now};
    memmove(out->id, id, UUID_BYTES);
    return env_txn(env, ENV_SYNC, message_cancel_body, &change);
}
