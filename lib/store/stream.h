/*
 * stream.h: how far a target has come in the event log, and how it fares. curt-relay writes it, in the
 * transaction that settles what it did; everybody may read it.
 */
#ifndef CURT_STORE_STREAM_H
#define CURT_STORE_STREAM_H

#include <stdint.h>

#include "store/env.h"

#define STREAM_ERROR_MAX 200

struct stream {
    uint64_t number; /* every event up to this one is delivered, a dead letter, or not for this target */
    int64_t at;      /* when that event happened; 0: none yet */
    uint64_t delivered, failed,
        dead; /* events taken; attempts that failed; events that became dead letters */
    int64_t last_success, last_failure;
    int64_t next_try;                 /* it is left alone until then; 0: it is not */
    char error[STREAM_ERROR_MAX + 1]; /* of the last failure */
};

/* A stream that is not there is all zero. */
enum fault stream_get(struct txn *, uint64_t target, struct stream *out);
enum fault stream_get_to_change(struct txn *, uint64_t target, struct stream *out);
enum fault stream_put(struct txn *, uint64_t target, const struct stream *);
enum fault stream_remove(struct txn *, uint64_t target);

#endif
