/*
 * delivery.h: one event on its way to one target, and what each attempt changes.
 *
 *   WAITING --begin--> IN_FLIGHT --attempted--> DELIVERED
 *      ^                   |------------------> DEAD: a dead letter, tried again when it is due, or never
 *      '-------------------'                    ABANDONED: there is no such event any more
 *
 * A delivery comes from the log or, once it is a dead letter, from the store. The first few attempts of one
 * from the log follow each other within seconds; a dead letter has one attempt each time it is due. Both are
 * judged here; where a delivery is kept, and what is written of it, is its owner's matter.
 */
#ifndef CURT_BUS_DELIVERY_H
#define CURT_BUS_DELIVERY_H

#include <stdbool.h>

#include "bus/dead_letter.h"
#include "bus/target_config.h"

#define DELIVERY_ATTEMPTS 3 /* of one from the log, over some seconds; then it is a dead letter */

enum delivery_result_kind {
    DELIVERY_RESULT_ACCEPTED,
    DELIVERY_RESULT_RETRY,    /* another time, perhaps */
    DELIVERY_RESULT_REJECTED, /* never: no use in trying again */
    DELIVERY_RESULT_GONE,     /* 410: the target wants no more of anything */
};

/* What came of an attempt. */
struct delivery_result {
    enum delivery_result_kind kind;
    enum dead_letter_code code; /* when it was not taken */
    uint16_t status;            /* of HTTP; 0 for none */
    bool throttled;             /* 429, 502, 504: the target as a whole wants a pause */
    int64_t retry_after;        /* seconds, as the target asks; 0: it does not */
    char message[DEAD_LETTER_MESSAGE_MAX + 1];
};

/* A result that is not an answer to a request. */
void delivery_result_set(
    struct delivery_result *, enum delivery_result_kind, enum dead_letter_code, const char *message);

enum delivery_state {
    DELIVERY_WAITING, /* until it is due */
    DELIVERY_IN_FLIGHT,
    DELIVERY_DELIVERED,
    DELIVERY_DEAD,
    DELIVERY_ABANDONED,
};

struct delivery {
    uint64_t number; /* of the event */
    int64_t born;    /* since when its age counts; 0: since the attempt that makes it a dead letter */
    int64_t due;     /* when it is tried; of a dead one, when it is tried again, 0 for never */
    enum delivery_state state;
    enum dead_letter_exhausted exhausted; /* why a dead one is never tried again */
    unsigned attempts;
    bool letter; /* it is a dead letter already */
};

/* A dead letter that waits for its next attempt. */
struct delivery delivery_of_letter(const struct dead_letter *);

/* May it be sent now? */
bool delivery_is_due(const struct delivery *, int64_t now);

/* Is it older than the target wants it? */
bool delivery_is_late(const struct delivery *, const struct target_config *, int64_t now);

/* Nothing is left to do, but to write down what came of it. */
bool delivery_is_done(const struct delivery *);

/* It is being sent; it was not sent after all; there is no such event any more. */
void delivery_begin(struct delivery *);
void delivery_return(struct delivery *);
void delivery_abandon(struct delivery *);

/* What came of an attempt at it, as the target's settings have it; shared: others were in the same request.
 */
void delivery_attempted(struct delivery *, const struct target_config *, const struct delivery_result *,
    bool shared, int64_t now);

/* The target cannot be asked: it is disabled, or there is none any more. */
void delivery_put_off(struct delivery *, bool target_known, int64_t now);

/* Writes into a dead letter what the attempt that has just failed made of the delivery. */
void delivery_write(
    const struct delivery *, const struct delivery_result *, int64_t now, struct dead_letter *);

#endif
