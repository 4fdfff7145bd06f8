/*
 * click_stats_batch.c: what the store gains in each place, found by a hash index.
 *
 * SPDX-License-Identifier: ISC
 */
#include "stats/click_stats_batch.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash_index.h"
#include "base/memory.h"
#include "base/timestamp.h"
#include "event/visitor_salt.h"
#include "stats/click_stats_row.h"

enum {
    BATCH_ENTRIES = 60000,
    BATCH_SCOPES = 3 + 2 * (1 + LABELS_TAGS_MAX),
    BATCH_AN_OPEN = BATCH_SCOPES * (3 + CLICK_STATS_DIMENSIONS), /* entries that one open may need */
    BATCH_ROW_VALUE = 3, /* marks a value's key, which is no row of its own */
    BATCH_KEY_MAX = CLICK_STATS_SCOPE_MAX + 12 + 2 + CLICK_STATS_VALUE_MAX,
    BATCH_NONE = UINT16_MAX,
};

_Static_assert(BATCH_ENTRIES < BATCH_NONE, "places must fit 16 bits");

enum batch_kind { BATCH_TOTALS, BATCH_HOUR, BATCH_VALUE, BATCH_VISITOR };

/* What the store gains in one place. Entries point at others by their places. */
struct batch_entry {
    enum batch_kind kind;
    uint16_t scope_length, key_length;
    uint8_t key[BATCH_KEY_MAX];
    union {
        struct {
            struct click_stats_totals add;
            uint64_t visitors; /* found to be new while the batch is applied */
            uint16_t values;   /* the first of a chain */
        } totals;
        struct click_stats_hour hour;
        struct {
            uint64_t count;
            enum click_stats_dimension dimension;
            uint16_t next; /* of the same scope */
        } value;
        struct {
            uint16_t totals, hour;
            int quarter; /* when first seen in this batch */
        } visitor;
    } is;
};

struct click_stats_batch {
    uint32_t values;
    uint32_t count;
    struct click_stats_summary summary; /* the one that is being changed */
    struct hash_index index;
    const struct batch_entry *sorted[BATCH_ENTRIES]; /* of one kind, while they are applied */
    struct batch_entry entries[BATCH_ENTRIES];
};

struct click_stats_batch *
click_stats_batch_create(uint32_t values)
{
    struct click_stats_batch *batch = xcalloc(1, sizeof *batch);
    hash_index_init(&batch->index, BATCH_ENTRIES);
    batch->values = values < CLICK_STATS_VALUES_MAX ? values : CLICK_STATS_VALUES_MAX;
    batch->summary.size = CLICK_STATS_SUMMARY_BYTES(CLICK_STATS_VALUES_MAX);
    batch->summary.bytes = xmalloc(batch->summary.size);
    return batch;
}

void
click_stats_batch_free(struct click_stats_batch *batch)
{
    hash_index_free(&batch->index);
    free(batch->summary.bytes);
    free(batch);
}

void
click_stats_batch_clear(struct click_stats_batch *batch)
{
    batch->count = 0;
    hash_index_clear(&batch->index);
}

/* The entry of this row, made empty when it is new. The keys are ours: nobody can choose them to collide but
 * by links they own. */
static struct batch_entry *
batch_entry(struct click_stats_batch *batch, enum batch_kind kind, const struct encoder *key,
    size_t scope_length, bool *new)
{
    const uint64_t hash = hash_bytes(HASH_INIT ^ (uint64_t)kind, key->bytes, key->length);
    struct hash_search search;
    for (size_t at = hash_index_first(&batch->index, hash, &search); at != HASH_INDEX_NONE;
         at = hash_index_next(&batch->index, &search)) {
        struct batch_entry *entry = &batch->entries[at];
        *new = false;
        if (entry->kind == kind && entry->key_length == key->length &&
            memcmp(entry->key, key->bytes, key->length) == 0)
            return entry;
    }
    hash_index_add(&batch->index, hash, batch->count);
    struct batch_entry *entry = &batch->entries[batch->count++];
    memset(entry, 0, sizeof *entry);
    entry->kind = kind;
    entry->scope_length = (uint16_t)scope_length;
    entry->key_length = (uint16_t)key->length;
    memcpy(entry->key, key->bytes, key->length);
    *new = true;
    return entry;
}

