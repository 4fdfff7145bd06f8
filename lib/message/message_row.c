/*
 * message_row.c: a message's head as bytes, and what older versions made of it.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "base/config.h"
#include "db/varint.h"
#include "message/message.h"

enum {
    /* The first byte; of an older row, that of the owner: keys are counted from 1. */
    MESSAGE_ROW_MARK = 0xff,
    /*
     * A row is filled up to this: while a message goes from one state to the next its row gets longer, and a
     * page that was full would be split for it.
     */
    MESSAGE_ROW_LEAST = 116,
};

/* The texts of a head in their order. */
#define MESSAGE_ROW_TEXTS(m)                                                                          \
    {                                                                                                 \
        {(m)->to, sizeof(m)->to}, {(m)->from, sizeof(m)->from}, {(m)->campaign, sizeof(m)->campaign}, \
            {(m)->client_ref, sizeof(m)->client_ref}, {(m)->webhook, sizeof(m)->webhook},             \
            {(m)->carrier_id, sizeof(m)->carrier_id}, {(m)->error, sizeof(m)->error},                 \
            {(m)->detail, sizeof(m)->detail}, {(m)->price, sizeof(m)->price},                         \
            {(m)->currency, sizeof(m)->currency}, {(m)->network, sizeof(m)->network},                 \
    }

size_t
message_encode(const struct message *m, uint8_t row[static MESSAGE_ROW_MAX])
{
    struct encoder p = encoder_over(row, MESSAGE_ROW_MAX);
    const int64_t timestamps[] = {m->submitted, m->delivered, m->read, m->ended, m->stopped};
    const struct {
        const char *text;
        size_t size;
    } texts[] = MESSAGE_ROW_TEXTS(m);
    encode_u8(&p, MESSAGE_ROW_MARK);
    encode_u8(&p, (uint8_t)m->status);
    encode_u8(&p, (uint8_t)m->channel);
    encode_varint(&p, m->owner);
    encode_u64(&p, m->queue);
    encode_varint(&p, m->attempts);
    encode_varint(&p, m->parts);
    encode_timestamp(&p, m->created);
    for (size_t i = 0; i < sizeof timestamps / sizeof *timestamps; i++)
        encode_near(&p, timestamps[i], m->created);
    for (enum message_status status = MESSAGE_SUBMITTED; status < MESSAGE_STATUSES; status++)
        encode_near(&p, m->received[status], m->created);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        encode_short_text(&p, texts[i].text);
    encode_near(&p, m->send_at, m->created);
    encode_u8(&p, m->carrier);
    encode_u8(&p, (uint8_t)m->revocation);
    encode_near(&p, m->revoked, m->created);
    while (p.length < MESSAGE_ROW_LEAST)
        encode_u8(&p, 0);
    return p.length;
}

static enum fault
message_row_check(const struct decoder *u, const struct message *m)
{
    return u->bad || m->status >= MESSAGE_STATUSES || m->channel >= MESSAGE_CHANNELS ||
                   m->revocation >= MESSAGE_REVOCATIONS
               ? FAULT_SYSTEM
               : FAULT_NONE;
}

/* A row as it was until store version 2. */
static enum fault
message_decode_old(const uint8_t *row, size_t length, struct message *out)
{
    struct decoder u = decoder_over(row, length);
    int64_t *const timestamps[] = {&out->created, &out->submitted, &out->delivered, &out->read, &out->ended};
    const struct {
        char *text;
        size_t size;
    } texts[] = MESSAGE_ROW_TEXTS(out);
    out->owner = decode_u32(&u);
    out->status = decode_u8(&u);
    out->channel = decode_u8(&u);
    out->queue = decode_u64(&u);
    out->attempts = decode_u16(&u);
    out->parts = decode_u16(&u);
    for (size_t i = 0; i < sizeof timestamps / sizeof *timestamps; i++)
        *timestamps[i] = decode_timestamp(&u);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        decode_text(&u, texts[i].text, texts[i].size);
    memset(out->received, 0, sizeof out->received);
    for (int i = MESSAGE_SUBMITTED; i < MESSAGE_STATUSES && !decoder_is_at_end(&u); i++)
        out->received[i] = decode_timestamp(&u); /* rows of still older versions end before */
    out->stopped = decoder_is_at_end(&u) ? 0 : decode_timestamp(&u);
    out->send_at = 0;
    out->carrier = 0;
    out->revocation = MESSAGE_NOT_REVOKED;
    out->revoked = 0;
    return message_row_check(&u, out);
}

enum fault
message_decode(const uint8_t *row, size_t length, struct message *out)
{
    if (length > 0 && row[0] != MESSAGE_ROW_MARK)
        return message_decode_old(row, length, out);
    struct decoder u = decoder_over(row, length);
    int64_t *const timestamps[] = {&out->submitted, &out->delivered, &out->read, &out->ended, &out->stopped};
    const struct {
        char *text;
        size_t size;
    } texts[] = MESSAGE_ROW_TEXTS(out);
    decode_u8(&u);
    out->status = decode_u8(&u);
    out->channel = decode_u8(&u);
    out->owner = (uint32_t)decode_varint(&u);
    out->queue = decode_u64(&u);
    out->attempts = (uint16_t)decode_varint(&u);
    out->parts = (uint16_t)decode_varint(&u);
    out->created = decode_timestamp(&u);
    for (size_t i = 0; i < sizeof timestamps / sizeof *timestamps; i++)
        *timestamps[i] = decode_near(&u, out->created);
    memset(out->received, 0, sizeof out->received);
    for (int i = MESSAGE_SUBMITTED; i < MESSAGE_STATUSES; i++)
        out->received[i] = decode_near(&u, out->created);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        decode_short_text(&u, texts[i].text, texts[i].size);
    out->send_at = decoder_is_at_end(&u) ? 0 : decode_near(&u, out->created);
    out->carrier = decoder_is_at_end(&u) ? 0 : decode_u8(&u); /* older rows end before, or are filled up */
    if (out->carrier > CONFIG_CARRIERS)
        out->carrier = 0; /* one of a newer version */
    out->revocation = decoder_is_at_end(&u) ? MESSAGE_NOT_REVOKED : decode_u8(&u);
    out->revoked = decoder_is_at_end(&u) ? 0 : decode_near(&u, out->created);
    return message_row_check(&u, out);
}
