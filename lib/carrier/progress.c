#include "carrier/progress.h"

#include <stdio.h>
#include <string.h>

#include "base/money.h"
#include "store/carried.h"
#include "store/message_event.h"
#include "store/stop.h"

static void
progress_copy(char *to, size_t size, const char *from)
{
    if (from != NULL && *from != '\0')
        snprintf(to, size, "%s", from);
}

/* The carrier's clock is another, and its moments are whole seconds: nothing is before the message was. */
static int64_t
progress_moment(const struct message *m, const struct progress *p)
{
    return p->at > m->created ? p->at : m->created;
}

static void
progress_move(struct message *m, const struct progress *p)
{
    m->status = p->status;
    if (p->status <= MESSAGE_READ && p->status != MESSAGE_UNKNOWN)
        m->error[0] = m->detail[0] = '\0'; /* of an attempt that was not the last word */
    switch (p->status) {
    case MESSAGE_SUBMITTED:
        m->submitted = progress_moment(m, p);
        break;
    case MESSAGE_DELIVERED:
        m->delivered = progress_moment(m, p);
        break;
    case MESSAGE_READ:
        m->read = progress_moment(m, p);
        break;
    case MESSAGE_REJECTED:
    case MESSAGE_UNDELIVERABLE:
    case MESSAGE_FAILED:
        m->ended = progress_moment(m, p);
        break;
    default:
        break;
    }
}

/* A receipt that comes late still tells when that step was. */
static void
progress_fill_in(struct message *m, const struct progress *p)
{
    int64_t *moment = p->status == MESSAGE_SUBMITTED   ? &m->submitted
                      : p->status == MESSAGE_DELIVERED ? &m->delivered
                                                       : NULL;
    if (moment == NULL || *moment != 0 || p->status > m->status || m->status == MESSAGE_FAILED)
        return;
    *moment = progress_moment(m, p);
}

/* The first price that is heard is the one that counts. */
static bool
progress_price(struct message *m, const struct progress *p)
{
    int64_t amount;
    if (m->price[0] != '\0' || p->price == NULL || p->currency == NULL || p->currency[0] == '\0' ||
        money_parse(p->price, &amount) != FAULT_NONE)
        return false;
    progress_copy(m->price, sizeof m->price, p->price);
    progress_copy(m->currency, sizeof m->currency, p->currency);
    return true;
}

static enum fault
progress_learn_id(struct txn *txn, struct message *m, const struct progress *p, int64_t now)
{
    if (p->carried == NULL || p->carried[0] == '\0' || strcmp(m->carried, p->carried) == 0)
        return FAULT_NONE;
    if (m->carried[0] == '\0')
        progress_copy(m->carried, sizeof m->carried, p->carried);
    enum fault fault = carried_add(txn, p->carried, m->id, now);
    return fault == FAULT_EXISTS ? FAULT_NONE : fault;
}

static enum fault
progress_opt_out(struct txn *txn, const struct message *m, int64_t now)
{
    if (strcmp(m->error, PROGRESS_OPTED_OUT) != 0)
        return FAULT_NONE;
    enum fault fault = stop_add(txn, m->to, STOP_CARRIER, now);
    return fault == FAULT_EXISTS ? FAULT_NONE : fault;
}

enum fault
progress_make(struct txn *txn, struct message *m, const struct progress *p, int64_t now)
{
    const struct message before = *m;
    const bool moves = p->status != MESSAGE_REQUESTED && message_may_move(m->status, p->status);
    const bool priced = progress_price(m, p);
    enum fault fault = progress_learn_id(txn, m, p, now);
    if (fault != FAULT_NONE)
        return fault;
    progress_copy(m->network, sizeof m->network, p->network);
    if (moves) {
        progress_move(m, p);
        progress_copy(m->error, sizeof m->error, p->error);
        progress_copy(m->detail, sizeof m->detail, p->detail);
    } else {
        progress_fill_in(m, p);
    }
    fault = message_change(txn, &before, m);
    if (fault == FAULT_NONE && moves)
        fault = progress_opt_out(txn, m, now);
    if (fault != FAULT_NONE || (!moves && !priced))
        return fault;
    const struct message_event event = {.deed = moves ? MESSAGE_MOVED : MESSAGE_PRICED,
        .before = before.status,
        .priced = priced,
        .message = *m};
    return message_publish(txn, &event, now);
}
