/*
 * message_updates.c: asks carriers to revoke messages, or to mark them as read.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sender/message_updates.h"

#include <string.h>

#include "base/log.h"
#include "base/timestamp.h"
#include "message/message_event.h"
#include "message/message_write.h"

#define MESSAGE_UPDATES_PAUSE (30 * TIMESTAMP_SECOND) /* until a carrier that is not well is asked again */

static const uint64_t message_update_queues[CARRIER_UPDATES] = {
    [CARRIER_REVOKE] = OUTBOX_REVOKE, [CARRIER_READ] = OUTBOX_READ};

/* What came of one. */
struct message_update_end {
    const struct message_update *update;
    const struct carrier_result *answer;
    int64_t now, steady;
};

/* Was it done? Only the status says so: the outcomes are about messages that are sent. */
static bool
message_update_is_done(const struct carrier_result *answer)
{
    return answer->reached && answer->status >= 200 && answer->status < 300;
}

static enum fault
message_update_tell(struct txn *txn, const struct message_update_end *end)
{
    struct message before, after;
    const bool done = message_update_is_done(end->answer);
    enum fault fault = message_get_for_update(txn, end->update->waits.id, &before);
    if (fault != FAULT_NONE || before.revocation != MESSAGE_REVOKE_ASKED)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    after = before;
    after.revocation = done ? MESSAGE_REVOKED : MESSAGE_REVOKE_REFUSED;
    after.revoked = done ? end->now : 0;
    struct message_event event = {.kind = done ? MESSAGE_EVENT_REVOKED : MESSAGE_EVENT_REVOKE_REFUSED,
        .before = before.status,
        .message = after};
    if (!done) { /* said in the event alone: the message itself has no error */
        strcpy(event.message.error, end->answer->title);
        strcpy(event.message.detail, end->answer->detail);
    }
    fault = message_update(txn, &before, &after);
    return fault == FAULT_NONE ? message_event_append(txn, &event, end->now) : fault;
}

static enum fault
message_update_end_body(struct txn *txn, void *arg)
{
    const struct message_update_end *end = arg;
    const struct carrier_result *answer = end->answer;
    struct outbox waits = end->update->waits;
    const bool over = message_update_is_done(answer) || answer->outcome == CARRIER_REFUSED;
    enum fault fault = outbox_remove(txn, &waits);
    if (fault != FAULT_NONE) /* forgotten */
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    if (over)
        return waits.queue == OUTBOX_REVOKE ? message_update_tell(txn, end) : FAULT_NONE;
    waits.due = end->steady + MESSAGE_UPDATES_PAUSE;
    return outbox_add(txn, &waits);
}

static enum fault
message_update_settle(struct env *env, struct message_update *update, const struct carrier_result *answer,
    int64_t now, int64_t steady)
{
    struct message_update_end end = {update, answer, now, steady};
    const enum fault fault = env_txn(env, ENV_SYNC, message_update_end_body, &end);
    update->is_under_way = false; /* what was not written down is asked again */
    return fault;
}

enum fault
message_updates_collect(struct env *env, struct carrier_lanes *lanes, int64_t now, int64_t steady, bool *busy)
{
    struct carrier_result answer;
    enum fault fault = FAULT_NONE;
    for (size_t i = 0; i < lanes->count; i++)
        while (fault == FAULT_NONE && carrier_next_update(lanes->lanes[i].carrier, &answer)) {
            fault = message_update_settle(env, answer.owner, &answer, now, steady);
            *busy = true;
        }
    return fault;
}

static bool
message_updates_have(const struct message_updates *all, const struct outbox *waits)
{
    for (size_t i = 0; i < MESSAGE_UPDATES_MAX; i++)
        if (all->updates[i].is_under_way && all->updates[i].waits.queue == waits->queue &&
            memcmp(all->updates[i].waits.id, waits->id, UUID_BYTES) == 0)
            return true;
    return false;
}

/* The carrier that can be asked: the message's own, or the first that knows such a thing; NULL: none can. */
static struct carrier *
message_update_carrier(struct env *env, struct carrier_lanes *lanes, const struct outbox *waits,
    char id[static CARRIER_ID_MAX + 1])
{
    struct message message;
    uuid_format(waits->id, id);
    for (size_t i = 0; i < lanes->count && waits->queue == OUTBOX_READ; i++)
        if (carrier_takes_updates(lanes->lanes[i].carrier))
            return lanes->lanes[i].carrier;
    if (waits->queue == OUTBOX_READ || message_get(env_read(env), waits->id, &message) != FAULT_NONE ||
        message.carrier == 0)
        return NULL;
    struct carrier_lane *lane = carrier_lanes_get(lanes, message_carrier(&message));
    strcpy(id, message.carrier_id);
    return lane->id == message_carrier(&message) && carrier_takes_updates(lane->carrier) ? lane->carrier
                                                                                         : NULL;
}

