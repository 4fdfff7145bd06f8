#include "store/event.h"

#include <stdlib.h>
#include <string.h>

#include "store/inside.h"
#include "store/pack.h"

/* The queue counts 1 .. 2^32-1 and starts again at 1. */
#define EVENT_PERIOD UINT64_C(4294967295)

enum {
    EVENT_HEAD = 1 + 1 + 8 + UUID_BYTES + 2,
    EVENT_HAS_REST = 1,
    EVENT_REST_LENGTH = UINT16_MAX,
    EVENT_HOLES = 1000 /* passed over in search of the oldest event that was not taken */
};

static db_recno_t
event_recno(uint64_t number)
{
    return (db_recno_t)((number - 1) % EVENT_PERIOD) + 1;
}

static uint64_t
event_number(db_recno_t recno, uint64_t near)
{
    const uint64_t base = event_recno(near);
    const uint64_t ahead = (recno + EVENT_PERIOD - base) % EVENT_PERIOD;
    return ahead < EVENT_PERIOD / 2 || near + ahead < EVENT_PERIOD ? near + ahead
                                                                   : near + ahead - EVENT_PERIOD;
}

/* What did not fit lies under the 32-bit number: it is gone long before that comes again. */
static struct row_key
event_rest_key(struct pack *space, db_recno_t recno)
{
    pack_u32(space, recno);
    return pack_key(space);
}

enum fault
event_append(struct txn *txn, enum event_kind kind, int64_t at, const void *body, size_t length)
{
    uint8_t id[UUID_BYTES];
    uuid_draw(id);
    return event_append_as(txn, id, kind, at, body, length);
}

enum fault
event_append_as(struct txn *txn, const uint8_t id[static UUID_BYTES], enum event_kind kind, int64_t at,
    const void *body, size_t length)
{
    uint8_t record[EVENT_RECORD];
    if (length > EVENT_BODY_MAX)
        return FAULT_FULL;
    const bool rest = length > EVENT_RECORD - EVENT_HEAD;
    struct pack p = pack_over(record, sizeof record);
    pack_u8(&p, (uint8_t)kind);
    pack_u8(&p, rest ? EVENT_HAS_REST : 0);
    pack_moment(&p, at);
    pack_bytes(&p, id, UUID_BYTES);
    pack_u16(&p, rest ? EVENT_REST_LENGTH : (uint16_t)length);
    if (!rest)
        pack_bytes(&p, body, length);

    db_recno_t recno = 0;
    DB *db = inside_table(txn->env, TABLE_EVENT);
    DBT key = {.data = &recno, .size = sizeof recno, .ulen = sizeof recno, .flags = DB_DBT_USERMEM};
    DBT row = {.data = record, .size = (u_int32_t)p.length};
    enum fault fault = inside_fault(txn, db->put(db, txn->handle, &key, &row, DB_APPEND), "append an event");
    if (fault != FAULT_NONE || !rest)
        return fault;
    uint8_t space[4];
    struct pack k = pack_over(space, sizeof space);
    return row_put(txn, TABLE_EVENT_REST, event_rest_key(&k, recno), body, length);
}

static enum fault
event_unpack(struct txn *txn, db_recno_t recno, const uint8_t record[static EVENT_RECORD], struct event *out)
{
    struct unpack u = unpack_over(record, EVENT_RECORD);
    out->kind = unpack_u8(&u);
    const bool rest = unpack_u8(&u) == EVENT_HAS_REST;
    out->at = unpack_moment(&u);
    memcpy(out->id, unpack_bytes(&u, UUID_BYTES), UUID_BYTES);
    out->length = unpack_u16(&u);
    if (rest) {
        uint8_t space[4];
        struct pack k = pack_over(space, sizeof space);
        enum fault fault = row_get(
            txn, TABLE_EVENT_REST, event_rest_key(&k, recno), out->body, EVENT_BODY_MAX, &out->length);
        out->body[out->length] = '\0';
        return fault;
    }
    const void *body = unpack_bytes(&u, out->length);
    if (body == NULL)
        return FAULT_SYSTEM;
    memcpy(out->body, body, out->length);
    out->body[out->length] = '\0';
    return FAULT_NONE;
}

static enum fault
event_get(struct txn *txn, db_recno_t recno, uint8_t record[static EVENT_RECORD])
{
    DB *db = inside_table(txn->env, TABLE_EVENT);
    DBT key = {.data = &recno, .size = sizeof recno};
    DBT row = {.data = record, .ulen = EVENT_RECORD, .flags = DB_DBT_USERMEM};
    int code;
    do
        code = db->get(db, txn->handle, &key, &row, 0);
    while (code == DB_LOCK_DEADLOCK && txn->handle == NULL);
    return inside_fault(txn, code, "read an event");
}

