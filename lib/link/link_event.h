/*
 * link_event.h: something was done to a link: the body of EVENT_LINK. Appended in the transaction that does
 * it.
 */
#ifndef CURT_LINK_LINK_EVENT_H
#define CURT_LINK_LINK_EVENT_H

#include "event/event_log.h"
#include "link/link.h"

enum link_event_kind {
    LINK_EVENT_CREATED = 1,
    LINK_EVENT_CHANGED = 2,
    LINK_EVENT_DISABLED = 3,
    LINK_EVENT_ENABLED = 4,
    LINK_EVENT_DELETED = 5,
    LINK_EVENT_EXPIRED = 6,
    LINK_EVENT_RESTORED = 7,
    LINK_EVENT_REPORTED = 8,
};

struct link_event {
    enum link_event_kind kind;
    uint64_t link;
    uint32_t owner;
    int64_t expires;             /* 0: never */
    uint8_t message[UUID_BYTES]; /* nil: none */
    struct labels labels;
    char code[SHORT_CODE_MAX + 1];
    char domain[DOMAIN_NAME_MAX + 1]; /* "": the default one */
    char url[URL_MAX + 1];
};

enum fault link_event_append(struct txn *, const struct link *, enum link_event_kind, int64_t at);
enum fault link_event_decode(const struct event *, struct link_event *out);

#endif