static enum fault
message_update_begin(struct env *env, struct carrier_lanes *lanes, enum carrier_update_kind kind,
    struct message_update *update, int64_t now, int64_t steady)
{
    char id[CARRIER_ID_MAX + 1];
    struct carrier *carrier = message_update_carrier(env, lanes, &update->waits, id);
    const struct carrier_result none = {.outcome = CARRIER_REFUSED,
        .title = "Not asked",
        .detail = "No carrier that is configured can be asked."};
    enum fault fault = FAULT_INPUT;
    if (carrier != NULL)
        fault = carrier_update(
            carrier, &(struct carrier_update){.kind = kind, .carrier_id = id, .owner = update});
    update->is_under_way = fault == FAULT_NONE;
    return fault == FAULT_INPUT ? message_update_settle(env, update, &none, now, steady) : FAULT_NONE;
}

static enum fault
message_updates_begin_kind(struct message_updates *all, struct env *env, struct carrier_lanes *lanes,
    enum carrier_update_kind kind, int64_t now, int64_t steady, bool *busy)
{
    struct outbox at = {.queue = message_update_queues[kind]}, after;
    enum fault fault = FAULT_NONE;
    bool begun = false;
    for (size_t i = 0; i < MESSAGE_UPDATES_MAX && fault == FAULT_NONE;) {
        if (all->updates[i].is_under_way) {
            i++;
            continue;
        }
        after = at;
        fault = outbox_next(env_read(env), message_update_queues[kind], begun ? &after : NULL, steady, &at);
        begun = true;
        if (fault != FAULT_NONE || message_updates_have(all, &at))
            continue;
        all->updates[i].waits = at;
        fault = message_update_begin(env, lanes, kind, &all->updates[i], now, steady);
        *busy = true;
        i++;
    }
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

enum fault
message_updates_begin(struct message_updates *all, struct env *env, struct carrier_lanes *lanes, int64_t now,
    int64_t steady, bool *busy)
{
    enum fault fault = FAULT_NONE;
    for (enum carrier_update_kind kind = 0; kind < CARRIER_UPDATES && fault == FAULT_NONE; kind++)
        fault = message_updates_begin_kind(all, env, lanes, kind, now, steady, busy);
    return fault;
}

struct message_revoking {
    struct message *message;
    int64_t now;
};

static enum fault
message_revoke_body(struct txn *txn, void *arg)
{
    const struct message_revoking *revoking = arg;
    struct message before, *after = revoking->message;
    struct outbox waits = {.queue = OUTBOX_REVOKE, .due = revoking->now};
    enum fault fault = message_get_for_update(txn, after->id, &before);
    if (fault != FAULT_NONE)
        return fault;
    *after = before;
    const bool sent = before.status >= MESSAGE_SUBMITTED && before.status <= MESSAGE_READ;
    if (before.channel != MESSAGE_RCS || !sent || before.carrier_id[0] == '\0' ||
        before.revocation == MESSAGE_REVOKE_ASKED || before.revocation == MESSAGE_REVOKED)
        return FAULT_REFUSED;
    after->revocation = MESSAGE_REVOKE_ASKED;
    memcpy(waits.id, before.id, UUID_BYTES);
    fault = message_update(txn, &before, after);
    return fault == FAULT_NONE ? outbox_add(txn, &waits) : fault;
}

enum fault
message_revoke(struct env *env, const uint8_t id[static UUID_BYTES], int64_t now, struct message *out)
{
    struct message_revoking revoking = {out, now};
    memmove(out->id, id, UUID_BYTES);
    return env_txn(env, ENV_SYNC, message_revoke_body, &revoking);
}

static enum fault
message_mark_read_body(struct txn *txn, void *arg)
{
    return outbox_add(txn, arg);
}

enum fault
message_mark_read(struct env *env, const uint8_t carrier_id[static UUID_BYTES], int64_t now)
{
    struct outbox waits = {.queue = OUTBOX_READ, .due = now};
    memcpy(waits.id, carrier_id, UUID_BYTES);
    return env_txn(env, ENV_SYNC, message_mark_read_body, &waits);
}
