/*
 * click_stats_apply.c: adds what a batch has added up to the rows of the store.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "stats/click_stats_batch.h"
#include "stats/click_stats_sums.h"
#include "stats/visitor.h"

/* The key of one of a scope's rows. */
static struct row_key
apply_key(struct encoder *p, const struct sums_scope *scope, uint8_t kind)
{
    encode_bytes(p, scope->key, scope->key_length);
    encode_u8(p, kind);
    return encoder_key(p);
}

static enum fault
apply_visitor(struct txn *txn, struct click_stats_batch *batch, const struct sums_visitor *add)
{
    struct visitor visitor = {.day = add->day, .id = add->id};
    enum fault fault = visitor_get(txn, &visitor);
    for (uint32_t at = add->sights; at != SUMS_NONE && fault == FAULT_NONE; at = batch->sights[at].next) {
        const struct sums_sight *sight = &batch->sights[at];
        struct sums_scope *scope = &batch->scopes[sight->scope];
        bool new;
        fault = visitor_see(txn, &visitor, (struct row_key){scope->key, scope->key_length}, &new);
        if (fault != FAULT_NONE || !new)
            continue;
        scope->visitors++;
        batch->hours[sight->hour].add.visitors[sight->quarter]++;
    }
    return fault == FAULT_NONE ? visitor_put(txn, &visitor) : fault;
}

static int
apply_compare_visitors(const void *a, const void *b, void *of)
{
    const struct click_stats_batch *batch = of;
    const struct sums_visitor *x = &batch->visitors[*(const uint32_t *)a],
                              *y = &batch->visitors[*(const uint32_t *)b];
    return x->day != y->day ? (x->day > y->day) - (x->day < y->day) : (x->id > y->id) - (x->id < y->id);
}

static int
apply_compare_scopes(const void *a, const void *b, void *of)
{
    const struct click_stats_batch *batch = of;
    const struct sums_scope *x = &batch->scopes[*(const uint32_t *)a],
                            *y = &batch->scopes[*(const uint32_t *)b];
    const size_t both = x->key_length < y->key_length ? x->key_length : y->key_length;
    const int order = memcmp(x->key, y->key, both);
    return order != 0 ? order : (x->key_length > y->key_length) - (x->key_length < y->key_length);
}

/* Puts places in the order of their keys, so that neighbours find their page in the processor's cache. */
static void
apply_sort(
    struct click_stats_batch *batch, uint32_t count, int (*compare)(const void *, const void *, void *))
{
    for (uint32_t i = 0; i < count; i++)
        batch->sorted[i] = i;
    qsort_r(batch->sorted, count, sizeof *batch->sorted, compare, batch);
}

static enum fault
apply_visitors(struct txn *txn, struct click_stats_batch *batch)
{
    enum fault fault = FAULT_NONE;
    apply_sort(batch, batch->visitor_count, apply_compare_visitors);
    for (uint32_t i = 0; i < batch->visitor_count && fault == FAULT_NONE; i++)
        fault = apply_visitor(txn, batch, &batch->visitors[batch->sorted[i]]);
    return fault;
}

static enum fault
apply_hours(struct txn *txn, struct click_stats_batch *batch, const struct sums_scope *scope)
{
    enum fault fault = FAULT_NONE;
    for (uint32_t at = scope->hours; at != SUMS_NONE && fault == FAULT_NONE; at = batch->hours[at].next) {
        uint8_t space[CLICK_STATS_KEY_MAX];
        struct encoder p = encoder_over(space, sizeof space);
        apply_key(&p, scope, CLICK_STATS_ROW_HOUR);
        encode_u32(&p, batch->hours[at].hour);
        fault = click_stats_add_hour(txn, encoder_key(&p), &batch->hours[at].add);
    }
    return fault;
}

static void
apply_merge(struct click_stats_totals *now, const struct sums_scope *scope)
{
    const struct click_stats_totals *add = &scope->add;
    for (int i = 0; i < CLICK_CLASSES; i++)
        now->opens[i] += add->opens[i];
    now->visitors += scope->visitors;
    if (add->first != 0 && (now->first == 0 || add->first < now->first))
        now->first = add->first;
    if (add->last > now->last)
        now->last = add->last;
}

static enum fault
apply_totals(struct txn *txn, struct click_stats_batch *batch, const struct sums_scope *scope)
{
    struct click_stats_summary *summary = &batch->summary;
    uint8_t space[CLICK_STATS_KEY_MAX];
    struct encoder p = encoder_over(space, sizeof space);
    const struct row_key key = apply_key(&p, scope, CLICK_STATS_ROW_SUMMARY);
    enum fault fault = click_stats_get_summary(txn, key, summary);
    if (fault != FAULT_NONE)
        return fault;
    apply_merge(&summary->totals, scope);
    for (uint32_t at = scope->values; at != SUMS_NONE; at = batch->value_sums[at].next) {
        const struct sums_value *value = &batch->value_sums[at];
        const struct sums_text *text = &batch->texts[value->text];
        click_stats_add_value(
            summary, text->dimension, text->bytes, text->length, value->count, batch->values);
    }
    return click_stats_put_summary(txn, key, summary);
}

/* A run before this one may have been aborted: what it found is found again. */
static void
apply_begin(struct click_stats_batch *batch)
{
    for (uint32_t i = 0; i < batch->scope_count; i++)
        batch->scopes[i].visitors = 0;
    for (uint32_t i = 0; i < batch->hour_count; i++)
        memset(batch->hours[i].add.visitors, 0, sizeof batch->hours[i].add.visitors);
}

enum fault
click_stats_batch_apply(struct txn *txn, struct click_stats_batch *batch)
{
    apply_begin(batch);
    enum fault fault = apply_visitors(txn, batch);
    apply_sort(batch, batch->scope_count, apply_compare_scopes);
    for (uint32_t i = 0; i < batch->scope_count && fault == FAULT_NONE; i++) {
        const struct sums_scope *scope = &batch->scopes[batch->sorted[i]];
        fault = apply_totals(txn, batch, scope);
        if (fault == FAULT_NONE)
            fault = apply_hours(txn, batch, scope);
    }
    return fault;
}
