#include "bus/target.h"

#include <string.h>

#include "base/random.h"
#include "bus/delivery_cursor.h"
#include "db/codec.h"
#include "event/checkpoint.h"
#include "event/event_log.h"

enum { TARGET_ROW_MAX = 8 + 1 + 8 + 2 + RULE_NAME_MAX + 2 + TARGET_SETTINGS_MAX };

static enum fault
target_unpack(const uint8_t *row, size_t length, struct target *out)
{
    struct decoder u = decoder_over(row, length);
    out->id = decode_u64(&u);
    out->state = decode_u8(&u);
    out->created = decode_timestamp(&u);
    decode_text(&u, out->rule, sizeof out->rule);
    decode_text(&u, out->settings, sizeof out->settings);
    return u.bad ? FAULT_SYSTEM : FAULT_NONE;
}

static enum fault
target_write(struct txn *txn, const struct target *target)
{
    uint8_t row[TARGET_ROW_MAX];
    struct encoder p = encoder_over(row, sizeof row);
    encode_u64(&p, target->id);
    encode_u8(&p, (uint8_t)target->state);
    encode_timestamp(&p, target->created);
    encode_text(&p, target->rule);
    encode_text(&p, target->settings);
    return row_put(txn, TABLE_TARGET, named_row_key(target->name), row, p.length);
}

enum fault
target_get(struct txn *txn, const char *name, struct target *out)
{
    uint8_t row[TARGET_ROW_MAX];
    size_t length;
    enum fault fault = named_row_get(txn, TABLE_TARGET, name, out->name, row, sizeof row, &length);
    return fault != FAULT_NONE ? fault : target_unpack(row, length, out);
}

enum fault
target_next(struct txn *txn, const char *after, struct target *out)
{
    uint8_t row[TARGET_ROW_MAX];
    size_t length;
    enum fault fault = named_row_next(txn, TABLE_TARGET, after, out->name, row, sizeof row, &length);
    return fault != FAULT_NONE ? fault : target_unpack(row, length, out);
}

enum fault
target_count(struct txn *txn, const char *rule, unsigned *count)
{
    struct target target = {.name = ""};
    enum fault fault;
    *count = 0;
    while ((fault = target_next(txn, target.name, &target)) == FAULT_NONE)
        *count += strcmp(target.rule, rule) == 0;
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

static enum fault
target_start_at_the_end(struct txn *txn, const struct target *target, struct delivery_cursor *stream)
{
    struct checkpoint count;
    enum fault fault = checkpoint_get(txn, CHECKPOINT_AGGREGATOR, &count);
    if (fault == FAULT_NONE)
        fault = event_log_newest(txn, count.number, &stream->number);
    return fault != FAULT_NONE ? fault : delivery_cursor_put(txn, target->id, stream);
}

enum fault
target_add(struct txn *txn, struct target *target)
{
    struct target taken;
    struct rule rule;
    unsigned count = 0;
    random_bytes(&target->id, sizeof target->id);
    enum fault fault = rule_touch(txn);
    if (fault == FAULT_NONE)
        fault = rule_get(txn, target->rule, &rule);
    if (fault == FAULT_NONE) {
        fault = target_get(txn, target->name, &taken);
        fault = fault == FAULT_NONE ? FAULT_EXISTS : fault == FAULT_MISSING ? FAULT_NONE : fault;
    }
    if (fault == FAULT_NONE)
        fault = target_count(txn, target->rule, &count);
    if (fault == FAULT_NONE && count >= TARGETS_A_RULE)
        fault = FAULT_FULL;
    if (fault == FAULT_NONE)
        fault = target_start_at_the_end(txn, target, &(struct delivery_cursor){0});
    return fault != FAULT_NONE ? fault : target_write(txn, target);
}

enum fault
target_put(struct txn *txn, const struct target *target)
{
    struct target before;
    struct delivery_cursor stream;
    enum fault fault = rule_touch(txn);
    if (fault == FAULT_NONE)
        fault = target_get(txn, target->name, &before);
    if (fault == FAULT_NONE && target->state == TARGET_ENABLED && before.state != TARGET_ENABLED) {
        fault = delivery_cursor_get_for_update(txn, target->id, &stream);
        if (fault == FAULT_NONE)
            fault = target_start_at_the_end(txn, target, &stream);
    }
    return fault != FAULT_NONE ? fault : target_write(txn, target);
}

enum fault
target_restart(struct txn *txn, const char *rule)
{
    struct target target = {.name = ""};
    struct delivery_cursor stream;
    enum fault fault;
    while ((fault = target_next(txn, target.name, &target)) == FAULT_NONE) {
        if (strcmp(target.rule, rule) != 0)
            continue;
        fault = delivery_cursor_get_for_update(txn, target.id, &stream);
        if (fault == FAULT_NONE)
            fault = target_start_at_the_end(txn, &target, &stream);
        if (fault != FAULT_NONE)
            return fault;
    }
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

enum fault
target_remove(struct txn *txn, const char *name)
{
    struct target target;
    enum fault fault = rule_touch(txn);
    if (fault == FAULT_NONE)
        fault = target_get(txn, name, &target);
    if (fault == FAULT_NONE)
        fault = row_remove(txn, TABLE_TARGET, named_row_key(name));
    return fault != FAULT_NONE ? fault : delivery_cursor_remove(txn, target.id);
}

const char *
target_state_name(enum target_state state)
{
    return state == TARGET_ENABLED ? "enabled" : state == TARGET_GONE ? "gone" : "disabled";
}
