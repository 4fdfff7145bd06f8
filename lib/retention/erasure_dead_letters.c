/*
 * erasure_dead_letters.c: dead letters keep an event; those about the person are deleted.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>

#include "base/memory.h"
#include "bus/dead_letter.h"
#include "retention/erasure_internal.h"

struct erasure_letters {
    struct dead_letter_id after;
    bool ended;
    struct dead_letter dead; /* the letter at hand */
};

static enum fault
erasure_dead_letters_body(struct txn *txn, struct erasure *e, void *arg)
{
    struct erasure_letters *l = arg;
    struct dead_letter_id at = l->after;
    enum fault fault = FAULT_NONE;
    for (int i = 0; i < ERASURE_ROWS && fault == FAULT_NONE; i++) {
        fault = dead_letter_next(txn, &at, &l->dead);
        if (fault != FAULT_NONE)
            break;
        at = (struct dead_letter_id){l->dead.target, l->dead.event.number};
        if (!erasure_is_about(e, &l->dead.event))
            continue;
        fault = dead_letter_remove(txn, &at);
        e->step.letters++;
    }
    l->ended = fault == FAULT_MISSING;
    if (fault == FAULT_NONE || l->ended)
        l->after = at;
    return l->ended ? FAULT_NONE : fault;
}

enum fault
erasure_dead_letters(struct erasure *e)
{
    struct erasure_letters *l = xcalloc(1, sizeof *l);
    enum fault fault;
    do
        fault = erasure_step(e, erasure_dead_letters_body, l);
    while (fault == FAULT_NONE && !l->ended);
    free(l);
    return fault;
}
