/*
 * dead_letters.h: many dead letters at once: those of a target, of a reason, of an age.
 */
#ifndef CURT_BUS_DEAD_LETTERS_H
#define CURT_BUS_DEAD_LETTERS_H

#include "bus/dead_letter.h"

struct dead_letters_filter {
    char target[TARGET_NAME_MAX + 1]; /* by name; "" for all */
    enum dead_letter_code code;       /* 0 for all */
    int64_t before;                   /* those that became dead letters before that time; 0 for all */
};

bool dead_letters_want_all(const struct dead_letters_filter *);
bool dead_letters_match(const struct dead_letters_filter *, const struct dead_letter *);

/* A way through the letters, which may take longer than the caller would wait: it is walked in pieces. */
struct dead_letters_cursor {
    struct dead_letter_id after; /* it begins after this letter, and ends after it */
    int64_t until;               /* it ends at this time; 0: not before the end */
    bool over;                   /* there are no more letters */
};

/*
 * Calls visit with each letter that is wanted, until visit says that it does not take this one; the letter is
 * visit's only until it returns.
 */
enum fault dead_letters_visit(struct env *, const struct dead_letters_filter *, struct dead_letters_cursor *,
    bool (*visit)(const struct dead_letter *, void *arg), void *arg);

/* Makes those that are wanted due now, with no attempts counted. *count: how many. */
enum fault dead_letters_redrive(struct env *, const struct dead_letters_filter *,
    struct dead_letters_cursor *, int64_t now, uint64_t *count);

/* Removes one: a message that waits there for the carrier has failed. FAULT_MISSING. */
enum fault dead_letters_purge_one(struct txn *, const struct dead_letter_id *, int64_t now);

/* Removes those that are wanted. */
enum fault dead_letters_purge(
    struct env *, const struct dead_letters_filter *, struct dead_letters_cursor *, uint64_t *count);

#endif
