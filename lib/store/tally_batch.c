#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "store/salt.h"
#include "store/tally.h"
#include "store/tally_row.h"

enum {
    BATCH_ENTRIES = 16384,
    BATCH_SLOTS = 4 * BATCH_ENTRIES,
    BATCH_SCOPES = 3 + 2 * (1 + LABELS_TAGS),
    BATCH_AN_OPEN = BATCH_SCOPES * (3 + TALLY_DIMENSIONS), /* entries that one open may need */
    BATCH_KEY_MAX = TALLY_KEY_MAX + 12,
};

enum batch_kind { BATCH_TOTALS, BATCH_HOUR, BATCH_VALUE, BATCH_VISITOR };

/* What one row of the store gains. Entries point at the entry of their scope's totals by its place. */
struct batch_entry {
    enum batch_kind kind;
    uint32_t totals, hour; /* of a visitor and a value; of a visitor */
    uint16_t scope_length, key_length;
    uint8_t key[BATCH_KEY_MAX];
    union {
        struct {
            struct tally_totals add, now; /* now: the row while it is applied */
        } totals;
        struct tally_hour hour;
        struct {
            uint64_t count;
            enum tally_dimension dimension;
        } value;
        int quarter; /* of a visitor: when first seen in this batch */
    } is;
};

struct tally_batch {
    uint32_t values;
    uint32_t count;
    uint32_t slots[BATCH_SLOTS]; /* 0: free; else a place in entries, plus 1 */
    struct batch_entry entries[BATCH_ENTRIES];
};

struct tally_batch *
tally_batch_new(uint32_t values)
{
    struct tally_batch *batch = calloc(1, sizeof *batch);
    if (batch == NULL)
        log_fatal("out of memory");
    batch->values = values;
    return batch;
}

void
tally_batch_free(struct tally_batch *batch)
{
    free(batch);
}

void
tally_batch_clear(struct tally_batch *batch)
{
    batch->count = 0;
    memset(batch->slots, 0, sizeof batch->slots);
}

/* FNV-1a (draft-eastlake-fnv): the keys are ours, nobody can choose them to collide at will but by links they
 * own. */
static uint32_t
batch_hash(enum batch_kind kind, const struct pack *key)
{
    uint32_t hash = 2166136261u ^ (uint32_t)kind;
    for (size_t i = 0; i < key->length; i++)
        hash = (hash ^ key->bytes[i]) * 16777619u;
    return hash;
}

/* The entry of this row, made empty when it is new. */
static struct batch_entry *
batch_entry(
    struct tally_batch *batch, enum batch_kind kind, const struct pack *key, size_t scope_length, bool *new)
{
    uint32_t slot = batch_hash(kind, key) % BATCH_SLOTS;
    for (; batch->slots[slot] != 0; slot = (slot + 1) % BATCH_SLOTS) {
        struct batch_entry *entry = &batch->entries[batch->slots[slot] - 1];
        *new = false;
        if (entry->kind == kind && entry->key_length == key->length &&
            memcmp(entry->key, key->bytes, key->length) == 0)
            return entry;
    }
    struct batch_entry *entry = &batch->entries[batch->count++];
    batch->slots[slot] = batch->count;
    memset(entry, 0, sizeof *entry);
    entry->kind = kind;
    entry->scope_length = (uint16_t)scope_length;
    entry->key_length = (uint16_t)key->length;
    memcpy(entry->key, key->bytes, key->length);
    *new = true;
    return entry;
}

static uint32_t
batch_place(const struct tally_batch *batch, const struct batch_entry *entry)
{
    return (uint32_t)(entry - batch->entries);
}

static void
batch_add_totals(struct tally_totals *totals, const struct tally_open *open)
{
    totals->opens[open->class]++;
    if (open->class != TALLY_PERSON)
        return;
    if (totals->first == 0 || open->at < totals->first)
        totals->first = open->at;
    if (open->at > totals->last)
        totals->last = open->at;
}

static void
batch_add_scope(struct tally_batch *batch, const struct tally_open *open, const struct tally_scope *scope)
{
    uint8_t space[BATCH_KEY_MAX], visitor_space[BATCH_KEY_MAX];
    struct pack key = pack_over(space, sizeof space);
    bool new;
    tally_pack_scope(&key, scope);
    const size_t length = key.length;

    pack_u8(&key, TALLY_ROW_TOTALS);
    struct batch_entry *totals = batch_entry(batch, BATCH_TOTALS, &key, length, &new);
    batch_add_totals(&totals->is.totals.add, open);

    const int64_t quarters = open->at / (900 * CLOCK_SECOND);
    key.length = length;
    pack_u8(&key, TALLY_ROW_HOUR);
    pack_u32(&key, (uint32_t)(quarters / TALLY_QUARTERS));
    struct batch_entry *hour = batch_entry(batch, BATCH_HOUR, &key, length, &new);
    hour->is.hour.opens[quarters % TALLY_QUARTERS][open->class]++;

    for (enum tally_dimension d = 0; d < TALLY_DIMENSIONS; d++) {
        if (open->values[d] == NULL)
            continue;
        key.length = length;
        pack_u8(&key, TALLY_ROW_VALUE);
        pack_u8(&key, (uint8_t)d);
        pack_text_bytes(&key, open->values[d], strnlen(open->values[d], TALLY_VALUE_MAX));
        struct batch_entry *value = batch_entry(batch, BATCH_VALUE, &key, length, &new);
        value->totals = batch_place(batch, totals);
        value->is.value.dimension = d;
        value->is.value.count++;
    }
    if (open->class != TALLY_PERSON)
        return;
    struct pack seen = pack_over(visitor_space, sizeof visitor_space);
    pack_u32(&seen, salt_day(open->at));
    pack_bytes(&seen, space, length);
    pack_u64(&seen, open->visitor);
    struct batch_entry *visitor = batch_entry(batch, BATCH_VISITOR, &seen, length, &new);
    if (new) {
        visitor->totals = batch_place(batch, totals);
        visitor->hour = batch_place(batch, hour);
        visitor->is.quarter = (int)(quarters % TALLY_QUARTERS);
    }
}

