/*
 * message.c: a message as the store has it: its head and its body.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/message.h"

#include <string.h>

#include "db/codec.h"

static const char *const message_status_names[MESSAGE_STATUSES] = {
    [MESSAGE_REQUESTED] = "requested",
    [MESSAGE_SENDING] = "sending",
    [MESSAGE_UNKNOWN] = "unknown",
    [MESSAGE_SUBMITTED] = "submitted",
    [MESSAGE_DELIVERED] = "delivered",
    [MESSAGE_READ] = "read",
    [MESSAGE_REJECTED] = "rejected",
    [MESSAGE_UNDELIVERABLE] = "undeliverable",
    [MESSAGE_FAILED] = "failed",
};

const char *
message_status_name(enum message_status status)
{
    return message_status_names[status];
}

enum message_status
message_status_parse(const char *name)
{
    enum message_status status = 0;
    while (status < MESSAGE_STATUSES && strcmp(message_status_names[status], name) != 0)
        status++;
    return status;
}

static bool
message_is_final(enum message_status status)
{
    return status >= MESSAGE_READ;
}

bool
message_may_move(enum message_status from, enum message_status to)
{
    if (from == MESSAGE_DELIVERED)
        return to == MESSAGE_READ;
    if (message_is_final(from) || (to == MESSAGE_FAILED && from >= MESSAGE_SUBMITTED))
        return false;
    return to > from;
}

struct row_key
message_key(const uint8_t id[static UUID_BYTES])
{
    return (struct row_key){id, UUID_BYTES};
}

size_t
message_encode(const struct message *m, uint8_t row[static MESSAGE_ROW_MAX])
{
    struct encoder p = encoder_over(row, MESSAGE_ROW_MAX);
    const int64_t timestamps[] = {m->created, m->submitted, m->delivered, m->read, m->ended};
    const char *const texts[] = {m->to, m->from, m->campaign, m->client_ref, m->webhook, m->carrier_id,
        m->error, m->detail, m->price, m->currency, m->network};
    encode_u32(&p, m->owner);
    encode_u8(&p, (uint8_t)m->status);
    encode_u8(&p, (uint8_t)m->channel);
    encode_u64(&p, m->queue);
    encode_u16(&p, m->attempts);
    encode_u16(&p, m->parts);
    for (size_t i = 0; i < sizeof timestamps / sizeof *timestamps; i++)
        encode_timestamp(&p, timestamps[i]);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        encode_text(&p, texts[i]);
    for (enum message_status status = MESSAGE_SUBMITTED; status < MESSAGE_STATUSES; status++)
        encode_timestamp(&p, m->received[status]);
    encode_timestamp(&p, m->stopped);
    return p.length;
}

static enum fault
message_decode(const uint8_t *row, size_t length, struct message *out)
{
    struct decoder u = decoder_over(row, length);
    int64_t *const timestamps[] = {&out->created, &out->submitted, &out->delivered, &out->read, &out->ended};
    const struct {
        char *text;
        size_t size;
    } texts[] = {{out->to, sizeof out->to}, {out->from, sizeof out->from},
        {out->campaign, sizeof out->campaign}, {out->client_ref, sizeof out->client_ref},
        {out->webhook, sizeof out->webhook}, {out->carrier_id, sizeof out->carrier_id},
        {out->error, sizeof out->error}, {out->detail, sizeof out->detail}, {out->price, sizeof out->price},
        {out->currency, sizeof out->currency}, {out->network, sizeof out->network}};
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
        out->received[i] = decode_timestamp(&u); /* rows of older versions end before */
    out->stopped = decoder_is_at_end(&u) ? 0 : decode_timestamp(&u);
    return u.bad || out->status >= MESSAGE_STATUSES || out->channel >= MESSAGE_CHANNELS ? FAULT_SYSTEM
                                                                                        : FAULT_NONE;
}

static enum fault
message_read(struct txn *txn, const uint8_t id[static UUID_BYTES], struct message *out, bool to_change)
{
    uint8_t row[MESSAGE_ROW_MAX];
    size_t length;
    memmove(out->id, id, UUID_BYTES);
    enum fault fault = (to_change ? row_get_for_update : row_get)(
        txn, TABLE_MESSAGE, message_key(out->id), row, sizeof row, &length);
    return fault != FAULT_NONE ? fault : message_decode(row, length, out);
}

enum fault
message_get(struct txn *txn, const uint8_t id[static UUID_BYTES], struct message *out)
{
    return message_read(txn, id, out, false);
}

enum fault
message_get_for_update(struct txn *txn, const uint8_t id[static UUID_BYTES], struct message *out)
{
    return message_read(txn, id, out, true);
}

enum fault
message_body(struct txn *txn, const uint8_t id[static UUID_BYTES], char *out, size_t size, size_t *length)
{
    enum fault fault = row_get(txn, TABLE_MESSAGE_BODY, message_key(id), out, size - 1, length);
    out[fault == FAULT_NONE ? *length : 0] = '\0';
    return fault;
}
