#include "carrier/retake.h"

#include <string.h>

#include "base/clock.h"
#include "store/message_event.h"
#include "store/outbox.h"

static enum fault
retake_body(struct txn *txn, void *arg)
{
    struct message *out = arg, before;
    const int64_t now = clock_now();
    struct outbox waits = {.lane = 0, .due = now};
    enum fault fault = message_get_to_change(txn, out->id, &before);
    if (fault != FAULT_NONE)
        return fault;
    if (before.status != MESSAGE_UNKNOWN)
        return FAULT_REFUSED;
    struct message_event event = {.deed = MESSAGE_MOVED, .before = before.status, .message = before};
    event.message.status = MESSAGE_REQUESTED;
    memcpy(waits.id, before.id, UUID_BYTES);
    fault = message_change(txn, &before, &event.message);
    if (fault == FAULT_NONE)
        fault = outbox_add(txn, &waits);
    if (fault == FAULT_NONE)
        fault = message_publish(txn, &event, now);
    *out = event.message;
    return fault;
}

enum fault
retake_unknown(struct env *env, const uint8_t id[static UUID_BYTES], struct message *out)
{
    memmove(out->id, id, UUID_BYTES);
    return env_txn(env, ENV_SYNC, retake_body, out);
}
