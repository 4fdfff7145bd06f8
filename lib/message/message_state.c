/*
 * message_state.c: moves a message forward and publishes it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/message_state.h"

#include <stdio.h>
#include <string.h>

#include "base/money.h"
#include "message/carrier_id_index.h"
#include "message/message_event.h"
#include "message/message_write.h"
#include "message/suppression.h"

static void
message_state_copy(char *to, size_t size, const char *from)
{
    if (from != NULL && *from != '\0')
        snprintf(to, size, "%s", from);
}

/* The carrier's clock is another, and its times are whole seconds: nothing is before the message was. */
static int64_t
message_state_moment(const struct message *m, const struct message_state_change *p)
{
    return p->at > m->created ? p->at : m->created;
}

static void
message_state_move(struct message *m, const struct message_state_change *p, int64_t now)
{
    m->status = p->status;
    m->received[p->status] = now;
    if (p->status <= MESSAGE_READ && p->status != MESSAGE_UNKNOWN)
        m->error[0] = m->detail[0] = '\0'; /* of an attempt that was not the last word */
    switch (p->status) {
    case MESSAGE_SUBMITTED:
        m->submitted = message_state_moment(m, p);
        break;
    case MESSAGE_DELIVERED:
        m->delivered = message_state_moment(m, p);
        break;
    case MESSAGE_READ:
        m->read = message_state_moment(m, p);
        break;
    case MESSAGE_REJECTED:
    case MESSAGE_UNDELIVERABLE:
    case MESSAGE_FAILED:
        m->ended = message_state_moment(m, p);
        break;
    default:
        break;
    }
}

/* A receipt that comes late still tells when that step was. */
static void
message_state_fill_in(struct message *m, const struct message_state_change *p, int64_t now)
{
    int64_t *timestamp = p->status == MESSAGE_SUBMITTED   ? &m->submitted
                         : p->status == MESSAGE_DELIVERED ? &m->delivered
                                                          : NULL;
    if (timestamp == NULL || *timestamp != 0 || p->status > m->status || m->status == MESSAGE_FAILED)
        return;
    *timestamp = message_state_moment(m, p);
    m->received[p->status] = now;
}

/* The first price that is heard is the one that counts. */
static bool
message_state_price(struct message *m, const struct message_state_change *p)
{
    int64_t amount;
    if (m->price[0] != '\0' || p->price == NULL || p->currency == NULL || p->currency[0] == '\0' ||
        money_parse(p->price, &amount) != FAULT_NONE)
        return false;
    message_state_copy(m->price, sizeof m->price, p->price);
    message_state_copy(m->currency, sizeof m->currency, p->currency);
    return true;
}

static enum fault
message_state_learn_id(struct txn *txn, struct message *m, const struct message_state_change *p, int64_t now)
{
    if (p->carrier_id == NULL || p->carrier_id[0] == '\0' || strcmp(m->carrier_id, p->carrier_id) == 0)
        return FAULT_NONE;
    if (m->carrier_id[0] == '\0')
        message_state_copy(m->carrier_id, sizeof m->carrier_id, p->carrier_id);
    const bool own = strcmp(m->carrier_id, p->carrier_id) == 0; /* not that of a failover */
    enum fault fault = own ? carrier_id_add_own(txn, p->carrier_id, m->id)
                           : carrier_id_add(txn, p->carrier_id, m->id, now);
    return fault == FAULT_EXISTS ? FAULT_NONE : fault;
}

bool
message_state_is_opt_out(const char *code)
{
    static const char *const codes[] = {"1240" /* Vonage */, "21610" /* Twilio */};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (strcmp(code, codes[i]) == 0)
            return true;
    return false;
}

static enum fault
message_state_opt_out(
    struct txn *txn, const struct message *m, const struct message_state_change *p, int64_t now)
{
    const int64_t moment = message_state_moment(m, p);
    const char *address = p->opted_out;
    if (address == NULL && p->error != NULL && message_state_is_opt_out(p->error))
        address = m->to;
    if (address == NULL)
        return FAULT_NONE;
    return suppression_stop(txn, address, SUPPRESSION_CARRIER,
        moment < now ? moment : now); /* a clock that is ahead must not hold off a START */
}

enum fault
message_state_advance(struct txn *txn, struct message *m, const struct message_state_change *p, int64_t now)
{
    const struct message before = *m;
    const bool moves = p->status != MESSAGE_REQUESTED && message_may_move(m->status, p->status);
    const bool priced = message_state_price(m, p);
    enum fault fault = message_state_learn_id(txn, m, p, now);
    if (fault != FAULT_NONE)
        return fault;
    message_state_copy(m->network, sizeof m->network, p->network);
    if (moves) {
        message_state_move(m, p, now);
        message_state_copy(m->error, sizeof m->error, p->error);
        message_state_copy(m->detail, sizeof m->detail, p->detail);
    } else {
        message_state_fill_in(m, p, now);
    }
    fault = message_update(txn, &before, m);
    if (fault == FAULT_NONE && (moves || p->opted_out != NULL))
        fault = message_state_opt_out(txn, m, p, now);
    if (fault != FAULT_NONE || (!moves && !priced))
        return fault;
    const struct message_event event = {.kind = moves ? MESSAGE_EVENT_STATUS : MESSAGE_EVENT_PRICE,
        .before = before.status,
        .priced = priced,
        .carrier_at = p->at != now ? p->at : 0,
        .message = *m};
    return message_event_append(txn, &event, now);
}
