/*
 * rule.c: rules in the store, and the number that grows with each change.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/rule.h"

#include <stddef.h>

#include "bus/aws_resource.h"

enum { RULE_ROW_MAX = 1 + 8 + 2 + RULE_PATTERN_MAX };

/* The version's row sorts before every name. */
static const struct row_key rule_version_key = {"", 1};

static void
rule_encode(struct encoder *p, const void *record)
{
    const struct rule *rule = record;
    encode_u8(p, rule->enabled);
    encode_timestamp(p, rule->created);
    encode_text(p, rule->pattern);
}

static void
rule_decode(struct decoder *u, void *record)
{
    struct rule *out = record;
    out->enabled = decode_u8(u) != 0;
    out->created = decode_timestamp(u);
    decode_text(u, out->pattern, sizeof out->pattern);
}

static const struct table_schema rule_schema = {.table = TABLE_RULE,
    .row_max = RULE_ROW_MAX,
    .name_at = offsetof(struct rule, name),
    .encode = rule_encode,
    .decode = rule_decode};

enum fault
rule_get(struct txn *txn, const char *name, struct rule *out)
{
    return table_get(txn, &rule_schema, table_name_key(name), out);
}

enum fault
rule_next(struct txn *txn, const char *after, struct rule *out)
{
    return table_next(txn, &rule_schema, table_name_key(after), out);
}

enum fault
rule_version(struct txn *txn, uint64_t *out)
{
    uint8_t row[8];
    size_t length;
    enum fault fault = row_get(txn, TABLE_RULE, rule_version_key, row, sizeof row, &length);
    struct decoder u = decoder_over(row, length);
    *out = fault == FAULT_NONE ? decode_u64(&u) : 0;
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

enum fault
rule_touch(struct txn *txn)
{
    uint8_t row[8];
    size_t length;
    enum fault fault = row_get_for_update(txn, TABLE_RULE, rule_version_key, row, sizeof row, &length);
    if (fault != FAULT_NONE && fault != FAULT_MISSING)
        return fault;
    struct decoder u = decoder_over(row, length);
    const uint64_t version = fault == FAULT_NONE ? decode_u64(&u) + 1 : 1;
    struct encoder p = encoder_over(row, sizeof row);
    encode_u64(&p, version);
    return row_put(txn, TABLE_RULE, rule_version_key, row, p.length);
}

static enum fault
rule_count(struct txn *txn, unsigned *count)
{
    struct cursor cursor;
    enum fault fault = cursor_open(&cursor, txn, TABLE_RULE, table_name_key(" "), NULL, 0);
    for (*count = 0; fault == FAULT_NONE; (*count)++)
        fault = cursor_next(&cursor);
    (*count)--;
    cursor_close(&cursor);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

enum fault
rule_add(struct txn *txn, const struct rule *rule)
{
    unsigned count = 0;
    enum fault fault = rule_touch(txn); /* also keeps others from adding at the same time */
    if (fault == FAULT_NONE)
        fault = rule_count(txn, &count);
    if (fault == FAULT_NONE && count >= RULES_MAX)
        fault = FAULT_FULL;
    return fault != FAULT_NONE ? fault : table_add(txn, &rule_schema, table_name_key(rule->name), rule);
}

enum fault
rule_put(struct txn *txn, const struct rule *rule)
{
    struct rule before;
    enum fault fault = rule_touch(txn);
    if (fault == FAULT_NONE)
        fault = rule_get(txn, rule->name, &before);
    return fault != FAULT_NONE ? fault : table_put(txn, &rule_schema, table_name_key(rule->name), rule);
}

enum fault
rule_remove(struct txn *txn, const char *name)
{
    enum fault fault = rule_touch(txn);
    if (fault == FAULT_NONE)
        fault = aws_resource_remove(txn, AWS_RULE, name);
    return fault != FAULT_NONE ? fault : table_remove(txn, &rule_schema, table_name_key(name));
}

void
rule_etag(const struct rule *rule, char out[static ETAG_SIZE])
{
    const uint8_t enabled = rule->enabled;
    etag_make((const struct sha256_part[]){{rule->name, strlen(rule->name) + 1}, {&enabled, 1},
                  {&rule->created, sizeof rule->created}, {rule->pattern, strlen(rule->pattern)}},
        4, NULL, out);
}
