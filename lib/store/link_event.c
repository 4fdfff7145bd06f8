#include "store/link_event.h"

#include <string.h>

#include "store/pack.h"

enum { LINK_EVENT_MAX = 12288 };

enum fault
link_publish(struct txn *txn, const struct link *link, enum link_deed deed, int64_t at)
{
    uint8_t body[LINK_EVENT_MAX], labels[LABELS_BYTES_MAX];
    struct pack p = pack_over(body, sizeof body);
    pack_u8(&p, (uint8_t)deed);
    pack_u64(&p, link->id);
    pack_u32(&p, link->owner);
    pack_moment(&p, link->expires);
    pack_text_bytes(&p, labels, labels_pack(&link->labels, labels));
    pack_text(&p, link->code);
    pack_text(&p, link->url);
    if (!uuid_is_nil(link->message))
        pack_bytes(&p, link->message, UUID_BYTES);
    return event_append(txn, EVENT_LINK, at, body, p.length);
}

enum fault
link_event_unpack(const struct event *event, struct link_event *out)
{
    struct unpack u = unpack_over(event->body, event->length);
    size_t length;
    out->deed = unpack_u8(&u);
    out->link = unpack_u64(&u);
    out->owner = unpack_u32(&u);
    out->expires = unpack_moment(&u);
    const char *labels = unpack_text_bytes(&u, &length);
    if (labels_unpack(labels, length, &out->labels) != FAULT_NONE)
        return FAULT_INPUT;
    unpack_text(&u, out->code, sizeof out->code);
    unpack_text(&u, out->url, sizeof out->url);
    const uint8_t *message = u.at < u.end ? unpack_bytes(&u, UUID_BYTES) : NULL;
    memset(out->message, 0, UUID_BYTES);
    if (message != NULL)
        memcpy(out->message, message, UUID_BYTES);
    return u.bad ? FAULT_INPUT : FAULT_NONE;
}
