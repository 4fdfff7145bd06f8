/*
 * purge.c: the tables whose rows expire, each with what tells that a row has.
 *
 * SPDX-License-Identifier: ISC
 */
#include "retention/purge.h"

#include "base/program.h"
#include "base/timestamp.h"
#include "event/visitor_salt.h"
#include "http/create_limit.h"
#include "http/idempotency.h"
#include "http/jwt_replay.h"
#include "http/session.h"
#include "message/receipt.h"
#include "stats/busiest.h"
#include "stats/missed_stats.h"
#include "stats/visitor.h"

enum {
    PURGE_ROWS = 2000,      /* looked at in a transaction */
    PURGE_CLOCK_SKEW = 60,  /* seconds that the clock which signed a JWT may be off */
    PURGE_RECEIPT_DAYS = 2, /* that one waits for its message: the carrier stops after one */
};

enum fault
purge_rows(const struct retention *r, struct row_sweep *sweep, uint64_t *count)
{
    enum fault fault;
    sweep->looks = PURGE_ROWS;
    sweep->keep = r->dry_run;
    do {
        retention_begin_step(r);
        fault = row_sweep_run(r->env, sweep);
        *count += sweep->removed;
    } while (fault == FAULT_NONE && !sweep->ended && !program_interrupted());
    return fault;
}

enum fault
purge_run(const struct retention *r, struct purge_count *count)
{
    const uint32_t today = visitor_salt_day(r->now), counted = visitor_salt_day(r->counted.at);
    int64_t now = r->now;
    int64_t answers_before = now - r->config->keep_idempotency * TIMESTAMP_SECOND;
    /* Yesterday's salt stays, for a clock that is set back a little. */
    uint32_t salts_before = today > 0 ? today - 1 : 0;
    uint32_t visitors_before = counted < today ? counted : today;
    int64_t jwts_before = now - 2 * (r->config->vonage_signature_age + PURGE_CLOCK_SKEW) * TIMESTAMP_SECOND;
    uint32_t busiest_before = today > BUSIEST_DAYS ? today - BUSIEST_DAYS : 0;
    uint32_t missed_before = today > MISSED_DAYS ? today - MISSED_DAYS : 0;
    int64_t receipts_before = now - PURGE_RECEIPT_DAYS * TIMESTAMP_DAY;
    struct {
        struct row_sweep sweep;
        uint64_t *count;
        size_t (*from)(uint8_t out[static ROW_KEY_MAX]); /* where it begins; NULL: at the first row */
    } tables[] = {
        {.sweep = {.table = TABLE_SESSION, .is_expired = session_is_expired, .arg = &now},
            .count = &count->sessions},
        {.sweep = {.table = TABLE_IDEMPOTENCY, .is_expired = idempotency_is_expired, .arg = &answers_before},
            .count = &count->idempotency_keys},
        {.sweep = {.table = TABLE_CREATE_LIMIT, .is_expired = create_limit_is_expired, .arg = &now},
            .count = &count->rate_limits},
        {.sweep = {.table = TABLE_VISITOR_SALT, .is_expired = visitor_salt_is_expired, .arg = &salts_before},
            .count = &count->salts},
        {.sweep = {.table = TABLE_VISITOR_DAY, .is_expired = visitor_is_expired, .arg = &visitors_before},
            .count = &count->visitors},
        {.sweep = {.table = TABLE_JWT_REPLAY, .is_expired = jwt_replay_is_expired, .arg = &jwts_before},
            .count = &count->jwt_ids},
        {.sweep = {.table = TABLE_RECEIPT, .is_expired = receipt_is_expired, .arg = &receipts_before},
            .count = &count->receipts,
            .from = receipt_from},
        {.sweep = {.table = TABLE_BUSIEST, .is_expired = busiest_is_expired, .arg = &busiest_before},
            .count = &count->busiest},
        {.sweep = {.table = TABLE_MISSED, .is_expired = missed_is_expired, .arg = &missed_before},
            .count = &count->missed},
    };
    enum fault fault = FAULT_NONE;
    for (size_t i = 0; i < sizeof tables / sizeof *tables && fault == FAULT_NONE; i++) {
        struct row_sweep *sweep = &tables[i].sweep;
        if (tables[i].from != NULL)
            sweep->from_length = tables[i].from(sweep->from);
        fault = purge_rows(r, sweep, tables[i].count);
    }
    return fault;
}
