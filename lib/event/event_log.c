/*
 * event_log.c: events in a queue, what their bodies have too much for its records in a btree beside it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/event_log.h"

#include <string.h>

#include "db/codec.h"
#include "db/queue.h"
#include "db/row.h"
#include "event/phrases.h"

enum {
    EVENT_HEAD = 1 + 1 + 8 + UUID_BYTES + 2,
    EVENT_HAS_REST = 1,       /* the body goes on in a row under the event's slot */
    EVENT_IN_PHRASES = 2,     /* phrases.h, with the table of phrase_table.c */
    EVENT_PHRASES_MAX = 4096, /* bytes of a body that is shortened: a longer one is no click */
    EVENT_HOLES = 1000        /* passed over in search of the oldest event that was not taken */
};

/* An event as the log has it. */
struct event_row {
    uint8_t record[QUEUE_RECORD];
    size_t record_length;
    const uint8_t *rest;
    size_t rest_length; /* 0: all of it is in the record */
};

static struct row_key
event_rest_key(struct encoder *space, uint32_t slot)
{
    encode_u32(space, slot);
    return encoder_key(space);
}

/* The body, or space, is what the row's rest stands in. */
static void
event_encode(const uint8_t id[static UUID_BYTES], enum event_kind kind, int64_t at, const uint8_t *body,
    size_t length, uint8_t space[static EVENT_PHRASES_MAX], struct event_row *out)
{
    const size_t shorter = length <= EVENT_PHRASES_MAX
                               ? phrases_encode(body, length, space, EVENT_PHRASES_MAX)
                               : 0;
    if (shorter > 0) {
        body = space;
        length = shorter;
    }
    const size_t here = length < QUEUE_RECORD - EVENT_HEAD ? length : QUEUE_RECORD - EVENT_HEAD;
    struct encoder p = encoder_over(out->record, sizeof out->record);
    encode_u8(&p, (uint8_t)kind);
    encode_u8(&p, (uint8_t)((here < length ? EVENT_HAS_REST : 0) | (shorter > 0 ? EVENT_IN_PHRASES : 0)));
    encode_timestamp(&p, at);
    encode_bytes(&p, id, UUID_BYTES);
    encode_u16(&p, (uint16_t)here);
    encode_bytes(&p, body, here);
    out->record_length = p.length;
    out->rest = body + here;
    out->rest_length = length - here;
}

static enum fault
event_put_rest(struct txn *txn, uint32_t slot, const struct event_row *row)
{
    uint8_t space[4];
    struct encoder k = encoder_over(space, sizeof space);
    if (row->rest_length == 0)
        return FAULT_NONE;
    return row_put(txn, TABLE_EVENT_REST, event_rest_key(&k, slot), row->rest, row->rest_length);
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
    const void *body, size_t length, uint32_t *slot)
{
    uint8_t space[EVENT_PHRASES_MAX];
    struct event_row row;
    uint32_t taken;
    if (length > EVENT_BODY_MAX)
        return FAULT_FULL;
    event_encode(id, kind, at, body, length, space, &row);
    enum fault fault = queue_append(txn, TABLE_EVENT, row.record, row.record_length, &taken);
    if (fault != FAULT_NONE)
        return fault;
    if (slot != NULL)
        *slot = taken;
    return event_put_rest(txn, taken, &row);
}

enum fault
event_log_put(struct txn *txn, const struct event *event)
{
    uint8_t space[EVENT_PHRASES_MAX];
    struct event_row row;
    event_encode(event->id, event->kind, event->at, event->body, event->length, space, &row);
    enum fault fault = queue_put(txn, TABLE_EVENT, event->number, row.record, row.record_length);
    return fault == FAULT_NONE ? event_put_rest(txn, queue_slot(event->number), &row) : fault;
}

/* Both parts of a body as they are in the log. */
static enum fault
event_read_body(struct txn *txn, struct decoder *u, bool has_rest, uint64_t number, uint8_t *out, size_t size,
    size_t *length)
{
    uint8_t space[4];
    struct encoder k = encoder_over(space, sizeof space);
    const size_t here = decode_u16(u);
    const void *body = decode_bytes(u, here);
    if (body == NULL)
        return FAULT_SYSTEM;
    memcpy(out, body, here);
    *length = here;
    if (!has_rest)
        return FAULT_NONE;
    const enum fault fault = row_get(
        txn, TABLE_EVENT_REST, event_rest_key(&k, queue_slot(number)), out + here, size - here, length);
    *length += here;
    return fault;
}

static enum fault
event_decode(struct txn *txn, uint64_t number, const uint8_t record[static QUEUE_RECORD], struct event *out)
{
    uint8_t space[EVENT_PHRASES_MAX];
    struct decoder u = decoder_over(record, QUEUE_RECORD);
    out->kind = decode_u8(&u);
    const uint8_t flags = decode_u8(&u);
    const bool rest = (flags & EVENT_HAS_REST) != 0, shorter = (flags & EVENT_IN_PHRASES) != 0;
    out->at = decode_timestamp(&u);
    memcpy(out->id, decode_bytes(&u, UUID_BYTES), UUID_BYTES);
    enum fault fault = shorter
                           ? event_read_body(txn, &u, rest, number, space, sizeof space, &out->length)
                           : event_read_body(txn, &u, rest, number, out->body, EVENT_BODY_MAX, &out->length);
    if (fault == FAULT_NONE && shorter &&
        phrases_decode(space, out->length, out->body, EVENT_BODY_MAX, &out->length) != FAULT_NONE)
        fault = FAULT_SYSTEM;
    out->body[fault == FAULT_NONE ? out->length : 0] = '\0';
    return fault;
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
