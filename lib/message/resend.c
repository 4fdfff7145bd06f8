/*
 * resend.c: puts an unknown message back into the outbox.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/resend.h"

#include <string.h>

#include "message/message_event.h"
#include "message/message_write.h"
#include "message/outbox.h"

enum fault
message_requeue(
    struct txn *txn, const struct message *before, const struct message *after, uint64_t queue, int64_t now)
{
    const struct message_event event = {
        .kind = MESSAGE_EVENT_STATUS, .before = before->status, .message = *after};
    struct outbox waits = {.queue = queue, .due = now};
    memcpy(waits.id, after->id, UUID_BYTES);
    enum fault fault = message_update(txn, before, after);
    if (fault == FAULT_NONE)
        fault = outbox_add(txn, &waits);
    return fault == FAULT_NONE ? message_event_append(txn, &event, now) : fault;
}

struct resend {
    struct message *message;
    int64_t now;
};

static enum fault
resend_body(struct txn *txn, void *arg)
{
    const struct resend *resend = arg;
    struct message *out = resend->message, before;
    enum fault fault = message_get_for_update(txn, out->id, &before);
    if (fault != FAULT_NONE)
        return fault;
    if (before.status != MESSAGE_UNKNOWN)
        return FAULT_REFUSED;
    *out = before;
    out->status = MESSAGE_REQUESTED;
    return message_requeue(txn, &before, out, 0, resend->now);
}

enum fault
message_resend(struct env *env, const uint8_t id[static UUID_BYTES], int64_t now, struct message *out)
{
    struct resend resend = {out, now};
    memmove(out->id, id, UUID_BYTES);
    return env_txn(env, ENV_SYNC, resend_body, &resend);
}
