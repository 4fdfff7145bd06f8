/*
 * erasure_events.c: the event log: events about the person become blanks, so that the numbers of the others
 * stay.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "event/missed.h"
#include "link/link_event.h"
#include "message/conversion.h"
#include "message/message_event.h"
#include "retention/erasure.h"
#include "retention/erasure_internal.h"

enum {
    ERASURE_EVENTS = 100, /* a transaction */
    ERASURE_TELL = 1000,  /* events between two reports of progress */
};

/* The numbers of events that a transaction looks at. */
struct erasure_range {
    uint64_t from, last;
    struct event event; /* the event at hand */
};

static bool
erasure_is_about_message(const struct erasure *e, const struct event *event)
{
    struct message_event body;
    if (message_event_decode(event, &body) != FAULT_NONE)
        return false;
    const struct message *message = &body.message;
    return strcmp(message->to, e->number) == 0 || strcmp(message->from, e->number) == 0 ||
           erasure_has_message(e, message->id);
}

bool
erasure_is_about(const struct erasure *e, const struct event *event)
{
    struct link_event link;
    struct click click;
    struct missed missed;
    struct conversion conversion;
    switch (event->kind) {
    case EVENT_CLICK:
    case EVENT_PREFETCH:
    case EVENT_PREVIEW:
        return click_decode(event->body, event->length, &click) == FAULT_NONE &&
               erasure_has_message(e, click.message);
    case EVENT_MISSED:
        return missed_decode(event->body, event->length, &missed) == FAULT_NONE &&
               erasure_has_message(e, missed.click.message);
    case EVENT_LINK:
        return link_event_decode(event, &link) == FAULT_NONE && erasure_has_message(e, link.message);
    case EVENT_MESSAGE:
        return erasure_is_about_message(e, event);
    case EVENT_CONVERSION:
        return conversion_decode(event, &conversion) == FAULT_NONE &&
               erasure_has_message(e, conversion.message);
    case EVENT_VISIT:  /* of no message */
    case EVENT_CUSTOM: /* its publisher's own; nothing of curt's names a person in it */
    case EVENT_ERASED:
        break;
    }
    return false;
}

static enum fault
erasure_events_body(struct txn *txn, struct erasure *e, void *arg)
{
    struct erasure_range *r = arg;
    enum fault fault = FAULT_NONE;
    for (uint64_t n = r->from; n < r->from + ERASURE_EVENTS && n <= r->last && fault == FAULT_NONE; n++) {
        fault = event_log_read(txn, n, &r->event);
        if (fault == FAULT_NONE && erasure_is_about(e, &r->event)) {
            fault = event_log_erase(txn, &r->event);
            e->step.events++;
        }
        if (fault == FAULT_MISSING)
            fault = FAULT_NONE;
    }
    return fault;
}

enum fault
erasure_events(struct erasure *e, uint64_t first, const struct erasure_options *options, uint64_t *last)
{
    struct erasure_range *r = xcalloc(1, sizeof *r);
    uint64_t oldest = 0;
    enum fault fault = options->count != NULL ? options->count(options->arg) : FAULT_NONE;
    if (fault == FAULT_NONE)
        fault = event_log_range(e->env, 1, &oldest, &r->last);
    if (first < oldest)
        first = oldest;
    for (r->from = first; fault == FAULT_NONE && r->from <= r->last; r->from += ERASURE_EVENTS) {
        fault = erasure_step(e, erasure_events_body, r);
        if (options->tell != NULL && (r->from - first) % ERASURE_TELL == 0)
            options->tell(r->from - first, r->last - first + 1, options->arg);
    }
    *last = r->last;
    free(r);
    return fault;
}
