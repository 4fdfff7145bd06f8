/*
 * delivery_cursor.h: how far a target has come in the event log, and how it fares. curt-relay writes it, in
 * the transaction that settles what it did; everybody may read it.
 */
#ifndef CURT_BUS_DELIVERY_CURSOR_H
#define CURT_BUS_DELIVERY_CURSOR_H

#include <stdint.h>

#include "db/env.h"

#define DELIVERY_CURSOR_ERROR_MAX 200

struct delivery_cursor {
    uint64_t number; /* every event up to this one is delivered, a dead letter, or not for this target */
    int64_t at;      /* when that event happened; 0: none yet */
    uint64_t delivered, failed,
        dead; /* events taken; attempts that failed; events that became dead letters */
    int64_t last_success, last_failure;
    int64_t next_try;                          /* it is left alone until then; 0: it is not */
    char error[DELIVERY_CURSOR_ERROR_MAX + 1]; /* of the last failure */
};

/* A stream that is not there is all zero. */
enum fault delivery_cursor_get(struct txn *, uint64_t target, struct delivery_cursor *out);
enum fault delivery_cursor_get_for_update(struct txn *, uint64_t target, struct delivery_cursor *out);
enum fault delivery_cursor_put(struct txn *, uint64_t target, const struct delivery_cursor *);
enum fault delivery_cursor_remove(struct txn *, uint64_t target);

#endif
