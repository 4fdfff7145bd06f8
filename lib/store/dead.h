/*
 * dead.h: dead letters: events that a target did not take, with the reason and the time of the next try. The
 * letter holds the event itself, which may long have left the log.
 *
 * A target has at most one letter of an event. Letters of a target sort by the event's number: in the order
 * in which the events happened.
 */
#ifndef CURT_STORE_DEAD_H
#define CURT_STORE_DEAD_H

#include "store/event.h"
#include "store/rule.h"
#include "store/target.h"

#define DEAD_MESSAGE_MAX 200

/* Why the last attempt failed: EventBridge's ERROR_CODE. */
enum dead_code {
    DEAD_CONNECTION_FAILURE = 1, /* no connection, or one that broke off */
    DEAD_TIMEOUT,
    DEAD_THROTTLING,        /* 429 */
    DEAD_ERROR_FROM_TARGET, /* any other answer but 2xx; a file that cannot be written */
    DEAD_INVALID_PARAMETER, /* the event cannot be put into the target's form */
    DEAD_ADDRESS_REFUSED,   /* the target's name leads to an address that is not allowed */
    DEAD_TARGET_DISABLED,   /* 410 */
    DEAD_NOT_TRIED,         /* too old before anybody tried */
    DEAD_CODES
};

/* Why nobody tries again by himself: EventBridge's EXHAUSTED_RETRY_CONDITION. */
enum dead_exhausted {
    DEAD_NOT_EXHAUSTED = 0,
    DEAD_ATTEMPTS, /* MaximumRetryAttempts */
    DEAD_AGE,      /* MaximumEventAgeInSeconds */
    DEAD_FINAL,    /* an answer that says that trying again is of no use */
};

struct dead {
    uint64_t target; /* its id */
    char target_name[TARGET_NAME_MAX + 1], rule[RULE_NAME_MAX + 1];
    char replay[RULE_NAME_MAX + 1]; /* "" for an event of its own time */
    enum dead_code code;
    enum dead_exhausted exhausted;
    uint16_t status;   /* the HTTP status; 0 for none */
    uint16_t attempts; /* so far */
    int64_t since;     /* when it became a dead letter */
    int64_t last;      /* the last attempt */
    int64_t next;      /* the next; 0: it rests until somebody redrives or purges it */
    char message[DEAD_MESSAGE_MAX + 1];
    struct event event;
};

/* Which letter: all are 0 before the first. */
struct dead_place {
    uint64_t target, number;
};

enum fault dead_get(struct txn *, const struct dead_place *, struct dead *out);
enum fault dead_get_to_change(struct txn *, const struct dead_place *, struct dead *out);

/* The first letter behind that place: FAULT_MISSING when there is none. */
enum fault dead_next(struct txn *, const struct dead_place *after, struct dead *out);

/* Writes the letter, and what the sweeper has to do for it (due.h, DUE_RETRY). */
enum fault dead_put(struct txn *, const struct dead *);

/* FAULT_MISSING when there is none. */
enum fault dead_remove(struct txn *, const struct dead_place *);

/* The reminder for that moment is seen to, and goes, if it is there. */
enum fault dead_seen_to(struct txn *, const struct dead_place *, int64_t at);

/* The letter that a row of DUE_RETRY is about; FAULT_INPUT for a name that cannot be one. */
enum fault dead_place_of(const void *name, size_t length, struct dead_place *out);

const char *dead_code_name(enum dead_code);
enum dead_code dead_code_parse(const char *);         /* 0 for another word */
const char *dead_exhausted_name(enum dead_exhausted); /* "" when it is not exhausted */

#endif