enum fault
tally_batch_add(struct tally_batch *batch, const struct tally_open *open)
{
    if (batch->count + BATCH_AN_OPEN > BATCH_ENTRIES)
        return FAULT_FULL;
    batch_add_scope(batch, open, &(struct tally_scope){.kind = TALLY_LINK, .link = open->link});
    const uint32_t owners[] = {0, open->owner};
    for (int i = 0; i < 2; i++) {
        struct tally_scope scope = {.kind = TALLY_ALL, .owner = owners[i]};
        batch_add_scope(batch, open, &scope);
        if (open->labels->campaign[0] != '\0') {
            scope.kind = TALLY_CAMPAIGN;
            scope.name = open->labels->campaign;
            batch_add_scope(batch, open, &scope);
        }
        for (size_t t = 0; t < open->labels->tag_count; t++) {
            scope.kind = TALLY_TAG;
            scope.name = open->labels->tags[t];
            batch_add_scope(batch, open, &scope);
        }
    }
    return FAULT_NONE;
}

static struct row_key
batch_key(const struct batch_entry *entry)
{
    return (struct row_key){entry->key, entry->key_length};
}

static enum fault
batch_load(struct txn *txn, struct batch_entry *entry)
{
    struct tally_totals *now = &entry->is.totals.now;
    const struct tally_totals *add = &entry->is.totals.add;
    enum fault fault = tally_get_totals(txn, batch_key(entry), now);
    for (int i = 0; i < TALLY_CLASSES; i++)
        now->opens[i] += add->opens[i];
    if (add->first != 0 && (now->first == 0 || add->first < now->first))
        now->first = add->first;
    if (add->last > now->last)
        now->last = add->last;
    return fault;
}

static enum fault
batch_apply_visitor(struct txn *txn, struct tally_batch *batch, const struct batch_entry *entry)
{
    enum fault fault = row_add(txn, TABLE_VISITOR, batch_key(entry), "", 0);
    if (fault == FAULT_EXISTS)
        return FAULT_NONE;
    batch->entries[entry->totals].is.totals.now.visitors++;
    batch->entries[entry->hour].is.hour.visitors[entry->is.quarter]++;
    return fault;
}

/* A value beyond the bound is added to the value "". */
static enum fault
batch_apply_value(struct txn *txn, struct tally_batch *batch, const struct batch_entry *entry)
{
    struct tally_totals *totals = &batch->entries[entry->totals].is.totals.now;
    uint32_t *values = &totals->values[entry->is.value.dimension];
    enum fault fault = row_find(txn, TABLE_TALLY, batch_key(entry));
    if (fault == FAULT_MISSING && *values < batch->values) {
        (*values)++;
        fault = FAULT_NONE;
    }
    if (fault == FAULT_NONE)
        return tally_add_count(txn, batch_key(entry), entry->is.value.count);
    if (fault != FAULT_MISSING)
        return fault;
    uint8_t space[TALLY_KEY_MAX];
    struct pack key = pack_over(space, sizeof space);
    pack_bytes(&key, entry->key, (size_t)entry->scope_length + 2);
    pack_text(&key, "");
    return tally_add_count(txn, pack_key(&key), entry->is.value.count);
}

static enum fault
batch_apply(struct txn *txn, struct tally_batch *batch, enum batch_kind kind)
{
    enum fault fault = FAULT_NONE;
    for (uint32_t i = 0; i < batch->count && fault == FAULT_NONE; i++) {
        struct batch_entry *entry = &batch->entries[i];
        if (entry->kind != kind)
            continue;
        switch (kind) {
        case BATCH_TOTALS:
            fault = tally_put_totals(txn, batch_key(entry), &entry->is.totals.now);
            break;
        case BATCH_HOUR:
            fault = tally_add_hour(txn, batch_key(entry), &entry->is.hour);
            break;
        case BATCH_VALUE:
            fault = batch_apply_value(txn, batch, entry);
            break;
        case BATCH_VISITOR:
            fault = batch_apply_visitor(txn, batch, entry);
            break;
        }
    }
    return fault;
}

enum fault
tally_batch_apply(struct txn *txn, struct tally_batch *batch)
{
    enum fault fault = FAULT_NONE;
    for (uint32_t i = 0; i < batch->count && fault == FAULT_NONE; i++) {
        struct batch_entry *entry = &batch->entries[i];
        if (entry->kind == BATCH_TOTALS)
            fault = batch_load(txn, entry);
        else if (entry->kind == BATCH_HOUR) /* a run before this one may have been aborted */
            memset(entry->is.hour.visitors, 0, sizeof entry->is.hour.visitors);
    }
    static const enum batch_kind order[] = {BATCH_VISITOR, BATCH_VALUE, BATCH_HOUR, BATCH_TOTALS};
    for (size_t i = 0; i < sizeof order / sizeof *order && fault == FAULT_NONE; i++)
        fault = batch_apply(txn, batch, order[i]);
    return fault;
}
