/*
 * click_stats_batch.c: adds opens up, in memory.
 *
 * SPDX-License-Identifier: ISC
 */
#include "stats/click_stats_batch.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/timestamp.h"
#include "event/visitor_salt.h"
#include "stats/click_stats_sums.h"

struct click_stats_batch *
click_stats_batch_create(uint32_t values)
{
    struct click_stats_batch *batch = xcalloc(1, sizeof *batch);
    hash_index_init(&batch->scope_index, SUMS_SCOPES);
    hash_index_init(&batch->text_index, SUMS_TEXTS);
    hash_index_init(&batch->value_index, SUMS_VALUES);
    hash_index_init(&batch->visitor_index, SUMS_VISITORS);
    hash_index_init(&batch->sight_index, SUMS_SIGHTS);
    batch->values = values < CLICK_STATS_VALUES_MAX ? values : CLICK_STATS_VALUES_MAX;
    batch->summary = click_stats_summary_create();
    return batch;
}

void
click_stats_batch_free(struct click_stats_batch *batch)
{
    hash_index_free(&batch->scope_index);
    hash_index_free(&batch->text_index);
    hash_index_free(&batch->value_index);
    hash_index_free(&batch->visitor_index);
    hash_index_free(&batch->sight_index);
    click_stats_summary_free(batch->summary);
    free(batch);
}

void
click_stats_batch_clear(struct click_stats_batch *batch)
{
    hash_index_clear(&batch->scope_index);
    hash_index_clear(&batch->text_index);
    hash_index_clear(&batch->value_index);
    hash_index_clear(&batch->visitor_index);
    hash_index_clear(&batch->sight_index);
    batch->scope_count = batch->hour_count = batch->text_count = batch->value_count = 0;
    batch->visitor_count = batch->sight_count = batch->newest_count = 0;
}

/* Of two places or numbers. The keys are ours: nobody can choose them to collide. */
static uint64_t
batch_hash(uint64_t one, uint64_t other)
{
    const uint64_t hash = (one * UINT64_C(0x9e3779b97f4a7c15) ^ other) * UINT64_C(0xff51afd7ed558ccd);
    return hash ^ hash >> 29;
}

static uint32_t
batch_scope(struct click_stats_batch *batch, const struct click_stats_scope *of)
{
    uint8_t space[CLICK_STATS_SCOPE_MAX];
    struct encoder key = encoder_over(space, sizeof space);
    struct hash_search search;
    click_stats_encode_scope(&key, of);
    const uint64_t hash = hash_bytes(HASH_INIT, space, key.length);
    for (size_t at = hash_index_first(&batch->scope_index, hash, &search); at != HASH_INDEX_NONE;
         at = hash_index_next(&batch->scope_index, &search))
        if (batch->scopes[at].key_length == key.length &&
            memcmp(batch->scopes[at].key, space, key.length) == 0)
            return (uint32_t)at;
    hash_index_add(&batch->scope_index, hash, batch->scope_count);
    struct sums_scope *scope = &batch->scopes[batch->scope_count];
    memcpy(scope->key, space, key.length);
    scope->key_length = (uint16_t)key.length;
    memset(&scope->add, 0, sizeof scope->add);
    scope->visitors = 0;
    scope->values = scope->hours = scope->newest = SUMS_NONE;
    return batch->scope_count++;
}

/* The hours of a scope are few, and the newest is mostly the one. */
static uint32_t
batch_hour(struct click_stats_batch *batch, uint32_t scope, uint32_t hour)
{
    uint32_t *const first = &batch->scopes[scope].hours;
    for (uint32_t at = *first; at != SUMS_NONE; at = batch->hours[at].next)
        if (batch->hours[at].hour == hour)
            return at;
    batch->hours[batch->hour_count] = (struct sums_hour){.scope = scope, .hour = hour, .next = *first};
    return *first = batch->hour_count++;
}

