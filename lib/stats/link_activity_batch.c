/*
 * link_activity_batch.c: the opens of a batch, sorted by link.
 *
 * SPDX-License-Identifier: ISC
 */
#include "stats/link_activity_batch.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "stats/click_stats.h"

struct batch_open {
    uint64_t event;
    struct click_rank_link rank;
    char code[SHORT_CODE_MAX + 1];
    struct link_open open;
};

struct link_activity_batch {
    size_t count, most;
    struct batch_open *opens;
    const struct batch_open **sorted; /* by link; of a link, the newest first */
    struct link_activity activity;    /* the one that is being changed */
};

struct link_activity_batch *
link_activity_batch_create(size_t most)
{
    struct link_activity_batch *batch = xcalloc(1, sizeof *batch);
    batch->most = most;
    batch->opens = xcalloc(most, sizeof *batch->opens);
    batch->sorted = xcalloc(most, sizeof *batch->sorted);
    return batch;
}

void
link_activity_batch_free(struct link_activity_batch *batch)
{
    free(batch->opens);
    free(batch->sorted);
    free(batch);
}

void
link_activity_batch_clear(struct link_activity_batch *batch)
{
    batch->count = 0;
}

enum fault
link_activity_batch_add(struct link_activity_batch *batch, uint64_t event, const struct click_rank_link *rank,
    const char *code, const struct link_open *open)
{
    if (batch->count == batch->most)
        return FAULT_FULL;
    struct batch_open *to = &batch->opens[batch->count++];
    to->event = event;
    to->rank = *rank;
    strncpy(to->code, code, SHORT_CODE_MAX);
    to->open = *open;
    return FAULT_NONE;
}

static int
batch_compare(const void *a, const void *b)
{
    const struct batch_open *x = *(const struct batch_open *const *)a,
                            *y = *(const struct batch_open *const *)b;
    if (x->rank.link != y->rank.link)
        return x->rank.link < y->rank.link ? -1 : 1;
    return x->event > y->event ? -1 : x->event < y->event;
}

/* The link's row as it is, or as it begins: clicks were counted before there were such rows. */
static enum fault
batch_activity(struct txn *txn, const struct click_rank_link *rank, struct link_activity *out)
{
    struct click_stats_totals totals;
    const struct click_stats_scope scope = {.kind = CLICK_STATS_LINK, .link = rank->link};
    enum fault fault = link_activity_get(txn, rank->link, out);
    if (fault != FAULT_NONE || out->event != 0)
        return fault;
    out->rank = *rank;
    fault = click_stats_totals(txn, &scope, &totals);
    out->clicks = totals.opens[CLICK_PERSON];
    return fault;
}

/* A link's opens, `count` of them, before those that its row has. */
static enum fault
batch_apply_link(
    struct txn *txn, struct link_activity *activity, const struct batch_open **opens, size_t count)
{
    enum fault fault = batch_activity(txn, &opens[0]->rank, activity);
    if (fault != FAULT_NONE)
        return fault;
    const uint64_t before = activity->clicks;
    const size_t new = count < LINK_ACTIVITY_OPENS ? count : LINK_ACTIVITY_OPENS,
                 room = LINK_ACTIVITY_OPENS - new, old = activity->count < room ? activity->count : room;
    memmove(activity->opens + new, activity->opens, old * sizeof *activity->opens);
    for (size_t i = 0; i < new; i++)
        activity->opens[i] = opens[i]->open;
    for (size_t i = 0; i < count; i++)
        activity->clicks += opens[i]->open.class == CLICK_PERSON;
    activity->count = new + old;
    activity->event = opens[0]->event;
    fault = click_rank_move(txn, &activity->rank, opens[0]->code, before, activity->clicks);
    return fault != FAULT_NONE ? fault : link_activity_put(txn, activity);
}

enum fault
link_activity_batch_apply(struct txn *txn, struct link_activity_batch *batch)
{
    enum fault fault = FAULT_NONE;
    for (size_t i = 0; i < batch->count; i++)
        batch->sorted[i] = &batch->opens[i];
    qsort(batch->sorted, batch->count, sizeof *batch->sorted, batch_compare);
    for (size_t from = 0, to; from < batch->count && fault == FAULT_NONE; from = to) {
        for (to = from + 1; to < batch->count; to++)
            if (batch->sorted[to]->rank.link != batch->sorted[from]->rank.link)
                break;
        fault = batch_apply_link(txn, &batch->activity, batch->sorted + from, to - from);
    }
    return fault;
}
