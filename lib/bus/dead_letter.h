/*
 * dead_letter.h: dead letters: events that a target did not take, with the reason and the time of the next
 * try. The letter holds the event itself, which may long have left the log.
 *
 * A target has at most one letter of an event. Letters of a target sort by the event's number: in the order
 * in which the events happened.
 */
#ifndef CURT_BUS_DEAD_LETTER_H
#define CURT_BUS_DEAD_LETTER_H

#include "bus/rule.h"
#include "bus/target.h"
#include "event/event_log.h"

#define DEAD_LETTER_MESSAGE_MAX 200

/* Why the last attempt failed: EventBridge's ERROR_CODE. */
enum dead_letter_code {
    DEAD_LETTER_CONNECTION_FAILURE = 1, /* no connection, or one that broke off */
    DEAD_LETTER_TIMEOUT,
    DEAD_LETTER_THROTTLING,        /* 429 */
    DEAD_LETTER_ERROR_FROM_TARGET, /* any other answer but 2xx; a file that cannot be written */
    DEAD_LETTER_INVALID_PARAMETER, /* the event cannot be put into the target's form */
    DEAD_LETTER_ADDRESS_REFUSED,   /* the target's name leads to an address that is not allowed */
    DEAD_LETTER_TARGET_DISABLED,   /* 410 */
    DEAD_LETTER_NOT_TRIED,         /* too old before anybody tried */
    DEAD_LETTER_CODES
};

/* Why it is not tried again: EventBridge's EXHAUSTED_RETRY_CONDITION. */
enum dead_letter_exhausted {
    DEAD_LETTER_NOT_EXHAUSTED = 0,
    DEAD_LETTER_ATTEMPTS, /* MaximumRetryAttempts */
    DEAD_LETTER_AGE,      /* MaximumEventAgeInSeconds */
    DEAD_LETTER_FINAL,    /* an answer that says that trying again is of no use */
};

struct dead_letter {
    uint64_t target; /* its id */
    char target_name[TARGET_NAME_MAX + 1], rule[RULE_NAME_MAX + 1];
    char replay[RULE_NAME_MAX + 1]; /* "" for an event of its own time */
    enum dead_letter_code code;
    enum dead_letter_exhausted exhausted;
    uint16_t status;   /* the HTTP status; 0 for none */
    uint16_t attempts; /* so far */
    int64_t since;     /* when it became a dead letter */
    int64_t last;      /* the last attempt */
    int64_t next;      /* the next; 0: not before it is redriven */
    char message[DEAD_LETTER_MESSAGE_MAX + 1];
    struct event event;
};

/* Which letter: all are 0 before the first. */
struct dead_letter_id {
    uint64_t target, number;
};

enum fault dead_letter_get(struct txn *, const struct dead_letter_id *, struct dead_letter *out);
enum fault dead_letter_get_for_update(struct txn *, const struct dead_letter_id *, struct dead_letter *out);

/* The first letter after that place: FAULT_MISSING when there is none. */
enum fault dead_letter_next(struct txn *, const struct dead_letter_id *after, struct dead_letter *out);

/* How many letters there are, of all targets; counts no more than `most`. Only in a transaction. */
enum fault dead_letter_count(struct txn *, unsigned most, unsigned *count);

/* Writes the letter, and what the sweeper has to do for it (schedule.h, SCHEDULE_RETRY). */
enum fault dead_letter_put(struct txn *, const struct dead_letter *);

/* FAULT_MISSING when there is none. */
enum fault dead_letter_remove(struct txn *, const struct dead_letter_id *);

/* The reminder for that time is seen to, and goes, if it is there. */
enum fault dead_letter_unschedule(struct txn *, const struct dead_letter_id *, int64_t at);

/* The letter that a row of SCHEDULE_RETRY is about; FAULT_INPUT for a name that cannot be one. */
enum fault dead_letter_id_decode(const void *name, size_t length, struct dead_letter_id *out);

const char *dead_letter_code_name(enum dead_letter_code);
enum dead_letter_code dead_letter_code_parse(const char *);         /* 0 for another word */
const char *dead_letter_exhausted_name(enum dead_letter_exhausted); /* "" when it is not exhausted */

#endif
