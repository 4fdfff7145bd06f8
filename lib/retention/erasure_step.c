/*
 * erasure_step.c: runs a step of an erasure in a transaction, and counts what it erased.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/program.h"
#include "retention/erasure_internal.h"

struct erasure_transaction {
    struct erasure *erasure;
    erasure_body *body;
    void *arg;
};

static enum fault
erasure_transaction_body(struct txn *txn, void *arg)
{
    const struct erasure_transaction *t = arg;
    t->erasure->step = (struct erasure_count){0};
    t->erasure->id_count = t->erasure->id_kept;
    return t->body(txn, t->erasure, t->arg);
}

enum fault
erasure_step(struct erasure *e, erasure_body *body, void *arg)
{
    struct erasure_transaction transaction = {e, body, arg};
    if (program_interrupted())
        return FAULT_AGAIN;
    enum fault fault = env_txn(e->env, ENV_SYNC, erasure_transaction_body, &transaction);
    if (fault != FAULT_NONE)
        return fault;
    e->id_kept = e->id_count;
    e->count->messages += e->step.messages;
    e->count->links += e->step.links;
    e->count->recipients += e->step.recipients;
    e->count->events += e->step.events;
    e->count->letters += e->step.letters;
    e->count->receipts += e->step.receipts;
    e->count->answers += e->step.answers;
    e->count->suppressed = e->count->suppressed || e->step.suppressed;
    return FAULT_NONE;
}
