/*
 * message_event.c: a message event as bytes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/message_event.h"

#include <string.h>

#include "db/codec.h"

enum { MESSAGE_EVENT_MAX = 4096 + MESSAGE_TEXT_MAX };

enum fault
message_event_encode(const struct message_event *event, uint8_t *out, size_t size, size_t *length)
{
    struct encoder p = encoder_over(out, size);
    const struct message *m = &event->message;
    const char *const texts[] = {m->to, m->from, m->campaign, m->client_ref, m->webhook, m->carrier_id,
        m->error, m->detail, m->price, m->currency, m->network};
    encode_u8(&p, (uint8_t)event->kind);
    encode_u8(&p, (uint8_t)event->before);
    encode_u8(&p, event->priced);
    encode_bytes(&p, m->id, UUID_BYTES);
    encode_u32(&p, m->owner);
    encode_u8(&p, (uint8_t)m->status);
    encode_u8(&p, (uint8_t)m->channel);
    encode_u16(&p, m->parts);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        encode_text(&p, texts[i]);
    if (event->kind == MESSAGE_EVENT_INBOUND)
        encode_text(&p, event->text);
    encode_u64(&p, m->queue);
    encode_timestamp(&p, event->carrier_at);
    encode_u8(&p, (uint8_t)event->keyword);
    *length = p.length;
    return p.full ? FAULT_FULL : FAULT_NONE;
}

enum fault
message_event_append(struct txn *txn, const struct message_event *event, int64_t at)
{
    uint8_t body[MESSAGE_EVENT_MAX];
    size_t length;
    enum fault fault = message_event_encode(event, body, sizeof body, &length);
    return fault != FAULT_NONE ? fault : event_log_append(txn, EVENT_MESSAGE, at, body, length);
}

enum fault
message_event_decode(const struct event *event, struct message_event *out)
{
    struct decoder u = decoder_over(event->body, event->length);
    struct message *m = &out->message;
    const struct {
        char *text;
        size_t size;
    } texts[] = {{m->to, sizeof m->to}, {m->from, sizeof m->from}, {m->campaign, sizeof m->campaign},
        {m->client_ref, sizeof m->client_ref}, {m->webhook, sizeof m->webhook},
        {m->carrier_id, sizeof m->carrier_id}, {m->error, sizeof m->error}, {m->detail, sizeof m->detail},
        {m->price, sizeof m->price}, {m->currency, sizeof m->currency}, {m->network, sizeof m->network}};
    memset(m, 0, sizeof *m);
    out->kind = decode_u8(&u);
    out->before = decode_u8(&u);
    out->priced = decode_u8(&u) != 0;
    const uint8_t *id = decode_bytes(&u, UUID_BYTES);
    if (id == NULL)
        return FAULT_INPUT;
    memcpy(m->id, id, UUID_BYTES);
    m->owner = decode_u32(&u);
    m->status = decode_u8(&u);
    m->channel = decode_u8(&u);
    m->parts = decode_u16(&u);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        decode_text(&u, texts[i].text, texts[i].size);
    out->text[0] = '\0';
    if (out->kind == MESSAGE_EVENT_INBOUND)
        decode_text(&u, out->text, sizeof out->text);
    out->carrier_at = 0;
    out->keyword = KEYWORD_NONE;
    if (!decoder_is_at_end(&u)) { /* events of older versions end here */
        m->queue = decode_u64(&u);
        out->carrier_at = decode_timestamp(&u);
        out->keyword = decode_u8(&u);
    }
    const bool good = !u.bad && out->kind >= MESSAGE_EVENT_STATUS &&
                      out->kind <= MESSAGE_EVENT_REVOKE_REFUSED && out->before <= MESSAGE_STATUSES &&
                      m->status < MESSAGE_STATUSES && m->channel < MESSAGE_CHANNELS &&
                      out->keyword < KEYWORDS;
    return good ? FAULT_NONE : FAULT_INPUT;
}
