/*
 * delivery_record.h: what is written down of a target when something was sent to it, from the log or from
 * the dead letters: what became of the attempts, and that it is gone.
 */
#ifndef CURT_BUS_DELIVERY_RECORD_H
#define CURT_BUS_DELIVERY_RECORD_H

#include "bus/delivery.h"
#include "bus/delivery_cursor.h"

/* What happened since it was last written down. All of it 0: nothing. */
struct delivery_record {
    uint64_t delivered, failed,
        dead; /* events taken; attempts that failed; events that became dead letters */
    int64_t last_success, last_failure;
    char error[DELIVERY_CURSOR_ERROR_MAX + 1]; /* of the last failure */
};

/* Takes in an attempt at one event. */
void delivery_record_attempt(struct delivery_record *, const struct delivery_result *, int64_t now);

/* Adds it up into the stream's row, which the caller writes. */
void delivery_record_add(const struct delivery_record *, struct delivery_cursor *);

/* The target of that name and id answered 410: it is gone from now on, if it is enabled. */
enum fault delivery_record_gone(struct txn *, const char *name, uint64_t id);

#endif
