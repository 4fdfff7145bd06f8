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
apply_visitor(struct row_editor *rows, struct click_stats_batch *batch, const struct sums_visitor *add)
{
    struct visitor visitor = {.rows = rows, .day = add->day, .id = add->id};
    enum fault fault = visitor_get(&visitor);
    for (uint32_t at = add->sights; at != SUMS_NONE && fault == FAULT_NONE; at = batch->sights[at].next) {
        const struct sums_sight *sight = &batch->sights[at];
        struct sums_scope *scope = &batch->scopes[sight->scope];
        bool new;
        fault = visitor_see(&visitor, (struct row_key){scope->key, scope->key_length}, &new);
        if (fault != FAULT_NONE || !new)
            continue;
        scope->visitors++;
        batch->hours[sight->hour].add.visitors[sight->quarter]++;
    }
    return fault == FAULT_NONE ? visitor_put(&visitor) : fault;
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
    struct row_editor rows;
    enum fault fault = row_editor_open(&rows, txn, TABLE_VISITOR_DAY);
    apply_sort(batch, batch->visitor_count, apply_compare_visitors);
    for (uint32_t i = 0; i < batch->visitor_count && fault == FAULT_NONE; i++)
        fault = apply_visitor(&rows, batch, &batch->visitors[batch->sorted[i]]);
    row_editor_close(&rows);
    return fault;
}

/* The newest hour stays in the summary; others go into rows of their own. */
static enum fault
apply_hour(struct txn *txn, const struct sums_scope *scope, const struct sums_hour *add,
    struct click_stats_summary *to)
{
    uint8_t space[CLICK_STATS_KEY_MAX];
    struct encoder p = encoder_over(space, sizeof space);
    struct click_stats_hour over = add->add;
    uint32_t hour = add->hour;
    if (hour == to->hour) {
        click_stats_hour_add(&to->now, &over);
        return FAULT_NONE;
    }
    if (hour > to->hour) {
        over = to->now;
        hour = to->hour;
        to->now = add->add;
        to->hour = add->hour;
    }
    if (hour == 0) /* there was none */
        return FAULT_NONE;
    apply_key(&p, scope, CLICK_STATS_ROW_HOUR);
    encode_u32(&p, hour);
    return click_stats_add_hour(txn, encoder_key(&p), &over);
}

static enum fault
apply_hours(struct txn *txn, struct click_stats_batch *batch, const struct sums_scope *scope)
{
    enum fault fault = FAULT_NONE;
    for (uint32_t at = scope->hours; at != SUMS_NONE && fault == FAULT_NONE; at = batch->hours[at].next)
        fault = apply_hour(txn, scope, &batch->hours[at], batch->summary);
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

static void
apply_values(struct click_stats_batch *batch, const struct sums_scope *scope)
{
    for (uint32_t at = scope->values; at != SUMS_NONE; at = batch->value_sums[at].next) {
        const struct sums_value *add = &batch->value_sums[at];
        const struct sums_text *text = &batch->texts[add->text];
        const struct summary_value value = {text->bytes, add->count, text->dimension, text->length};
        batch->places[add->text] = click_stats_summary_add(batch->summary, &value, batch->values);
    }
}

/* Opens are chained from the newest on, and go into the row from the oldest on. before: when the last was
 * that the row has. */
static void
apply_newest(struct click_stats_batch *batch, const struct sums_scope *scope, int64_t before)
{
    struct click_stats_summary *summary = batch->summary;
    const struct sums_newest *chain[SUMMARY_OPENS];
    uint32_t count = 0;
    for (uint32_t at = scope->newest; at != SUMS_NONE && count < SUMMARY_OPENS; at = batch->newest[at].next)
        chain[count++] = &batch->newest[at];
    if (count == 0)
        return;
    const struct click_stats_newest *last = &chain[0]->is;
    for (uint32_t i = count; i-- > 0;) {
        if (chain[i]->is.past && chain[i]->is.open.at < before)
            continue;
        struct encoder p = encoder_over(batch->opens[i], sizeof batch->opens[i]);
        uint32_t places[LINK_OPEN_TEXTS];
        for (int t = 0; t < LINK_OPEN_TEXTS; t++)
            places[t] = chain[i]->texts[t] != SUMS_NONE ? batch->places[chain[i]->texts[t]] : SUMMARY_NONE;
        link_open_pack(&p, &chain[i]->is.open, places, summary);
        click_stats_summary_add_open(summary, (struct summary_open){p.bytes, (uint8_t)p.length});
    }
    summary->event = last->event;
    summary->owner = last->rank.owner;
    summary->of_message = last->rank.of_message;
}

static enum fault
apply_scope(struct row_editor *rows, struct click_stats_batch *batch, const struct sums_scope *scope)
{
    uint8_t space[CLICK_STATS_KEY_MAX];
    struct encoder p = encoder_over(space, sizeof space);
    const struct row_key key = apply_key(&p, scope, CLICK_STATS_ROW_SUMMARY);
    enum fault fault = click_stats_summary_edit(rows, key, batch->summary);
    if (fault != FAULT_NONE)
        return fault;
    const int64_t before = batch->summary->totals.last;
    apply_merge(&batch->summary->totals, scope);
    apply_values(batch, scope);
    apply_newest(batch, scope, before);
    fault = apply_hours(rows->txn, batch, scope);
    return fault == FAULT_NONE ? click_stats_summary_replace(rows, key, batch->summary) : fault;
}

static enum fault
apply_scopes(struct txn *txn, struct click_stats_batch *batch)
{
    struct row_editor rows;
    enum fault fault = row_editor_open(&rows, txn, TABLE_CLICK_STATS);
    apply_sort(batch, batch->scope_count, apply_compare_scopes);
    for (uint32_t i = 0; i < batch->scope_count && fault == FAULT_NONE; i++)
        fault = apply_scope(&rows, batch, &batch->scopes[batch->sorted[i]]);
    row_editor_close(&rows);
    return fault;
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
    if (fault == FAULT_NONE)
        fault = apply_scopes(txn, batch);
    return fault;
}
