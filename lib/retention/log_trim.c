/*
 * log_trim.c: which events of the log every consumer has read, and which of them are too old or too many.
 *
 * SPDX-License-Identifier: ISC
 */
#include "retention/log_trim.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/program.h"
#include "base/timestamp.h"
#include "bus/delivery_cursor.h"
#include "bus/replay.h"
#include "bus/target.h"
#include "db/queue.h"
#include "event/checkpoint.h"
#include "event/event_log.h"

enum { LOG_TRIM_EVENTS = 200 /* a transaction */ };

struct log_trim {
    const struct retention *retention;
    uint64_t consumed;  /* every consumer has read up to this number */
    uint64_t oversize;  /* up to this number the log is larger than it may be */
    int64_t before;     /* older events have been kept long enough */
    unsigned trimmed;   /* by this transaction, which may run again */
    struct event space; /* for the event at hand */
};

/* Lowers the number to what a consumer has read. */
static void
log_trim_wait_for(struct log_trim *t, uint64_t number)
{
    if (number < t->consumed)
        t->consumed = number;
}

static enum fault
log_trim_find_targets(struct log_trim *t, struct txn *read)
{
    struct target target = {.name = ""};
    struct rule rule;
    struct delivery_cursor cursor;
    enum fault fault;
    while ((fault = target_next(read, target.name, &target)) == FAULT_NONE) {
        fault = rule_get(read, target.rule, &rule);
        if (fault == FAULT_NONE && (target.state != TARGET_ENABLED || !rule.enabled))
            continue;
        if (fault == FAULT_NONE)
            fault = delivery_cursor_get(read, target.id, &cursor);
        if (fault != FAULT_NONE)
            return fault;
        log_trim_wait_for(t, cursor.number);
    }
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

static enum fault
log_trim_find_replays(struct log_trim *t, struct txn *read)
{
    struct replay replay = {.name = ""};
    enum fault fault;
    while ((fault = replay_next(read, replay.name, &replay)) == FAULT_NONE)
        if (replay.state == REPLAY_RUNNING)
            log_trim_wait_for(t, replay.number);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

static enum fault
log_trim_find_consumed(struct log_trim *t)
{
    struct txn *read = env_read(t->retention->env);
    struct checkpoint ranked;
    t->consumed = t->retention->counted.number;
    enum fault fault = checkpoint_get(read, CHECKPOINT_RANK, &ranked);
    if (fault == FAULT_NONE) {
        log_trim_wait_for(t, ranked.number);
        fault = log_trim_find_targets(t, read);
    }
    return fault != FAULT_NONE ? fault : log_trim_find_replays(t, read);
}

static enum fault
log_trim_find_oversize(struct log_trim *t)
{
    const struct retention *r = t->retention;
    uint64_t first, last;
    const uint64_t most = (uint64_t)r->config->keep_log_size * 1000000 / QUEUE_RECORD;
    enum fault fault = event_log_range(r->env, r->counted.number, &first, &last);
    t->oversize = fault == FAULT_NONE && most > 0 && last > most ? last - most : 0;
    return fault;
}

static enum fault
log_trim_body(struct txn *txn, void *arg)
{
    struct log_trim *t = arg;
    const uint64_t surplus = t->oversize < t->consumed ? t->oversize : t->consumed;
    enum fault fault = FAULT_NONE;
    for (t->trimmed = 0; t->trimmed < LOG_TRIM_EVENTS && fault == FAULT_NONE;) {
        fault = event_log_trim(txn, surplus, INT64_MAX, &t->space);
        if (fault == FAULT_MISSING)
            fault = event_log_trim(txn, t->consumed, t->before, &t->space);
        t->trimmed += fault == FAULT_NONE;
    }
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

static enum fault
log_trim_events(struct log_trim *t, uint64_t *count)
{
    enum fault fault;
    do {
        retention_begin_step(t->retention);
        fault = env_txn(t->retention->env, ENV_WRITE, log_trim_body, t);
        *count += fault == FAULT_NONE ? t->trimmed : 0;
    } while (fault == FAULT_NONE && t->trimmed == LOG_TRIM_EVENTS && !program_interrupted());
    return fault;
}

/* Counts what log_trim_events would delete. */
static enum fault
log_trim_count(struct log_trim *t, uint64_t *count)
{
    const struct retention *r = t->retention;
    uint64_t first, last;
    enum fault fault = event_log_range(r->env, r->counted.number, &first, &last);
    for (uint64_t n = first; fault == FAULT_NONE && n <= last && n <= t->consumed; n++) {
        fault = event_log_read(env_read(r->env), n, &t->space);
        if (fault == FAULT_NONE && t->space.at >= t->before && n > t->oversize)
            break;
        *count += fault == FAULT_NONE;
        if (fault == FAULT_MISSING)
            fault = FAULT_NONE;
    }
    return fault;
}

enum fault
log_trim_run(const struct retention *r, uint64_t *count)
{
    struct log_trim *t = xcalloc(1, sizeof *t);
    t->retention = r;
    t->before = r->now - r->config->keep_events * TIMESTAMP_SECOND;
    enum fault fault = log_trim_find_consumed(t);
    if (fault == FAULT_NONE)
        fault = log_trim_find_oversize(t);
    if (fault == FAULT_NONE)
        fault = r->dry_run ? log_trim_count(t, count) : log_trim_events(t, count);
    free(t);
    return fault;
}
