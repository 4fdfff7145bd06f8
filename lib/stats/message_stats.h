/*
 * message_stats.h: the counts of messages: how many were requested, submitted, delivered, read and clicked,
 * what became of the others, and what they cost. Read by stats, written by the built-in count, a batch of
 * events at a time.
 *
 * A scope is all messages or those of a campaign, of everybody (owner 0) or of one owner. Each has a whole,
 * and the same by channel, by the carrier's error, by quarter of an hour, and by currency.
 */
#ifndef CURT_STATS_MESSAGE_STATS_H
#define CURT_STATS_MESSAGE_STATS_H

#include <stdint.h>

#include "message/message_event.h"

/* A message is counted in each step that it has reached, whether or not it was told of each. */
enum message_stats_step {
    MESSAGE_STATS_MESSAGES,
    MESSAGE_STATS_SUBMITTED,
    MESSAGE_STATS_DELIVERED,
    MESSAGE_STATS_READ,
    MESSAGE_STATS_REJECTED,
    MESSAGE_STATS_UNDELIVERABLE,
    MESSAGE_STATS_FAILED,
    MESSAGE_STATS_UNKNOWN, /* are so now */
    MESSAGE_STATS_CLICKED, /* messages of which a person opened a link */
    MESSAGE_STATS_PARTS,   /* SMS parts requested */
    MESSAGE_STATS_PRICED,
    MESSAGE_STATS_AMOUNT,    /* money.h: only by currency does it mean something */
    MESSAGE_STATS_STOPPED,   /* messages whose recipient opted out by an answer */
    MESSAGE_STATS_CONVERTED, /* messages that something came of (message/conversion.h) */
    MESSAGE_STATS_STEPS
};

#define MESSAGE_STATS_COLUMNS 11

/* The steps that people are shown, in that order, under the names of the API; MESSAGE_STATS_UNKNOWN is the
 * last. */
struct message_stats_column {
    enum message_stats_step step;
    const char *name;
};
extern const struct message_stats_column message_stats_columns[MESSAGE_STATS_COLUMNS];

enum message_stats_part {
    MESSAGE_STATS_TOTALS = 's',
    MESSAGE_STATS_CHANNEL = 'c', /* value: "sms" */
    MESSAGE_STATS_ERROR = 'e',   /* value: the carrier's code; REJECTED, UNDELIVERABLE and FAILED by reason */
    MESSAGE_STATS_CURRENCY = 'm', /* value: "EUR" */
    MESSAGE_STATS_QUARTER = 'q',  /* when each step was reached */
};

struct message_stats {
    int64_t steps[MESSAGE_STATS_STEPS];
};

struct message_stats_scope {
    uint32_t owner;
    const char *campaign; /* "": all */
};

#define MESSAGE_STATS_QUEUE_SIZE 18

/* What stands for the messages of one campaign, and not of others that have had its name, in a scope of owner
 * 0: it has a whole, and nothing else. queue is the campaign's id. */
void message_stats_queue_name(uint64_t queue, char out[static MESSAGE_STATS_QUEUE_SIZE]);

/* Events added up in memory until they are applied. The caller frees it. */
struct message_stats_batch;

struct message_stats_batch *message_stats_batch_create(void);
void message_stats_batch_free(struct message_stats_batch *);
void message_stats_batch_clear(struct message_stats_batch *);

/* FAULT_FULL when there may be no room for one more: nothing is added; apply, clear and add again. */
enum fault message_stats_batch_add(struct message_stats_batch *, const struct message_event *, int64_t at);

/* A person opened a link of the message, for the first time. */
enum fault message_stats_batch_add_click(struct message_stats_batch *, const struct message *, int64_t at);

/* Something came of the message, for the first time. */
enum fault message_stats_batch_add_conversion(
    struct message_stats_batch *, const struct message *, int64_t at);

/* Adds the batch to the store. */
enum fault message_stats_batch_apply(struct txn *, const struct message_stats_batch *);

/*
 * A message is taken out of the store while it still waits, or while nobody knows of it: it counts as failed,
 * for this reason, without an event. Everything that happened to it must be counted.
 */
enum fault message_stats_give_up(struct txn *, const struct message *, const char *error, int64_t now);

/* All zero for a scope in which nothing was counted. */
enum fault message_stats_get_totals(
    struct txn *, const struct message_stats_scope *, struct message_stats *out);

/* Calls visit with each value of a part: a text, or for MESSAGE_STATS_QUARTER the number of the quarter since
 * 1970, of those from `first` to `last`. */
enum fault message_stats_visit(struct txn *, const struct message_stats_scope *, enum message_stats_part,
    uint32_t first, uint32_t last,
    void (*visit)(const char *value, uint32_t quarter, const struct message_stats *, void *arg), void *arg);

#endif
