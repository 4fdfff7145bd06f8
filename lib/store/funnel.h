/*
 * funnel.h: the counts of messages: how many were requested, submitted, delivered, read and clicked, what
 * became of the others, and what they cost. Read by stats, written by the built-in count, a batch of events
 * at a time.
 *
 * A scope is all messages or those of a campaign, of everybody (owner 0) or of one owner. Each has a whole,
 * and the same by channel, by the carrier's error, by quarter of an hour, and by currency.
 */
#ifndef CURT_STORE_FUNNEL_H
#define CURT_STORE_FUNNEL_H

#include <stdint.h>

#include "store/message_event.h"

/* A message is counted in each step that it has reached, whether or not it was told of each. */
enum funnel_step {
    FUNNEL_MESSAGES,
    FUNNEL_SUBMITTED,
    FUNNEL_DELIVERED,
    FUNNEL_READ,
    FUNNEL_REJECTED,
    FUNNEL_UNDELIVERABLE,
    FUNNEL_FAILED,
    FUNNEL_UNKNOWN, /* are so now */
    FUNNEL_CLICKED, /* messages of which a person opened a link */
    FUNNEL_PARTS,   /* SMS parts requested */
    FUNNEL_PRICED,
    FUNNEL_AMOUNT, /* money.h: only by currency does it mean something */
    FUNNEL_STEPS
};

enum funnel_part {
    FUNNEL_WHOLE = 's',
    FUNNEL_CHANNEL = 'c',  /* value: "sms" */
    FUNNEL_ERROR = 'e',    /* value: the carrier's code; REJECTED, UNDELIVERABLE and FAILED by reason */
    FUNNEL_CURRENCY = 'm', /* value: "EUR" */
    FUNNEL_QUARTER = 'q',  /* when each step was reached */
};

struct funnel {
    int64_t steps[FUNNEL_STEPS];
};

struct funnel_scope {
    uint32_t owner;
    const char *campaign; /* "": all */
};

/* Events added up in memory until they are applied. The caller frees it. */
struct funnel_batch;

struct funnel_batch *funnel_batch_new(void);
void funnel_batch_free(struct funnel_batch *);
void funnel_batch_clear(struct funnel_batch *);

/* FAULT_FULL when there may be no room for one more: nothing is added; apply, clear and add again. */
enum fault funnel_batch_add(struct funnel_batch *, const struct message_event *, int64_t at);

/* A person opened a link of the message, for the first time. */
enum fault funnel_batch_add_click(struct funnel_batch *, const struct message *, int64_t at);

/* Adds the batch to the store. */
enum fault funnel_batch_apply(struct txn *, const struct funnel_batch *);

/*
 * A message is taken out of the store while it still waits, or while nobody knows of it: it counts as failed,
 * for this reason, without an event. Everything that happened to it must be counted.
 */
enum fault funnel_give_up(struct txn *, const struct message *, const char *error, int64_t now);

/* All zero for a scope in which nothing was counted. */
enum fault funnel_whole(struct txn *, const struct funnel_scope *, struct funnel *out);

/* Calls visit with each value of a part: a text, or for FUNNEL_QUARTER the number of the quarter since 1970,
 * of those from `first` to `last`. */
enum fault funnel_visit(struct txn *, const struct funnel_scope *, enum funnel_part, uint32_t first,
    uint32_t last, void (*visit)(const char *value, uint32_t quarter, const struct funnel *, void *arg),
    void *arg);

#endif
