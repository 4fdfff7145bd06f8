/*
 * busiest_batch.c: clicks by day, owner and name.
 *
 * SPDX-License-Identifier: ISC
 */
#include "stats/busiest_batch.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash_index.h"
#include "base/memory.h"

struct batch_item {
    uint32_t day, owner;
    enum busiest_kind kind;
    struct busiest_item item;
};

struct busiest_batch {
    size_t count, most;
    struct batch_item *items;
    struct hash_index index;
    struct busiest_day day; /* the one that is being changed */
};

enum { BATCH_OF_A_CLICK = 2 * 2 /* a link and a campaign, each of everybody and of the owner */ };

struct busiest_batch *
busiest_batch_create(size_t most)
{
    struct busiest_batch *batch = xcalloc(1, sizeof *batch);
    batch->most = most * BATCH_OF_A_CLICK;
    batch->items = xcalloc(batch->most, sizeof *batch->items);
    hash_index_init(&batch->index, batch->most);
    return batch;
}

void
busiest_batch_free(struct busiest_batch *batch)
{
    hash_index_free(&batch->index);
    free(batch->items);
    free(batch);
}

void
busiest_batch_clear(struct busiest_batch *batch)
{
    hash_index_clear(&batch->index);
    batch->count = 0;
}

static bool
batch_is_same(const struct batch_item *a, const struct batch_item *b)
{
    return a->day == b->day && a->owner == b->owner && a->kind == b->kind && a->item.link == b->item.link &&
           strcmp(a->item.name, b->item.name) == 0;
}

/* The index goes by positions, and so is of use only until the items are sorted. */
static void
batch_add(struct busiest_batch *batch, const struct batch_item *add)
{
    const uint64_t number = (uint64_t)add->day << 40 ^ (uint64_t)add->owner << 8 ^ (uint64_t)add->kind;
    uint64_t hash = hash_bytes(HASH_INIT ^ add->item.link, &number, sizeof number);
    struct hash_search search;
    hash = hash_bytes(hash, add->item.name, strlen(add->item.name));
    for (size_t at = hash_index_first(&batch->index, hash, &search); at != HASH_INDEX_NONE;
         at = hash_index_next(&batch->index, &search))
        if (batch_is_same(&batch->items[at], add)) {
            batch->items[at].item.clicks++;
            return;
        }
    hash_index_add(&batch->index, hash, batch->count);
    batch->items[batch->count++] = *add;
}

enum fault
busiest_batch_add(struct busiest_batch *batch, uint32_t day, uint32_t owner, enum busiest_kind kind,
    uint64_t link, const char *name)
{
    struct batch_item add = {.day = day, .kind = kind, .item = {.clicks = 1, .link = link}};
    const uint32_t owners[] = {0, owner};
    if (batch->count + 2 > batch->most)
        return FAULT_FULL;
    strncpy(add.item.name, name, BUSIEST_NAME_MAX);
    for (int i = 0; i < 2; i++) {
        add.owner = owners[i];
        batch_add(batch, &add);
    }
    return FAULT_NONE;
}

/* By the row that they go into; there, the most clicked first, so that they are not what is replaced. */
static int
batch_compare(const void *a, const void *b)
{
    const struct batch_item *x = a, *y = b;
    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    if (x->owner != y->owner)
        return x->owner < y->owner ? -1 : 1;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    if (x->item.clicks != y->item.clicks)
        return x->item.clicks > y->item.clicks ? -1 : 1;
    return strcmp(x->item.name, y->item.name);
}

static bool
batch_is_of_day(const struct batch_item *item, const struct busiest_day *day)
{
    return item->day == day->day && item->owner == day->owner && item->kind == day->kind;
}

enum fault
busiest_batch_apply(struct txn *txn, struct busiest_batch *batch)
{
    struct busiest_day *day = &batch->day;
    enum fault fault = FAULT_NONE;
    qsort(batch->items, batch->count, sizeof *batch->items, batch_compare);
    for (size_t i = 0; i < batch->count && fault == FAULT_NONE;) {
        day->day = batch->items[i].day;
        day->owner = batch->items[i].owner;
        day->kind = batch->items[i].kind;
        fault = busiest_day_get(txn, day);
        for (; i < batch->count && batch_is_of_day(&batch->items[i], day); i++)
            busiest_day_add(day, &batch->items[i].item);
        if (fault == FAULT_NONE)
            fault = busiest_day_put(txn, day);
    }
    return fault;
}