static uint32_t
batch_text(struct click_stats_batch *batch, enum click_stats_dimension dimension, const char *text)
{
    const size_t length = strnlen(text, CLICK_STATS_VALUE_MAX);
    const uint64_t hash = hash_bytes(HASH_INIT ^ (uint64_t)dimension, text, length);
    struct hash_search search;
    for (size_t at = hash_index_first(&batch->text_index, hash, &search); at != HASH_INDEX_NONE;
         at = hash_index_next(&batch->text_index, &search)) {
        const struct sums_text *known = &batch->texts[at];
        if (known->dimension == dimension && known->length == length &&
            memcmp(known->bytes, text, length) == 0)
            return (uint32_t)at;
    }
    hash_index_add(&batch->text_index, hash, batch->text_count);
    struct sums_text *new = &batch->texts[batch->text_count];
    new->dimension = (uint8_t)dimension;
    new->length = (uint8_t)length;
    memcpy(new->bytes, text, length);
    return batch->text_count++;
}

static void
batch_add_value(struct click_stats_batch *batch, uint32_t scope, uint32_t text)
{
    const uint64_t hash = batch_hash(scope, text);
    struct hash_search search;
    for (size_t at = hash_index_first(&batch->value_index, hash, &search); at != HASH_INDEX_NONE;
         at = hash_index_next(&batch->value_index, &search))
        if (batch->value_sums[at].scope == scope && batch->value_sums[at].text == text) {
            batch->value_sums[at].count++;
            return;
        }
    hash_index_add(&batch->value_index, hash, batch->value_count);
    uint32_t *const first = &batch->scopes[scope].values;
    batch->value_sums[batch->value_count] = (struct sums_value){
        .scope = scope, .text = text, .next = *first, .count = 1};
    *first = batch->value_count++;
}

static uint32_t
batch_visitor(struct click_stats_batch *batch, uint32_t day, uint64_t id)
{
    const uint64_t hash = batch_hash(id, day);
    struct hash_search search;
    for (size_t at = hash_index_first(&batch->visitor_index, hash, &search); at != HASH_INDEX_NONE;
         at = hash_index_next(&batch->visitor_index, &search))
        if (batch->visitors[at].id == id && batch->visitors[at].day == day)
            return (uint32_t)at;
    hash_index_add(&batch->visitor_index, hash, batch->visitor_count);
    batch->visitors[batch->visitor_count] = (struct sums_visitor){.day = day, .sights = SUMS_NONE, .id = id};
    return batch->visitor_count++;
}

