/*
 * conversion.c: remembers conversions, and publishes each once.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/conversion.h"

#include <string.h>

#include "base/sha256.h"
#include "db/codec.h"
#include "db/row.h"
#include "db/schedule.h"

enum {
    CONVERSION_DIGEST = 16,
    CONVERSION_KEY = 1 + UUID_BYTES + CONVERSION_DIGEST,
    CONVERSION_BODY_MAX = 4096,
    CONVERSION_OF_MESSAGE = 'm', /* and its id */
    CONVERSION_OF_CLICK = 'c',   /* and a digest of the click's */
};

static void
conversion_pack_message(struct encoder *p, const uint8_t id[static UUID_BYTES])
{
    encode_u8(p, CONVERSION_OF_MESSAGE);
    encode_bytes(p, id, UUID_BYTES);
}

static struct row_key
conversion_key(struct encoder *p, const struct conversion *c)
{
    uint8_t digest[SHA256_BYTES];
    if (uuid_is_nil(c->message)) {
        sha256_text(c->click_id, digest);
        encode_u8(p, CONVERSION_OF_CLICK);
        encode_bytes(p, digest, UUID_BYTES);
    } else {
        conversion_pack_message(p, c->message);
    }
    sha256_digest(
        (const struct sha256_part[]){{c->name, strlen(c->name) + 1}, {c->reference, strlen(c->reference)}}, 2,
        digest);
    encode_bytes(p, digest, CONVERSION_DIGEST);
    return encoder_key(p);
}

/* FAULT_MISSING: the message has none. */
static enum fault
conversion_find_of_message(struct txn *txn, const uint8_t id[static UUID_BYTES])
{
    uint8_t space[CONVERSION_KEY];
    struct encoder p = encoder_over(space, sizeof space);
    struct cursor cursor;
    conversion_pack_message(&p, id);
    enum fault fault = row_next(txn, TABLE_CONVERSION, encoder_key(&p), &cursor, NULL, 0);
    return fault == FAULT_NONE && memcmp(cursor.key, p.bytes, p.length) != 0 ? FAULT_MISSING : fault;
}

static enum fault
conversion_publish(struct txn *txn, const struct conversion *c, int64_t now)
{
    uint8_t body[CONVERSION_BODY_MAX], labels[LABELS_BYTES_MAX];
    struct encoder p = encoder_over(body, sizeof body);
    encode_timestamp(&p, c->at);
    encode_u32(&p, c->owner);
    encode_u64(&p, c->link);
    encode_bytes(&p, c->message, UUID_BYTES);
    encode_u8(&p, (uint8_t)(c->valued | c->first << 1));
    encode_u64(&p, (uint64_t)c->value);
    encode_text(&p, c->currency);
    encode_text(&p, c->link_name);
    encode_text_bytes(&p, labels, labels_encode(&c->labels, labels));
    encode_text(&p, c->click_id);
    encode_text(&p, c->name);
    encode_text(&p, c->reference);
    return event_log_append(txn, EVENT_CONVERSION, now, body, p.length);
}

enum fault
conversion_add(struct txn *txn, struct conversion *c, int64_t keep, int64_t now)
{
    uint8_t space[CONVERSION_KEY];
    struct encoder p = encoder_over(space, sizeof space);
    const struct row_key key = conversion_key(&p, c);
    enum fault fault = FAULT_MISSING;
    if (!uuid_is_nil(c->message))
        fault = conversion_find_of_message(txn, c->message);
    c->first = fault == FAULT_MISSING && !uuid_is_nil(c->message);
    if (fault == FAULT_NONE || fault == FAULT_MISSING)
        fault = row_add(txn, TABLE_CONVERSION, key, "", 0);
    if (fault == FAULT_NONE)
        fault = schedule_add(txn, keep, SCHEDULE_FORGET_CONVERSION, p.bytes, p.length);
    return fault == FAULT_NONE ? conversion_publish(txn, c, now) : fault;
}

enum fault
conversion_decode(const struct event *event, struct conversion *out)
{
    struct decoder u = decoder_over(event->body, event->length);
    size_t length;
    out->at = decode_timestamp(&u);
    out->owner = decode_u32(&u);
    out->link = decode_u64(&u);
    const uint8_t *message = decode_bytes(&u, UUID_BYTES);
    const uint8_t flags = decode_u8(&u);
    out->value = (int64_t)decode_u64(&u);
    decode_text(&u, out->currency, sizeof out->currency);
    decode_text(&u, out->link_name, sizeof out->link_name);
    const char *labels = decode_text_bytes(&u, &length);
    if (u.bad || message == NULL || labels_decode(labels, length, &out->labels) != FAULT_NONE)
        return FAULT_INPUT;
    decode_text(&u, out->click_id, sizeof out->click_id);
    decode_text(&u, out->name, sizeof out->name);
    decode_text(&u, out->reference, sizeof out->reference);
    memcpy(out->message, message, UUID_BYTES);
    out->valued = (flags & 1) != 0;
    out->first = (flags & 2) != 0;
    return u.bad ? FAULT_INPUT : FAULT_NONE;
}

enum fault
conversion_remove_message(struct txn *txn, const uint8_t id[static UUID_BYTES])
{
    uint8_t space[CONVERSION_KEY];
    struct encoder p = encoder_over(space, sizeof space);
    conversion_pack_message(&p, id);
    return row_remove_prefix(txn, TABLE_CONVERSION, encoder_key(&p));
}

enum fault
conversion_forget(struct txn *txn, const void *key, size_t length)
{
    const enum fault fault = row_remove(txn, TABLE_CONVERSION, (struct row_key){key, length});
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}
