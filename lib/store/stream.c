#include "store/stream.h"

#include "store/pack.h"

enum { STREAM_ROW_MAX = 8 * 8 + 2 + STREAM_ERROR_MAX };

static struct row_key
stream_key(struct pack *p, uint64_t target)
{
    pack_u64(p, target);
    return pack_key(p);
}

static enum fault
stream_unpack(enum fault fault, const uint8_t *row, size_t length, struct stream *out)
{
    *out = (struct stream){0};
    if (fault != FAULT_NONE)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    struct unpack u = unpack_over(row, length);
    out->number = unpack_u64(&u);
    out->at = unpack_moment(&u);
    out->delivered = unpack_u64(&u);
    out->failed = unpack_u64(&u);
    out->dead = unpack_u64(&u);
    out->last_success = unpack_moment(&u);
    out->last_failure = unpack_moment(&u);
    out->next_try = unpack_moment(&u);
    unpack_text(&u, out->error, sizeof out->error);
    return u.bad ? FAULT_SYSTEM : FAULT_NONE;
}

enum fault
stream_get(struct txn *txn, uint64_t target, struct stream *out)
{
    uint8_t space[8], row[STREAM_ROW_MAX];
    size_t length;
    struct pack k = pack_over(space, sizeof space);
    enum fault fault = row_get(txn, TABLE_STREAM, stream_key(&k, target), row, sizeof row, &length);
    return stream_unpack(fault, row, length, out);
}

enum fault
stream_get_to_change(struct txn *txn, uint64_t target, struct stream *out)
{
    uint8_t space[8], row[STREAM_ROW_MAX];
    size_t length;
    struct pack k = pack_over(space, sizeof space);
    enum fault fault = row_get_to_change(txn, TABLE_STREAM, stream_key(&k, target), row, sizeof row, &length);
    return stream_unpack(fault, row, length, out);
}

enum fault
stream_put(struct txn *txn, uint64_t target, const struct stream *stream)
{
    uint8_t space[8], row[STREAM_ROW_MAX];
    struct pack k = pack_over(space, sizeof space), p = pack_over(row, sizeof row);
    pack_u64(&p, stream->number);
    pack_moment(&p, stream->at);
    pack_u64(&p, stream->delivered);
    pack_u64(&p, stream->failed);
    pack_u64(&p, stream->dead);
    pack_moment(&p, stream->last_success);
    pack_moment(&p, stream->last_failure);
    pack_moment(&p, stream->next_try);
    pack_text(&p, stream->error);
    return row_put(txn, TABLE_STREAM, stream_key(&k, target), row, p.length);
}

enum fault
stream_remove(struct txn *txn, uint64_t target)
{
    uint8_t space[8];
    struct pack k = pack_over(space, sizeof space);
    enum fault fault = row_remove(txn, TABLE_STREAM, stream_key(&k, target));
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}
