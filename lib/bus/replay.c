#include "bus/replay.h"

#include "db/codec.h"
#include "event/checkpoint.h"
#include "event/event_log.h"

enum { REPLAY_ROW_MAX = 1 + 8 * 8 + 2 + RULE_NAME_MAX + 2 + TARGET_NAME_MAX };

static enum fault
replay_unpack(const uint8_t *row, size_t length, struct replay *out)
{
    struct decoder u = decoder_over(row, length);
    out->state = decode_u8(&u);
    out->created = decode_timestamp(&u);
    out->ended = decode_timestamp(&u);
    out->from = decode_timestamp(&u);
    out->to = decode_timestamp(&u);
    out->first = decode_u64(&u);
    out->last = decode_u64(&u);
    out->number = decode_u64(&u);
    out->sent = decode_u64(&u);
    decode_text(&u, out->rule, sizeof out->rule);
    decode_text(&u, out->target, sizeof out->target);
    return u.bad ? FAULT_SYSTEM : FAULT_NONE;
}

static size_t
replay_pack(const struct replay *replay, uint8_t row[static REPLAY_ROW_MAX])
{
    struct encoder p = encoder_over(row, REPLAY_ROW_MAX);
    encode_u8(&p, (uint8_t)replay->state);
    encode_timestamp(&p, replay->created);
    encode_timestamp(&p, replay->ended);
    encode_timestamp(&p, replay->from);
    encode_timestamp(&p, replay->to);
    encode_u64(&p, replay->first);
    encode_u64(&p, replay->last);
    encode_u64(&p, replay->number);
    encode_u64(&p, replay->sent);
    encode_text(&p, replay->rule);
    encode_text(&p, replay->target);
    return p.length;
}

enum fault
replay_get(struct txn *txn, const char *name, struct replay *out)
{
    uint8_t row[REPLAY_ROW_MAX];
    size_t length;
    enum fault fault = named_row_get(txn, TABLE_REPLAY, name, out->name, row, sizeof row, &length);
    return fault != FAULT_NONE ? fault : replay_unpack(row, length, out);
}

enum fault
replay_next(struct txn *txn, const char *after, struct replay *out)
{
    uint8_t row[REPLAY_ROW_MAX];
    size_t length;
    enum fault fault = named_row_next(txn, TABLE_REPLAY, after, out->name, row, sizeof row, &length);
    return fault != FAULT_NONE ? fault : replay_unpack(row, length, out);
}

enum fault
replay_add(struct txn *txn, struct replay *replay)
{
    uint8_t row[REPLAY_ROW_MAX];
    struct checkpoint count;
    enum fault fault = rule_touch(txn);
    if (fault == FAULT_NONE)
        fault = checkpoint_get(txn, CHECKPOINT_AGGREGATOR, &count);
    if (fault == FAULT_NONE)
        fault = event_log_range(env_of(txn), count.number, &replay->first, &replay->last);
    if (fault == FAULT_NONE)
        fault = event_log_newest(txn, count.number, &replay->last);
    replay->number = replay->first - 1;
    return fault != FAULT_NONE
               ? fault
               : row_add(txn, TABLE_REPLAY, named_row_key(replay->name), row, replay_pack(replay, row));
}

enum fault
replay_put(struct txn *txn, const struct replay *replay)
{
    uint8_t row[REPLAY_ROW_MAX];
    return row_put(txn, TABLE_REPLAY, named_row_key(replay->name), row, replay_pack(replay, row));
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