static uint16_t
batch_place(const struct click_stats_batch *batch, const struct batch_entry *entry)
{
    return (uint16_t)(entry - batch->entries);
}

static void
batch_add_totals(struct click_stats_totals *totals, const struct click_stats_open *open)
{
    totals->opens[open->class]++;
    if (open->class != CLICK_PERSON)
        return;
    if (totals->first == 0 || open->at < totals->first)
        totals->first = open->at;
    if (open->at > totals->last)
        totals->last = open->at;
}

static void
batch_add_scope(struct click_stats_batch *batch, const struct click_stats_open *open,
    const struct click_stats_scope *scope)
{
    uint8_t space[BATCH_KEY_MAX], visitor_space[BATCH_KEY_MAX];
    struct encoder key = encoder_over(space, sizeof space);
    bool new;
    click_stats_encode_scope(&key, scope);
    const size_t length = key.length;

    encode_u8(&key, CLICK_STATS_ROW_SUMMARY);
    struct batch_entry *totals = batch_entry(batch, BATCH_TOTALS, &key, length, &new);
    if (new)
        totals->is.totals.values = BATCH_NONE;
    batch_add_totals(&totals->is.totals.add, open);

    const int64_t quarters = open->at / (900 * TIMESTAMP_SECOND);
    key.length = length;
    encode_u8(&key, CLICK_STATS_ROW_HOUR);
    encode_u32(&key, (uint32_t)(quarters / CLICK_STATS_QUARTERS));
    struct batch_entry *hour = batch_entry(batch, BATCH_HOUR, &key, length, &new);
    hour->is.hour.opens[quarters % CLICK_STATS_QUARTERS][open->class]++;

    for (enum click_stats_dimension d = 0; d < CLICK_STATS_DIMENSIONS; d++) {
        if (open->values[d] == NULL)
            continue;
        key.length = length;
        encode_u8(&key, BATCH_ROW_VALUE);
        encode_u8(&key, (uint8_t)d);
        encode_bytes(&key, open->values[d], strnlen(open->values[d], CLICK_STATS_VALUE_MAX));
        struct batch_entry *value = batch_entry(batch, BATCH_VALUE, &key, length, &new);
        if (new) {
            value->is.value.dimension = d;
            value->is.value.next = totals->is.totals.values;
            totals->is.totals.values = batch_place(batch, value);
        }
        value->is.value.count++;
    }
    if (open->class != CLICK_PERSON)
        return;
    struct encoder seen = encoder_over(visitor_space, sizeof visitor_space);
    encode_u32(&seen, visitor_salt_day(open->at));
    encode_bytes(&seen, space, length);
    encode_u64(&seen, open->visitor);
    struct batch_entry *visitor = batch_entry(batch, BATCH_VISITOR, &seen, length, &new);
    if (new) {
        visitor->is.visitor.totals = batch_place(batch, totals);
        visitor->is.visitor.hour = batch_place(batch, hour);
        visitor->is.visitor.quarter = (int)(quarters % CLICK_STATS_QUARTERS);
    }
}

