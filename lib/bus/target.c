/*
 * target.c: targets in the store, and where they go on in the event log.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/target.h"

#include <stddef.h>
#include <string.h>

#include "base/random.h"
#include "bus/aws_resource.h"
#include "bus/delivery_cursor.h"
#include "event/checkpoint.h"
#include "event/event_log.h"

enum { TARGET_ROW_MAX = 8 + 1 + 8 + 2 + RULE_NAME_MAX + 2 + TARGET_CONFIG_MAX };

static void
target_encode(struct encoder *p, const void *record)
{
    const struct target *target = record;
    encode_u64(p, target->id);
    encode_u8(p, (uint8_t)target->state);
    encode_timestamp(p, target->created);
    encode_text(p, target->rule);
    encode_text(p, target->config);
}

static void
target_decode(struct decoder *u, void *record)
{
    struct target *out = record;
    out->id = decode_u64(u);
    out->state = decode_u8(u);
    out->created = decode_timestamp(u);
    decode_text(u, out->rule, sizeof out->rule);
    decode_text(u, out->config, sizeof out->config);
}

static const struct table_schema target_schema = {.table = TABLE_TARGET,
    .row_max = TARGET_ROW_MAX,
    .name_at = offsetof(struct target, name),
    .encode = target_encode,
    .decode = target_decode};

enum fault
target_get(struct txn *txn, const char *name, struct target *out)
{
    return table_get(txn, &target_schema, table_name_key(name), out);
}

enum fault
target_next(struct txn *txn, const char *after, struct target *out)
{
    return table_next(txn, &target_schema, table_name_key(after), out);
}

static enum fault
target_write(struct txn *txn, const struct target *target)
{
    return table_put(txn, &target_schema, table_name_key(target->name), target);
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
target_start_at_the_end(struct txn *txn, const struct target *target, struct delivery_cursor *cursor)
{
    struct checkpoint count;
    enum fault fault = checkpoint_get(txn, CHECKPOINT_AGGREGATOR, &count);
    if (fault == FAULT_NONE)
        fault = event_log_newest(txn, count.number, &cursor->number);
    return fault != FAULT_NONE ? fault : delivery_cursor_put(txn, target->id, cursor);
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
    struct delivery_cursor cursor;
    enum fault fault = rule_touch(txn);
    if (fault == FAULT_NONE)
        fault = target_get(txn, target->name, &before);
    if (fault == FAULT_NONE && target->state == TARGET_ENABLED && before.state != TARGET_ENABLED) {
        fault = delivery_cursor_get_for_update(txn, target->id, &cursor);
        if (fault == FAULT_NONE)
            fault = target_start_at_the_end(txn, target, &cursor);
    }
    return fault != FAULT_NONE ? fault : target_write(txn, target);
}

enum fault
target_restart(struct txn *txn, const char *rule)
{
    struct target target = {.name = ""};
    struct delivery_cursor cursor;
    enum fault fault;
    while ((fault = target_next(txn, target.name, &target)) == FAULT_NONE) {
        if (strcmp(target.rule, rule) != 0)
            continue;
        fault = delivery_cursor_get_for_update(txn, target.id, &cursor);
        if (fault == FAULT_NONE)
            fault = target_start_at_the_end(txn, &target, &cursor);
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
        fault = table_remove(txn, &target_schema, table_name_key(name));
    if (fault == FAULT_NONE)
        fault = aws_resource_remove(txn, AWS_TARGET, name);
    return fault != FAULT_NONE ? fault : delivery_cursor_remove(txn, target.id);
}

const char *
target_state_name(enum target_state state)
{
    return state == TARGET_ENABLED ? "enabled" : state == TARGET_GONE ? "gone" : "disabled";
}

void
target_etag(const struct target *target, const char *shown, char out[static ETAG_SIZE])
{
    const uint8_t state = (uint8_t)target->state;
    etag_make((const struct sha256_part[]){{&target->id, sizeof target->id}, {&state, 1},
                  {target->config, strlen(target->config)}},
        3, shown, out);
}
