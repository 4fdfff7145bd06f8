/*
 * resend.c: puts an unknown message back into the outbox.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/resend.h"

#include <string.h>

#include "base/timestamp.h"
#include "message/message_event.h"
#include "message/message_write.h"
#include "message/outbox.h"

static enum fault
resend_body(struct txn *txn, void *arg)
{
    struct message *out = arg, before;
    const int64_t now = timestamp_now();
    struct outbox waits = {.queue = 0, .due = now};
    enum fault fault = message_get_for_update(txn, out->id, &before);
    if (fault != FAULT_NONE)
        return fault;
    if (before.status != MESSAGE_UNKNOWN)
        return FAULT_REFUSED;
    struct message_event event = {.kind = MESSAGE_EVENT_STATUS, .before = before.status, .message = before};
    event.message.status = MESSAGE_REQUESTED;
    memcpy(waits.id, before.id, UUID_BYTES);
    fault = message_update(txn, &before, &event.message);
    if (fault == FAULT_NONE)
        fault = outbox_add(txn, &waits);
    if (fault == FAULT_NONE)
        fault = message_event_append(txn, &event, now);
    *out = event.message;
    return fault;
}

enum fault
message_resend(struct env *env, const uint8_t id[static UUID_BYTES], struct message *out)
{
    memmove(out->id, id, UUID_BYTES);
    return env_txn(env, ENV_SYNC, resend_body, out);
}
