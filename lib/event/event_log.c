/*
 * event_log.c: events in a queue, longer bodies in a btree beside it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/event_log.h"

#include <string.h>

#include "db/codec.h"
#include "db/queue.h"
#include "db/row.h"

enum {
    EVENT_HEAD = 1 + 1 + 8 + UUID_BYTES + 2,
    EVENT_HAS_REST = 1,
    EVENT_REST_LENGTH = UINT16_MAX,
    EVENT_HOLES = 1000 /* passed over in search of the oldest event that was not taken */
};

/* What did not fit the record lies under its slot. */
static struct row_key
event_rest_key(struct encoder *space, uint32_t slot)
{
    encode_u32(space, slot);
    return encoder_key(space);
}

enum fault
event_log_append(struct txn *txn, enum event_kind kind, int64_t at, const void *body, size_t length)
{
    uint8_t id[UUID_BYTES];
    uuid_v4(id);
    return event_log_append_as(txn, id, kind, at, body, length, NULL);
}

enum fault
event_log_append_as(struct txn *txn, const uint8_t id[static UUID_BYTES], enum event_kind kind, int64_t at,
    const void *body, size_t length, uint32_t *out)
{
    uint8_t record[QUEUE_RECORD];
    if (length > EVENT_BODY_MAX)
        return FAULT_FULL;
    const bool rest = length > QUEUE_RECORD - EVENT_HEAD;
    struct encoder p = encoder_over(record, sizeof record);
    encode_u8(&p, (uint8_t)kind);
    encode_u8(&p, rest ? EVENT_HAS_REST : 0);
    encode_timestamp(&p, at);
    encode_bytes(&p, id, UUID_BYTES);
    encode_u16(&p, rest ? EVENT_REST_LENGTH : (uint16_t)length);
    if (!rest)
        encode_bytes(&p, body, length);

    uint32_t slot;
    enum fault fault = queue_append(txn, TABLE_EVENT, record, p.length, &slot);
    if (out != NULL)
        *out = slot;
    if (fault != FAULT_NONE || !rest)
        return fault;
    uint8_t space[4];
    struct encoder k = encoder_over(space, sizeof space);
    return row_put(txn, TABLE_EVENT_REST, event_rest_key(&k, slot), body, length);
}

static enum fault
event_decode(struct txn *txn, uint64_t number, const uint8_t record[static QUEUE_RECORD], struct event *out)
{
    struct decoder u = decoder_over(record, QUEUE_RECORD);
    out->kind = decode_u8(&u);
    const bool rest = decode_u8(&u) == EVENT_HAS_REST;
    out->at = decode_timestamp(&u);
    memcpy(out->id, decode_bytes(&u, UUID_BYTES), UUID_BYTES);
    out->length = decode_u16(&u);
    if (rest) {
        uint8_t space[4];
        struct encoder k = encoder_over(space, sizeof space);
        enum fault fault = row_get(txn, TABLE_EVENT_REST, event_rest_key(&k, queue_slot(number)), out->body,
            EVENT_BODY_MAX, &out->length);
        out->body[out->length] = '\0';
        return fault;
    }
    const void *body = decode_bytes(&u, out->length);
    if (body == NULL)
        return FAULT_SYSTEM;
    memcpy(out->body, body, out->length);
    out->body[out->length] = '\0';
    return FAULT_NONE;
}

enum fault
event_log_read(struct txn *txn, uint64_t number, struct event *out)
{
    uint8_t record[QUEUE_RECORD];
    enum fault fault = queue_get(txn, TABLE_EVENT, number, record);
    if (fault != FAULT_NONE)
        return fault;
    out->number = number;
    return event_decode(txn, number, record, out);
}

enum fault
event_log_range(struct env *env, uint64_t near, uint64_t *first, uint64_t *last)
{
    return queue_range(env, TABLE_EVENT, near, first, last);
}

enum fault
event_log_newest(struct txn *txn, uint64_t near, uint64_t *number)
{
    uint8_t record[QUEUE_RECORD];
    uint64_t first;
    enum fault fault = event_log_range(env_of(txn), near, &first, number);
    for (; fault == FAULT_NONE && *number >= first; (*number)--) {
        fault = queue_get(txn, TABLE_EVENT, *number, record);
        if (fault != FAULT_MISSING)
            return fault;
        fault = FAULT_NONE;
    }
    return fault;
}

enum fault
event_log_lag(struct env *env, uint64_t number, int64_t now, struct event_log_lag *out)
{
    uint8_t record[QUEUE_RECORD];
    uint64_t first, next = number + 1;
    enum fault fault = event_log_range(env, next, &first, &out->last);
    out->events = 0;
    out->age = 0;
    if (next < first)
        next = first;
    for (int i = 0; fault == FAULT_NONE && next <= out->last && i < EVENT_HOLES; i++, next++) {
        fault = queue_get(env_read(env), TABLE_EVENT, next, record);
        if (fault == FAULT_NONE) {
            struct decoder u = decoder_over(record + 2, sizeof record - 2); /* after kind and flags */
            const int64_t age = now - decode_timestamp(&u);
            out->events = out->last + 1 - next;
            out->age = age > 0 ? age : 0;
            return FAULT_NONE;
        }
        fault = fault == FAULT_MISSING ? FAULT_NONE : fault;
    }
    return fault;
}

enum fault
event_log_erase(struct txn *txn, const struct event *event)
{
    static const uint8_t nil[UUID_BYTES];
    uint8_t record[QUEUE_RECORD], space[4];
    struct encoder p = encoder_over(record, sizeof record), k = encoder_over(space, sizeof space);
    encode_u8(&p, EVENT_ERASED);
    encode_u8(&p, 0);
    encode_timestamp(&p, event->at);
    encode_bytes(&p, nil, UUID_BYTES);
    encode_u16(&p, 0);
    enum fault fault = queue_put(txn, TABLE_EVENT, event->number, record, p.length);
    if (fault == FAULT_NONE)
        fault = row_remove(txn, TABLE_EVENT_REST, event_rest_key(&k, queue_slot(event->number)));
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

/* The oldest event that is there; what is before it are holes. */
static enum fault
event_oldest(struct txn *txn, uint64_t upto, struct event *out)
{
    uint64_t first, last;
    enum fault fault = event_log_range(env_of(txn), upto, &first, &last);
    if (fault != FAULT_NONE)
        return fault;
    fault = FAULT_MISSING;
    for (uint64_t n = first; n <= last && n <= upto && fault == FAULT_MISSING; n++)
        fault = event_log_read(txn, n, out);
    return fault;
}

enum fault
event_log_trim(struct txn *txn, uint64_t upto, int64_t older_than, struct event *space)
{
    enum fault fault = event_oldest(txn, upto, space);
    if (fault == FAULT_NONE && space->at >= older_than)
        fault = FAULT_MISSING;
    if (fault != FAULT_NONE)
        return fault;

    uint32_t slot;
    fault = queue_take(txn, TABLE_EVENT, &slot);
    if (fault != FAULT_NONE)
        return fault;
    if (slot != queue_slot(space->number)) /* somebody else trims too: undo, and let it */
        return FAULT_REFUSED;
    uint8_t bytes[4];
    struct encoder k = encoder_over(bytes, sizeof bytes);
    fault = row_remove(txn, TABLE_EVENT_REST, event_rest_key(&k, slot));
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}