static void
batch_add_sight(
    struct click_stats_batch *batch, uint32_t visitor, uint32_t scope, uint32_t hour, uint32_t quarter)
{
    const uint64_t hash = batch_hash(visitor, scope);
    struct hash_search search;
    for (size_t at = hash_index_first(&batch->sight_index, hash, &search); at != HASH_INDEX_NONE;
         at = hash_index_next(&batch->sight_index, &search))
        if (batch->sights[at].visitor == visitor && batch->sights[at].scope == scope)
            return;
    hash_index_add(&batch->sight_index, hash, batch->sight_count);
    uint32_t *const first = &batch->visitors[visitor].sights;
    batch->sights[batch->sight_count] = (struct sums_sight){
        .visitor = visitor, .scope = scope, .hour = hour, .next = *first, .quarter = quarter};
    *first = batch->sight_count++;
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

/* An open, with what its scopes share. */
struct batch_open {
    const struct click_stats_open *open;
    uint32_t hour, quarter, visitor;
    uint32_t texts[CLICK_STATS_DIMENSIONS]; /* SUMS_NONE where there is none */
};

static uint32_t
batch_add_scope(
    struct click_stats_batch *batch, const struct batch_open *o, const struct click_stats_scope *of)
{
    const uint32_t scope = batch_scope(batch, of), hour = batch_hour(batch, scope, o->hour);
    batch_add_totals(&batch->scopes[scope].add, o->open);
    batch->hours[hour].add.opens[o->quarter][o->open->class]++;
    for (int d = 0; d < CLICK_STATS_DIMENSIONS; d++)
        if (o->texts[d] != SUMS_NONE && (d != CLICK_STATS_RULE || of->kind == CLICK_STATS_LINK))
            batch_add_value(batch, scope, o->texts[d]);
    if (o->open->class == CLICK_PERSON)
        batch_add_sight(batch, o->visitor, scope, hour, o->quarter);
    return scope;
}

static void
batch_add_newest(struct click_stats_batch *batch, uint32_t scope, const struct batch_open *o)
{
    const bool person = o->open->class == CLICK_PERSON;
    struct sums_newest *newest = &batch->newest[batch->newest_count];
    newest->is = *o->open->newest;
    newest->texts[0] = o->texts[CLICK_STATS_COUNTRY];
    newest->texts[1] = o->texts[CLICK_STATS_DEVICE];
    newest->texts[2] = o->texts[person ? CLICK_STATS_BROWSER : CLICK_STATS_BOT];
    newest->texts[3] = o->texts[CLICK_STATS_SYSTEM];
    newest->texts[4] = o->texts[CLICK_STATS_REFERRER];
    newest->next = batch->scopes[scope].newest;
    batch->scopes[scope].newest = batch->newest_count++;
}

static bool
batch_is_full(const struct click_stats_batch *batch)
{
    return batch->scope_count + SUMS_SCOPES_OPEN > SUMS_SCOPES ||
           batch->hour_count + SUMS_SCOPES_OPEN > SUMS_HOURS ||
           batch->text_count + CLICK_STATS_DIMENSIONS > SUMS_TEXTS ||
           batch->value_count + SUMS_SCOPES_OPEN * CLICK_STATS_DIMENSIONS > SUMS_VALUES ||
           batch->visitor_count == SUMS_VISITORS || batch->newest_count == SUMS_NEWEST ||
           batch->sight_count + SUMS_SCOPES_OPEN > SUMS_SIGHTS;
}

static struct batch_open
batch_open(struct click_stats_batch *batch, const struct click_stats_open *open)
{
    const int64_t quarters = open->at / (900 * TIMESTAMP_SECOND);
    struct batch_open o = {.open = open,
        .hour = (uint32_t)(quarters / CLICK_STATS_QUARTERS),
        .quarter = (uint32_t)(quarters % CLICK_STATS_QUARTERS)};
    for (enum click_stats_dimension d = 0; d < CLICK_STATS_DIMENSIONS; d++)
        o.texts[d] = open->values[d] != NULL ? batch_text(batch, d, open->values[d]) : SUMS_NONE;
    if (open->class == CLICK_PERSON)
        o.visitor = batch_visitor(batch, visitor_salt_day(open->at), open->visitor);
    return o;
}

enum fault
click_stats_batch_add(struct click_stats_batch *batch, const struct click_stats_open *open)
{
    if (batch_is_full(batch))
        return FAULT_FULL;
    const struct batch_open o = batch_open(batch, open);
    const uint32_t owners[] = {0, open->owner};
    const uint32_t link = batch_add_scope(
        batch, &o, &(struct click_stats_scope){.kind = CLICK_STATS_LINK, .link = open->link});
    if (open->newest != NULL)
        batch_add_newest(batch, link, &o);
    for (int i = 0; i < 2; i++) {
        struct click_stats_scope scope = {.kind = CLICK_STATS_ALL, .owner = owners[i]};
        batch_add_scope(batch, &o, &scope);
        if (open->labels->campaign[0] != '\0') {
            scope.kind = CLICK_STATS_CAMPAIGN;
            scope.name = open->labels->campaign;
            batch_add_scope(batch, &o, &scope);
        }
        for (size_t t = 0; t < open->labels->tag_count; t++) {
            scope.kind = CLICK_STATS_TAG;
            scope.name = open->labels->tags[t];
            batch_add_scope(batch, &o, &scope);
        }
    }
    return FAULT_NONE;
}
