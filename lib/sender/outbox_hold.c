/*
 * outbox_hold.c: makes all messages of the outbox unknown.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sender/outbox_hold.h"

#include <stdlib.h>

#include "base/memory.h"
#include "bus/message_dead_letter.h"
#include "message/message_state.h"
#include "message/outbox.h"

enum { OUTBOX_HOLD_BATCH = 100 /* messages a transaction */ };

struct outbox_hold {
    int64_t now;
    unsigned held;
    struct dead_letter_id at;
    struct dead_letter dead;
};

static enum fault
outbox_hold_one(struct txn *txn, struct outbox_hold *hold)
{
    struct outbox waits;
    struct message message;
    const struct message_state_change change = {.status = MESSAGE_UNKNOWN,
        .at = hold->now,
        .error = "restored",
        .detail = "the store was restored from a backup, and it may have been sent after that; it is not "
                  "sent again by itself"};
    enum fault fault = outbox_first(txn, &waits);
    if (fault == FAULT_NONE)
        fault = outbox_remove(txn, &waits);
    if (fault != FAULT_NONE)
        return fault;
    fault = message_get_for_update(txn, waits.id, &message);
    if (fault != FAULT_NONE || (message.status != MESSAGE_REQUESTED && message.status != MESSAGE_SENDING))
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    hold->held++;
    return message_state_advance(txn, &message, &change, hold->now);
}

static enum fault
outbox_hold_body(struct txn *txn, void *arg)
{
    struct outbox_hold *hold = arg;
    enum fault fault = FAULT_NONE;
    hold->held = 0;
    for (int i = 0; i < OUTBOX_HOLD_BATCH && fault == FAULT_NONE; i++)
        fault = outbox_hold_one(txn, hold);
    return fault == FAULT_MISSING && hold->held > 0 ? FAULT_NONE : fault;
}

/* Back into the outbox, so that they are held with the others. */
static enum fault
outbox_hold_letter(struct txn *txn, void *arg)
{
    struct outbox_hold *hold = arg;
    const struct dead_letter_id after = hold->at;
    enum fault fault = dead_letter_next(txn, &after, &hold->dead);
    if (fault == FAULT_NONE && hold->dead.target != MESSAGE_DEAD_LETTER_TARGET)
        fault = FAULT_MISSING;
    return fault == FAULT_NONE && hold->dead.next != 0
               ? message_dead_letter_redrive(txn, &hold->dead, hold->now)
               : fault;
}

enum fault
outbox_hold(struct env *env, int64_t now, uint64_t *count)
{
    struct outbox_hold *hold = xcalloc(1, sizeof *hold);
    enum fault fault;
    hold->now = now;
    hold->at.target = MESSAGE_DEAD_LETTER_TARGET;
    *count = 0;
    while ((fault = env_txn(env, ENV_WRITE, outbox_hold_letter, hold)) == FAULT_NONE)
        hold->at = (struct dead_letter_id){hold->dead.target, hold->dead.event.number};
    if (fault == FAULT_MISSING)
        while ((fault = env_txn(env, ENV_WRITE, outbox_hold_body, hold)) == FAULT_NONE)
            *count += hold->held;
    free(hold);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}
