/*
 * link_event.h: something was done to a link: the body of EVENT_LINK. Appended in the transaction that does
 * it.
 */
#ifndef CURT_STORE_LINK_EVENT_H
#define CURT_STORE_LINK_EVENT_H

#include "store/event.h"
#include "store/link.h"

enum link_deed {
    LINK_CREATED = 1,
    LINK_CHANGED = 2,
    LINK_WAS_DISABLED = 3,
    LINK_ENABLED = 4,
    LINK_DELETED = 5,
    LINK_HAS_EXPIRED = 6,
};

struct link_event {
    enum link_deed deed;
    uint64_t link;
    uint32_t owner;
    int64_t expires;             /* 0: never */
    uint8_t message[UUID_BYTES]; /* nil: none */
    struct labels labels;
    char code[CODE_MAX + 1];
    char url[URL_MAX + 1];
};

enum fault link_publish(struct txn *, const struct link *, enum link_deed, int64_t at);
enum fault link_event_unpack(const struct event *, struct link_event *out);

#endif
