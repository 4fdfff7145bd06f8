/*
 * letters.h: many dead letters at once: those of a target, of a reason, of an age.
 */
#ifndef CURT_BUS_LETTERS_H
#define CURT_BUS_LETTERS_H

#include "store/dead.h"

struct letters_wanted {
    char target[TARGET_NAME_MAX + 1]; /* by name; "" for all */
    enum dead_code code;              /* 0 for all */
    int64_t before;                   /* those that became dead letters before that moment; 0 for all */
};

/*
 * Calls visit with each letter behind `after` that is wanted, until visit says false; the letter is visit's
 * only until it returns. *after is then the last one looked at.
 */
enum fault letters_visit(struct env *, const struct letters_wanted *, struct dead_place *after,
    bool (*visit)(const struct dead *, void *arg), void *arg);

/* Makes all that are wanted due now, with no attempt behind them. *count: how many. */
enum fault letters_redrive(struct env *, const struct letters_wanted *, int64_t now, uint64_t *count);

/* Removes all that are wanted. */
enum fault letters_purge(struct env *, const struct letters_wanted *, uint64_t *count);

#endif
