#include "bus/rule.h"

#include "bus/target.h"
#include "db/codec.h"

enum { RULE_ROW_MAX = 1 + 8 + 2 + RULE_PATTERN_MAX };

/* The version's row sorts before every name. */
static const struct row_key rule_version_key = {"", 1};

static enum fault
rule_unpack(const uint8_t *row, size_t length, struct rule *out)
{
    struct decoder u = decoder_over(row, length);
    out->enabled = decode_u8(&u) != 0;
    out->created = decode_timestamp(&u);
    decode_text(&u, out->pattern, sizeof out->pattern);
    return u.bad ? FAULT_SYSTEM : FAULT_NONE;
}

static size_t
rule_pack(const struct rule *rule, uint8_t row[static RULE_ROW_MAX])
{
    struct encoder p = encoder_over(row, RULE_ROW_MAX);
    encode_u8(&p, rule->enabled);
    encode_timestamp(&p, rule->created);
    encode_text(&p, rule->pattern);
    return p.length;
}

enum fault
rule_get(struct txn *txn, const char *name, struct rule *out)
{
    uint8_t row[RULE_ROW_MAX];
    size_t length;
    enum fault fault = named_row_get(txn, TABLE_RULE, name, out->name, row, sizeof row, &length);
    return fault != FAULT_NONE ? fault : rule_unpack(row, length, out);
}

enum fault
rule_next(struct txn *txn, const char *after, struct rule *out)
{
    uint8_t row[RULE_ROW_MAX];
    size_t length;
    enum fault fault = named_row_next(txn, TABLE_RULE, after, out->name, row, sizeof row, &length);
    return fault != FAULT_NONE ? fault : rule_unpack(row, length, out);
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
    enum fault fault = cursor_open(&cursor, txn, TABLE_RULE, named_row_key(" "), NULL, 0);
    for (*count = 0; fault == FAULT_NONE; (*count)++)
        fault = cursor_next(&cursor);
    (*count)--;
    cursor_close(&cursor);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

enum fault
rule_add(struct txn *txn, const struct rule *rule)
{
    uint8_t row[RULE_ROW_MAX];
    unsigned count = 0;
    enum fault fault = rule_touch(txn); /* also keeps others from adding at the same time */
    if (fault == FAULT_NONE)
        fault = rule_count(txn, &count);
    if (fault == FAULT_NONE && count >= RULES_MAX)
        fault = FAULT_FULL;
    return fault != FAULT_NONE
               ? fault
               : row_add(txn, TABLE_RULE, named_row_key(rule->name), row, rule_pack(rule, row));
}

enum fault
rule_put(struct txn *txn, const struct rule *rule)
{
    uint8_t row[RULE_ROW_MAX];
    struct rule before;
    enum fault fault = rule_touch(txn);
    if (fault == FAULT_NONE)
        fault = rule_get(txn, rule->name, &before);
    if (fault == FAULT_NONE && rule->enabled && !before.enabled)
        fault = target_restart(txn, rule->name);
    return fault != FAULT_NONE
               ? fault
               : row_put(txn, TABLE_RULE, named_row_key(rule->name), row, rule_pack(rule, row));
}

enum fault
rule_remove(struct txn *txn, const char *name)
{
    unsigned targets = 0;
    if (!named_row_is_valid(name))
        return FAULT_MISSING;
    enum fault fault = rule_touch(txn);
    if (fault == FAULT_NONE)
        fault = target_count(txn, name, &targets);
    if (fault == FAULT_NONE && targets > 0)
        fault = FAULT_REFUSED;
    return fault != FAULT_NONE ? fault : row_remove(txn, TABLE_RULE, named_row_key(name));
}