enum fault
event_read(struct txn *txn, uint64_t number, struct event *out)
{
    uint8_t record[EVENT_RECORD];
    const db_recno_t recno = event_recno(number);
    enum fault fault = event_get(txn, recno, record);
    if (fault != FAULT_NONE)
        return fault;
    out->number = number;
    return event_unpack(txn, recno, record, out);
}

enum fault
event_range(struct env *env, uint64_t near, uint64_t *first, uint64_t *last)
{
    DB_QUEUE_STAT *stat = NULL;
    DB *db = inside_table(env, TABLE_EVENT);
    if (near == 0)
        near = 1;
    enum fault fault = inside_fault(
        &env->read, db->stat(db, NULL, &stat, DB_FAST_STAT), "look at the event log");
    if (fault == FAULT_NONE) {
        *first = event_number(stat->qs_first_recno, near);
        *last = event_number(stat->qs_cur_recno, near) - 1;
    }
    free(stat);
    return fault;
}

enum fault
event_newest(struct txn *txn, uint64_t near, uint64_t *number)
{
    uint8_t record[EVENT_RECORD];
    uint64_t first;
    enum fault fault = event_range(txn->env, near, &first, number);
    for (; fault == FAULT_NONE && *number >= first; (*number)--) {
        fault = event_get(txn, event_recno(*number), record);
        if (fault != FAULT_MISSING)
            return fault;
        fault = FAULT_NONE;
    }
    return fault;
}

enum fault
event_lag(struct env *env, uint64_t number, int64_t now, struct event_lag *out)
{
    uint8_t record[EVENT_RECORD];
    uint64_t first, next = number + 1;
    enum fault fault = event_range(env, next, &first, &out->last);
    out->events = 0;
    out->age = 0;
    if (next < first)
        next = first;
    for (int i = 0; fault == FAULT_NONE && next <= out->last && i < EVENT_HOLES; i++, next++) {
        fault = event_get(&env->read, event_recno(next), record);
        if (fault == FAULT_NONE) {
            struct unpack u = unpack_over(record + 2, sizeof record - 2); /* behind kind and flags */
            const int64_t age = now - unpack_moment(&u);
            out->events = out->last + 1 - next;
            out->age = age > 0 ? age : 0;
            return FAULT_NONE;
        }
        fault = fault == FAULT_MISSING ? FAULT_NONE : fault;
    }
    return fault;
}

enum fault
event_blank(struct txn *txn, const struct event *event)
{
    static const uint8_t nil[UUID_BYTES];
    uint8_t record[EVENT_RECORD], space[4];
    db_recno_t recno = event_recno(event->number);
    DB *db = inside_table(txn->env, TABLE_EVENT);
    struct pack p = pack_over(record, sizeof record), k = pack_over(space, sizeof space);
    pack_u8(&p, EVENT_BLANK);
    pack_u8(&p, 0);
    pack_moment(&p, event->at);
    pack_bytes(&p, nil, UUID_BYTES);
    pack_u16(&p, 0);
    DBT key = {.data = &recno, .size = sizeof recno}, row = {.data = record, .size = (u_int32_t)p.length};
    enum fault fault = inside_fault(txn, db->put(db, txn->handle, &key, &row, 0), "blank an event");
    if (fault == FAULT_NONE)
        fault = row_remove(txn, TABLE_EVENT_REST, event_rest_key(&k, recno));
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

/* The oldest event that is there; what is before it are holes. */
static enum fault
event_oldest(struct txn *txn, uint64_t upto, struct event *out)
{
    uint64_t first, last;
    enum fault fault = event_range(txn->env, upto, &first, &last);
    if (fault != FAULT_NONE)
        return fault;
    fault = FAULT_MISSING;
    for (uint64_t n = first; n <= last && n <= upto && fault == FAULT_MISSING; n++)
        fault = event_read(txn, n, out);
    return fault;
}

enum fault
event_trim(struct txn *txn, uint64_t upto, int64_t older_than, struct event *space)
{
    enum fault fault = event_oldest(txn, upto, space);
    if (fault == FAULT_NONE && space->at >= older_than)
        fault = FAULT_MISSING;
    if (fault != FAULT_NONE)
        return fault;

    db_recno_t recno = 0;
    DB *db = inside_table(txn->env, TABLE_EVENT);
    DBT key = {.data = &recno, .ulen = sizeof recno, .flags = DB_DBT_USERMEM};
    DBT row = {.flags = DB_DBT_USERMEM | DB_DBT_PARTIAL};
    fault = inside_fault(txn, db->get(db, txn->handle, &key, &row, DB_CONSUME), "take the oldest event");
    if (fault != FAULT_NONE)
        return fault;
    if (recno != event_recno(space->number)) /* somebody else trims too: undo, and let it */
        return FAULT_REFUSED;
    uint8_t bytes[4];
    struct pack k = pack_over(bytes, sizeof bytes);
    fault = row_remove(txn, TABLE_EVENT_REST, event_rest_key(&k, recno));
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}
