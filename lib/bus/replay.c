/*
 * replay.c: replays in the store: from where to where, and how far.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/replay.h"

#include <stddef.h>
#include <string.h>

#include "event/checkpoint.h"
#include "event/event_log.h"

enum { REPLAY_ROW_MAX = 1 + 8 * 8 + 2 + REPLAY_RULES_SIZE + 2 + TARGET_NAME_MAX + 2 + RULE_PATTERN_MAX };

static void
replay_encode(struct encoder *p, const void *record)
{
    const struct replay *replay = record;
    encode_u8(p, (uint8_t)replay->state);
    encode_timestamp(p, replay->created);
    encode_timestamp(p, replay->ended);
    encode_timestamp(p, replay->from);
    encode_timestamp(p, replay->to);
    encode_u64(p, replay->first);
    encode_u64(p, replay->last);
    encode_u64(p, replay->number);
    encode_u64(p, replay->sent);
    encode_text(p, replay->rules);
    encode_text(p, replay->target);
    encode_text(p, replay->pattern);
}

static void
replay_decode(struct decoder *u, void *record)
{
    struct replay *out = record;
    out->state = decode_u8(u);
    out->created = decode_timestamp(u);
    out->ended = decode_timestamp(u);
    out->from = decode_timestamp(u);
    out->to = decode_timestamp(u);
    out->first = decode_u64(u);
    out->last = decode_u64(u);
    out->number = decode_u64(u);
    out->sent = decode_u64(u);
    decode_text(u, out->rules, sizeof out->rules);
    decode_text(u, out->target, sizeof out->target);
    out->pattern[0] = '\0';
    if (!decoder_is_at_end(u)) /* one of before there were any */
        decode_text(u, out->pattern, sizeof out->pattern);
}

static const struct table_schema replay_schema = {.table = TABLE_REPLAY,
    .row_max = REPLAY_ROW_MAX,
    .name_at = offsetof(struct replay, name),
    .encode = replay_encode,
    .decode = replay_decode};

enum fault
replay_get(struct txn *txn, const char *name, struct replay *out)
{
    return table_get(txn, &replay_schema, table_name_key(name), out);
}

enum fault
replay_next(struct txn *txn, const char *after, struct replay *out)
{
    return table_next(txn, &replay_schema, table_name_key(after), out);
}

enum fault
replay_add(struct txn *txn, struct replay *replay)
{
    struct checkpoint count;
    enum fault fault = rule_touch(txn);
    if (fault == FAULT_NONE)
        fault = checkpoint_get(txn, CHECKPOINT_AGGREGATOR, &count);
    if (fault == FAULT_NONE)
        fault = event_log_range(env_of(txn), count.number, &replay->first, &replay->last);
    if (fault == FAULT_NONE)
        fault = event_log_newest(txn, count.number, &replay->last);
    replay->number = replay->first - 1;
    return fault != FAULT_NONE ? fault : table_add(txn, &replay_schema, table_name_key(replay->name), replay);
}

enum fault
replay_put(struct txn *txn, const struct replay *replay)
{
    return table_put(txn, &replay_schema, table_name_key(replay->name), replay);
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

static bool
replay_has_rule(const struct replay *replay, const char *rule)
{
    const size_t length = strlen(rule);
    for (const char *at = replay->rules; *at != '\0'; at += strcspn(at, " "), at += *at == ' ')
        if (strcspn(at, " ") == length && memcmp(at, rule, length) == 0)
            return true;
    return replay->rules[0] == '\0';
}

bool
replay_takes(const struct replay *replay, const char *rule, const char *target)
{
    return replay_has_rule(replay, rule) &&
           (replay->target[0] == '\0' || strcmp(replay->target, target) == 0);
}

const char *
replay_state_name(enum replay_state state)
{
    return state == REPLAY_RUNNING ? "running" : state == REPLAY_DONE ? "done" : "cancelled";
}
