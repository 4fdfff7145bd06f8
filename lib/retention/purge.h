/*
 * purge.h: deletes rows that are past their retention: sign-ins, stored answers, idle rate limits, salts and
 * visitors of past days, rankings and misses of days long past, ids of JWTs, receipts that matched no
 * message.
 */
#ifndef CURT_RETENTION_PURGE_H
#define CURT_RETENTION_PURGE_H

#include "db/row_sweep.h"
#include "retention/retention.h"

struct purge_count {
    uint64_t sessions, idempotency_keys, rate_limits, salts, visitors, jwt_ids, receipts, busiest, missed;
};

/* Purges every table; stops early, without a fault, when the program is interrupted. */
enum fault purge_run(const struct retention *, struct purge_count *);

/* Runs one sweep to its end, in transactions of bounded size, and adds what it removed to *count. The caller
 * sets table, from, is_expired and arg. */
enum fault purge_rows(const struct retention *, struct row_sweep *, uint64_t *count);

#endif
