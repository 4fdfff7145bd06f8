/*
 * due.h: what the sweeper has to do, and when. A row is a moment, a kind and a name; it is written in the
 * transaction that makes it necessary, and is only a reminder: the sweeper looks whether it still holds.
 */
#ifndef CURT_STORE_DUE_H
#define CURT_STORE_DUE_H

#include <stddef.h>
#include <stdint.h>

#include "store/env.h"

#define DUE_NAME_MAX 64

enum due_kind {
    DUE_EXPIRE = 'e',            /* a link's code: tell that it expired */
    DUE_TAKE_OUT = 'o',          /* a link's code: its grace is over */
    DUE_FORGET_COUNTS = 'c',     /* a link's id, 8 bytes: the link is gone, its counts may go */
    DUE_RETRY = 'r',             /* a dead letter's place, 16 bytes: try it again */
    DUE_FORGET_EVENT = 'i',      /* an event's id, 16 bytes: it may be taken again */
    DUE_FORGET_MESSAGE = 'm',    /* a message's id, 16 bytes: it was kept long enough */
    DUE_FORGET_CARRIED = 'k',    /* an id of the carrier's: the same */
    DUE_FORGET_RECIPIENTS = 'n', /* a campaign's name: it ended long ago */
};

struct due {
    int64_t at;
    enum due_kind kind;
    size_t length;
    char name[DUE_NAME_MAX + 1]; /* with a NUL behind it */
};

enum fault due_add(struct txn *, int64_t at, enum due_kind, const void *name, size_t length);

/* The first row behind `from` (zeroed: from the beginning) that is due by now: FAULT_MISSING when none is. */
enum fault due_next(struct txn *, const struct due *from, int64_t now, struct due *out);

enum fault due_done(struct txn *, const struct due *);

#endif
