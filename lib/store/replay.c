#include "store/replay.h"

#include "store/consumer.h"
#include "store/event.h"
#include "store/pack.h"

enum { REPLAY_ROW_MAX = 1 + 8 * 8 + 2 + RULE_NAME_MAX + 2 + TARGET_NAME_MAX };

static enum fault
replay_unpack(const uint8_t *row, size_t length, struct replay *out)
{
    struct unpack u = unpack_over(row, length);
    out->state = unpack_u8(&u);
    out->created = unpack_moment(&u);
    out->ended = unpack_moment(&u);
    out->from = unpack_moment(&u);
    out->to = unpack_moment(&u);
    out->first = unpack_u64(&u);
    out->last = unpack_u64(&u);
    out->number = unpack_u64(&u);
    out->sent = unpack_u64(&u);
    unpack_text(&u, out->rule, sizeof out->rule);
    unpack_text(&u, out->target, sizeof out->target);
    return u.bad ? FAULT_SYSTEM : FAULT_NONE;
}

static size_t
replay_pack(const struct replay *replay, uint8_t row[static REPLAY_ROW_MAX])
{
    struct pack p = pack_over(row, REPLAY_ROW_MAX);
    pack_u8(&p, (uint8_t)replay->state);
    pack_moment(&p, replay->created);
    pack_moment(&p, replay->ended);
    pack_moment(&p, replay->from);
    pack_moment(&p, replay->to);
    pack_u64(&p, replay->first);
    pack_u64(&p, replay->last);
    pack_u64(&p, replay->number);
    pack_u64(&p, replay->sent);
    pack_text(&p, replay->rule);
    pack_text(&p, replay->target);
    return p.length;
}

enum fault
replay_get(struct txn *txn, const char *name, struct replay *out)
{
    uint8_t row[REPLAY_ROW_MAX];
    size_t length;
    enum fault fault = named_get(txn, TABLE_REPLAY, name, out->name, row, sizeof row, &length);
    return fault != FAULT_NONE ? fault : replay_unpack(row, length, out);
}

enum fault
replay_next(struct txn *txn, const char *after, struct replay *out)
{
    uint8_t row[REPLAY_ROW_MAX];
    size_t length;
    enum fault fault = named_next(txn, TABLE_REPLAY, after, out->name, row, sizeof row, &length);
    return fault != FAULT_NONE ? fault : replay_unpack(row, length, out);
}

enum fault
replay_add(struct txn *txn, struct replay *replay)
{
    uint8_t row[REPLAY_ROW_MAX];
    struct consumer count;
    enum fault fault = rule_touch(txn);
    if (fault == FAULT_NONE)
        fault = consumer_get(txn, CONSUMER_COUNT, &count);
    if (fault == FAULT_NONE)
        fault = event_range(env_of(txn), count.number, &replay->first, &replay->last);
    if (fault == FAULT_NONE)
        fault = event_newest(txn, count.number, &replay->last);
    replay->number = replay->first - 1;
    return fault != FAULT_NONE
               ? fault
               : row_add(txn, TABLE_REPLAY, named_key(replay->name), row, replay_pack(replay, row));
}

enum fault
replay_put(struct txn *txn, const struct replay *replay)
{
    uint8_t row[REPLAY_ROW_MAX];
    return row_put(txn, TABLE_REPLAY, named_key(replay->name), row, replay_pack(replay, row));
}

enum fault
replay_cancel(struct txn *txn, const char *name, int64_t now)
{
    struct replay replay;
    enum fault fault = rule_touch(txn);
    if (fault == FAULT_NONE)
        fault = replay_get(txn, name, &replay);
    if (fault == FAULT_NONE && replay.state != REPLAY_RUNNING)
        fault = FAULT_REFUSED;
    replay.state = REPLAY_CANCELLED;
    replay.ended = now;
    return fault != FAULT_NONE ? fault : replay_put(txn, &replay);
}

const char *
replay_state_name(enum replay_state state)
{
    return state == REPLAY_RUNNING ? "running" : state == REPLAY_DONE ? "done" : "cancelled";
}
