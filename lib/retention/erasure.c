/*
 * erasure.c: the order in which a person is erased from the store.
 *
 * SPDX-License-Identifier: ISC
 */
#include "retention/erasure.h"

#include <stdlib.h>

#include "base/program.h"
#include "message/suppression.h"
#include "retention/erasure_internal.h"

static enum fault
erasure_suppression_body(struct txn *txn, struct erasure *e, void *arg)
{
    (void)arg;
    enum fault fault = suppression_forget(txn, e->number);
    e->step.suppressed = fault == FAULT_NONE;
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

static enum fault
erasure_suppression(struct erasure *e)
{
    return erasure_step(e, erasure_suppression_body, NULL);
}

static enum fault
erasure_all(struct erasure *e, const struct erasure_options *options)
{
    static enum fault (*const parts[])(struct erasure *) = {
        erasure_dead_letters, erasure_answers, erasure_receipts, erasure_suppression,
        erasure_delete_messages, /* last: until then, a run that was interrupted finds their ids again */
    };
    uint64_t last = 0;
    enum fault fault = erasure_recipients(e); /* first, so that none of them becomes a message meanwhile */
    if (fault == FAULT_NONE)
        fault = erasure_find_messages(e);
    if (fault == FAULT_NONE)
        fault = erasure_events(e, 0, options, &last);
    for (size_t i = 0; i < sizeof parts / sizeof *parts && fault == FAULT_NONE; i++)
        fault = parts[i](e);
    if (fault == FAULT_NONE) /* what was published of the messages until they were deleted */
        fault = erasure_events(e, last + 1, options, &last);
    return fault;
}

enum fault
erasure_run(
    struct env *env, const char *number, struct erasure_count *out, const struct erasure_options *options)
{
    struct erasure e = {.env = env, .number = number, .count = out};
    *out = (struct erasure_count){0};
    enum fault fault = erasure_all(&e, options);
    free(e.ids);
    return fault;
}
