#include "store/stop.h"

#include <string.h>

#include "base/digest.h"
#include "store/pack.h"
#include "store/row.h"

enum { STOP_ROW_MAX = 8 + 1 + 2 + MESSAGE_ADDRESS_MAX };

static struct row_key
stop_key(const char *number, uint8_t id[static STOP_ID])
{
    uint8_t digest[DIGEST_BYTES];
    digest_text(number, digest);
    memcpy(id, digest, STOP_ID);
    return (struct row_key){id, STOP_ID};
}

static enum fault
stop_unpack(const uint8_t *row, size_t length, struct stop *out)
{
    struct unpack u = unpack_over(row, length);
    out->since = unpack_moment(&u);
    out->reason = unpack_u8(&u);
    unpack_text(&u, out->number, sizeof out->number);
    return u.bad ? FAULT_SYSTEM : FAULT_NONE;
}

static size_t
stop_pack(const struct stop *stop, uint8_t row[static STOP_ROW_MAX])
{
    struct pack p = pack_over(row, STOP_ROW_MAX);
    pack_moment(&p, stop->since);
    pack_u8(&p, (uint8_t)stop->reason);
    pack_text(&p, stop->number);
    return p.length;
}

enum fault
stop_find(struct txn *txn, const char *number, struct stop *out)
{
    uint8_t row[STOP_ROW_MAX];
    size_t length;
    enum fault fault = row_get(txn, TABLE_STOP, stop_key(number, out->id), row, sizeof row, &length);
    return fault != FAULT_NONE ? fault : stop_unpack(row, length, out);
}

enum fault
stop_add(struct txn *txn, const char *number, enum stop_reason reason, int64_t now)
{
    uint8_t row[STOP_ROW_MAX];
    struct stop stop = {.reason = reason, .since = now};
    if (strlen(number) > MESSAGE_ADDRESS_MAX)
        return FAULT_FULL;
    strcpy(stop.number, number);
    return row_add(txn, TABLE_STOP, stop_key(number, stop.id), row, stop_pack(&stop, row));
}

enum fault
stop_remove(struct txn *txn, const char *number)
{
    uint8_t id[STOP_ID];
    return row_remove(txn, TABLE_STOP, stop_key(number, id));
}

enum fault
stop_forget(struct txn *txn, const char *number)
{
    uint8_t row[STOP_ROW_MAX];
    struct stop stop;
    enum fault fault = stop_find(txn, number, &stop);
    if (fault != FAULT_NONE)
        return fault;
    stop.number[0] = '\0';
    return row_put(txn, TABLE_STOP, (struct row_key){stop.id, STOP_ID}, row, stop_pack(&stop, row));
}

enum fault
stop_next(struct txn *txn, const uint8_t after[static STOP_ID], struct stop *out)
{
    uint8_t row[STOP_ROW_MAX];
    struct walk walk;
    enum fault fault = row_next(txn, TABLE_STOP, (struct row_key){after, STOP_ID}, &walk, row, sizeof row);
    if (fault != FAULT_NONE)
        return fault;
    memcpy(out->id, walk.key, STOP_ID);
    return stop_unpack(row, walk.row_length, out);
}

const char *
stop_reason_name(enum stop_reason reason)
{
    return reason == STOP_REPLY ? "reply" : reason == STOP_CARRIER ? "carrier" : "admin";
}
