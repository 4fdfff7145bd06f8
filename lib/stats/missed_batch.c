/*
 * missed_batch.c: visits to what does not open, by the row that they go into.
 *
 * SPDX-License-Identifier: ISC
 */
#include "stats/missed_batch.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "event/visitor_salt.h"

struct batch_visit {
    uint32_t day;
    char domain[DOMAIN_NAME_MAX + 1];
    enum missed_by by;
    size_t order; /* in which it was added */
    enum missed_reason reason;
    int64_t at;
    char path[MISSED_PATH_MAX + 1]; /* "": not kept */
};

struct missed_batch {
    size_t count, most;
    struct batch_visit *visits;
    struct missed_day day; /* the row that is being changed */
};

struct missed_batch *
missed_batch_create(size_t most)
{
    struct missed_batch *batch = xcalloc(1, sizeof *batch);
    batch->most = most;
    batch->visits = xcalloc(most, sizeof *batch->visits);
    return batch;
}

void
missed_batch_free(struct missed_batch *batch)
{
    free(batch->visits);
    free(batch);
}

void
missed_batch_clear(struct missed_batch *batch)
{
    batch->count = 0;
}

enum fault
missed_batch_add(struct missed_batch *batch, const struct missed *missed, const char *domain,
    enum missed_by by, int64_t at)
{
    if (batch->count == batch->most)
        return FAULT_FULL;
    struct batch_visit *visit = &batch->visits[batch->count];
    *visit = (struct batch_visit){
        .day = visitor_salt_day(at), .by = by, .order = batch->count++, .reason = missed->reason, .at = at};
    strncpy(visit->domain, domain, DOMAIN_NAME_MAX);
    if (missed->click.message == NULL)
        utf8_clean(missed->path.bytes, missed->path.length, visit->path, sizeof visit->path);
    return FAULT_NONE;
}

static int
batch_compare_rows(const struct batch_visit *x, const struct batch_visit *y)
{
    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    const int domains = strcmp(x->domain, y->domain);
    return domains != 0 ? domains : (x->by > y->by) - (x->by < y->by);
}

static int
batch_compare(const void *a, const void *b)
{
    const struct batch_visit *x = a, *y = b;
    const int rows = batch_compare_rows(x, y);
    return rows != 0 ? rows : (x->order > y->order) - (x->order < y->order);
}

/* Adds up to *next, which is of another row. */
static enum fault
batch_apply_row(struct txn *txn, struct missed_batch *batch, size_t *next)
{
    const struct batch_visit *first = &batch->visits[*next];
    struct missed_day *day = &batch->day;
    day->day = first->day;
    day->by = first->by;
    strcpy(day->domain, first->domain);
    enum fault fault = missed_day_get(txn, day);
    for (; *next < batch->count && batch_compare_rows(first, &batch->visits[*next]) == 0; (*next)++) {
        const struct batch_visit *visit = &batch->visits[*next];
        missed_day_add(day, visit->reason, visit->path[0] != '\0' ? visit->path : NULL, visit->at);
    }
    return fault == FAULT_NONE ? missed_day_put(txn, day) : fault;
}

/* The counts of all days. */
static enum fault
batch_apply_ever(struct txn *txn, struct missed_batch *batch, enum missed_by by)
{
    struct missed_day *day = &batch->day;
    size_t added = 0;
    day->day = MISSED_EVER;
    day->by = by;
    day->domain[0] = '\0';
    enum fault fault = missed_day_get(txn, day);
    for (size_t i = 0; i < batch->count && fault == FAULT_NONE; i++)
        if (batch->visits[i].by == by) {
            missed_day_add(day, batch->visits[i].reason, NULL, 0);
            added++;
        }
    return fault == FAULT_NONE && added > 0 ? missed_day_put(txn, day) : fault;
}

enum fault
missed_batch_apply(struct txn *txn, struct missed_batch *batch)
{
    enum fault fault = FAULT_NONE;
    qsort(batch->visits, batch->count, sizeof *batch->visits, batch_compare);
    for (size_t i = 0; i < batch->count && fault == FAULT_NONE;)
        fault = batch_apply_row(txn, batch, &i);
    for (enum missed_by by = 0; by < MISSED_BY && batch->count > 0 && fault == FAULT_NONE; by++)
        fault = batch_apply_ever(txn, batch, by);
    return fault;
}
