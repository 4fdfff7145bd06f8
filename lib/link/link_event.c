/*
 * link_event.c: a link event as bytes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link/link_event.h"

#include <string.h>

#include "db/codec.h"

enum { LINK_EVENT_MAX = 12288 };

enum fault
link_event_append(struct txn *txn, const struct link *link, enum link_event_kind kind, int64_t at)
{
    uint8_t body[LINK_EVENT_MAX], labels[LABELS_BYTES_MAX];
    char name[LINK_NAME_MAX + 1];
    struct encoder p = encoder_over(body, sizeof body);
    link_name(link, name);
    encode_u8(&p, (uint8_t)kind);
    encode_u64(&p, link->id);
    encode_u32(&p, link->owner);
    encode_timestamp(&p, link->expires);
    encode_text_bytes(&p, labels, labels_encode(&link->labels, labels));
    encode_text(&p, name);
    encode_text(&p, link->url);
    if (!uuid_is_nil(link->message))
        encode_bytes(&p, link->message, UUID_BYTES);
    return event_log_append(txn, EVENT_LINK, at, body, p.length);
}

enum fault
link_event_decode(const struct event *event, struct link_event *out)
{
    struct decoder u = decoder_over(event->body, event->length);
    size_t length;
    out->kind = decode_u8(&u);
    out->link = decode_u64(&u);
    out->owner = decode_u32(&u);
    out->expires = decode_timestamp(&u);
    const char *labels = decode_text_bytes(&u, &length);
    if (labels_decode(labels, length, &out->labels) != FAULT_NONE)
        return FAULT_INPUT;
    const char *name = decode_text_bytes(&u, &length);
    if (u.bad || (link_name_read(name, length, out->domain, out->code) != FAULT_NONE && length > 0))
        return FAULT_INPUT;
    decode_text(&u, out->url, sizeof out->url);
    const uint8_t *message = u.at < u.end ? decode_bytes(&u, UUID_BYTES) : NULL;
    memset(out->message, 0, UUID_BYTES);
    if (message != NULL)
        memcpy(out->message, message, UUID_BYTES);
    return u.bad ? FAULT_INPUT : FAULT_NONE;
}