enum fault
click_stats_batch_add(struct click_stats_batch *batch, const struct click_stats_open *open)
{
    if (batch->count + BATCH_AN_OPEN > BATCH_ENTRIES)
        return FAULT_FULL;
    batch_add_scope(batch, open, &(struct click_stats_scope){.kind = CLICK_STATS_LINK, .link = open->link});
    const uint32_t owners[] = {0, open->owner};
    for (int i = 0; i < 2; i++) {
        struct click_stats_scope scope = {.kind = CLICK_STATS_ALL, .owner = owners[i]};
        batch_add_scope(batch, open, &scope);
        if (open->labels->campaign[0] != '\0') {
            scope.kind = CLICK_STATS_CAMPAIGN;
            scope.name = open->labels->campaign;
            batch_add_scope(batch, open, &scope);
        }
        for (size_t t = 0; t < open->labels->tag_count; t++) {
            scope.kind = CLICK_STATS_TAG;
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
batch_apply_visitor(struct txn *txn, struct click_stats_batch *batch, const struct batch_entry *entry)
{
    enum fault fault = row_add(txn, TABLE_VISITOR, batch_key(entry), "", 0);
    if (fault == FAULT_EXISTS)
        return FAULT_NONE;
    batch->entries[entry->is.visitor.totals].is.totals.visitors++;
    batch->entries[entry->is.visitor.hour].is.hour.visitors[entry->is.visitor.quarter]++;
    return fault;
}

static void
batch_merge_totals(struct click_stats_totals *now, const struct batch_entry *entry)
{
    const struct click_stats_totals *add = &entry->is.totals.add;
    for (int i = 0; i < CLICK_CLASSES; i++)
        now->opens[i] += add->opens[i];
    now->visitors += entry->is.totals.visitors;
    if (add->first != 0 && (now->first == 0 || add->first < now->first))
        now->first = add->first;
    if (add->last > now->last)
        now->last = add->last;
}

static enum fault
batch_apply_totals(struct txn *txn, struct click_stats_batch *batch, const struct batch_entry *entry)
{
    struct click_stats_summary *summary = &batch->summary;
    enum fault fault = click_stats_get_summary(txn, batch_key(entry), summary);
    if (fault != FAULT_NONE)
        return fault;
    batch_merge_totals(&summary->totals, entry);
    for (uint16_t at = entry->is.totals.values; at != BATCH_NONE; at = batch->entries[at].is.value.next) {
        const struct batch_entry *value = &batch->entries[at];
        const size_t before = (size_t)value->scope_length + 2;
        click_stats_add_value(summary, value->is.value.dimension, value->key + before,
            value->key_length - before, value->is.value.count, batch->values);
    }
    return click_stats_put_summary(txn, batch_key(entry), summary);
}

static int
batch_compare(const void *a, const void *b)
{
    const struct batch_entry *one = *(const struct batch_entry *const *)a,
                             *other = *(const struct batch_entry *const *)b;
    const size_t both = one->key_length < other->key_length ? one->key_length : other->key_length;
    const int order = memcmp(one->key, other->key, both);
    return order != 0 ? order : (one->key_length > other->key_length) - (one->key_length < other->key_length);
}

/* In the order of the keys, so that neighbours find their page in the processor's cache. */
static enum fault
batch_apply(struct txn *txn, struct click_stats_batch *batch, enum batch_kind kind)
{
    enum fault fault = FAULT_NONE;
    uint32_t count = 0;
    for (uint32_t i = 0; i < batch->count; i++)
        if (batch->entries[i].kind == kind)
            batch->sorted[count++] = &batch->entries[i];
    qsort(batch->sorted, count, sizeof *batch->sorted, batch_compare);
    for (uint32_t i = 0; i < count && fault == FAULT_NONE; i++) {
        const struct batch_entry *entry = batch->sorted[i];
        if (kind == BATCH_VISITOR)
            fault = batch_apply_visitor(txn, batch, entry);
        else if (kind == BATCH_HOUR)
            fault = click_stats_add_hour(txn, batch_key(entry), &entry->is.hour);
        else
            fault = batch_apply_totals(txn, batch, entry);
    }
    return fault;
}

/* A run before this one may have been aborted: what it found is found again. */
static void
batch_forget_visitors(struct click_stats_batch *batch)
{
    for (uint32_t i = 0; i < batch->count; i++) {
        struct batch_entry *entry = &batch->entries[i];
        if (entry->kind == BATCH_TOTALS)
            entry->is.totals.visitors = 0;
        else if (entry->kind == BATCH_HOUR)
            memset(entry->is.hour.visitors, 0, sizeof entry->is.hour.visitors);
    }
}

enum fault
click_stats_batch_apply(struct txn *txn, struct click_stats_batch *batch)
{
    batch_forget_visitors(batch);
    enum fault fault = batch_apply(txn, batch, BATCH_VISITOR);
    if (fault == FAULT_NONE)
        fault = batch_apply(txn, batch, BATCH_HOUR);
    return fault == FAULT_NONE ? batch_apply(txn, batch, BATCH_TOTALS) : fault;
}
