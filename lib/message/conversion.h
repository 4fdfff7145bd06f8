/*
 * conversion.h: what came of a click, or of a message: an order, a registration. Whoever saw it reports it,
 * and it is counted once: it is an event (EVENT_CONVERSION), and a row that remembers it.
 *
 * One message has one conversion of a name and an order (reference), however often its links were opened; a
 * click of no message likewise.
 */
#ifndef CURT_MESSAGE_CONVERSION_H
#define CURT_MESSAGE_CONVERSION_H

#include <stdbool.h>

#include "base/money.h"
#include "base/uuid.h"
#include "event/event_log.h"
#include "event/labels.h"
#include "link/click_id.h"

#define CONVERSION_NAME_MAX      64
#define CONVERSION_REFERENCE_MAX 100
#define CONVERSION_CURRENCY_SIZE 4

struct conversion {
    int64_t at; /* when it happened */
    uint32_t owner;
    uint64_t link;                                /* the link's id; 0: of a message, whichever link it was */
    char link_name[LINK_NAME_MAX + 1];            /* "": the same */
    uint8_t message[UUID_BYTES];                  /* nil: of no message */
    struct labels labels;                         /* of the link, or the message's campaign */
    char click_id[CLICK_ID_SIZE];                 /* "": of a message */
    char name[CONVERSION_NAME_MAX + 1];           /* "purchase" */
    char reference[CONVERSION_REFERENCE_MAX + 1]; /* the reporter's own; "": none */
    bool valued;
    int64_t value;                           /* money.h */
    char currency[CONVERSION_CURRENCY_SIZE]; /* ISO 4217; "" without a value */
    bool first;                              /* the first of its message */
};

/* Remembers it until `keep`, a time, and publishes it; says whether it is the first of its message.
 * FAULT_EXISTS: it was reported before, and nothing changes. */
enum fault conversion_add(struct txn *, struct conversion *, int64_t keep, int64_t now);

enum fault conversion_decode(const struct event *, struct conversion *out);

/* What is remembered of the message's goes with it. */
enum fault conversion_remove_message(struct txn *, const uint8_t id[static UUID_BYTES]);

/* Forgets one that is scheduled for it (SCHEDULE_FORGET_CONVERSION). */
enum fault conversion_forget(struct txn *, const void *key, size_t length);

#endif
