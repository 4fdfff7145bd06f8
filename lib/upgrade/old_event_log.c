/*
 * old_event_log.c: copies the event log of version 1, a few events a transaction.
 *
 * SPDX-License-Identifier: ISC
 */
#include "upgrade/old_event_log.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/program.h"
#include "db/codec.h"
#include "db/old_table.h"
#include "db/queue.h"
#include "event/event_log.h"

enum {
    OLD_EVENT_RECORD = 448,
    OLD_EVENT_STEP = 1000,             /* slots a transaction, */
    OLD_EVENT_BYTES = 4 * 1024 * 1024, /* unless their bodies are long */
    OLD_EVENT_LOG_KBYTES = 64 * 1024,  /* of the write-ahead log between two checkpoints */
};

static const char *const old_event_files[] = {"event.db", "event_rest.db"};

struct old_event_log {
    struct env *env;
    struct old_table records, rests;
    uint64_t first, last, done; /* by number; slots are numbers of the first round (db/queue.h) */
    uint64_t next;              /* what the transaction that runs has come to */
    struct event event;
};

static enum fault
old_event_decode(const struct old_event_log *log, uint32_t slot, const uint8_t *record, struct event *out)
{
    struct decoder u = decoder_over(record, OLD_EVENT_RECORD);
    uint8_t space[4];
    struct encoder k = encoder_over(space, sizeof space);
    out->kind = decode_u8(&u);
    const bool rest = decode_u8(&u) != 0;
    out->at = decode_timestamp(&u);
    memcpy(out->id, decode_bytes(&u, UUID_BYTES), UUID_BYTES);
    out->length = decode_u16(&u);
    encode_u32(&k, slot);
    if (rest)
        return old_table_row(&log->rests, encoder_key(&k), out->body, EVENT_BODY_MAX, &out->length);
    const void *body = decode_bytes(&u, out->length);
    if (body == NULL)
        return FAULT_SYSTEM;
    memcpy(out->body, body, out->length);
    return FAULT_NONE;
}

/* FAULT_MISSING: no event has this number. */
static enum fault
old_event_read(const struct old_event_log *log, uint64_t number, struct event *out)
{
    uint8_t record[OLD_EVENT_RECORD];
    size_t length;
    const uint32_t slot = queue_slot(number);
    enum fault fault = old_table_record(&log->records, slot, record, sizeof record, &length);
    if (fault == FAULT_MISSING)
        return fault;
    out->number = number;
    if (fault == FAULT_NONE && length == sizeof record &&
        old_event_decode(log, slot, record, out) == FAULT_NONE)
        return FAULT_NONE;
    log_error("event %llu of the old log cannot be read", (unsigned long long)number);
    return FAULT_SYSTEM;
}

static enum fault
old_event_copy_some(struct txn *txn, void *arg)
{
    struct old_event_log *log = arg;
    size_t bytes = 0;
    enum fault fault = FAULT_NONE;
    for (log->next = log->done + 1;
         log->next <= log->last && log->next <= log->done + OLD_EVENT_STEP && bytes < OLD_EVENT_BYTES;
         log->next++) {
        fault = old_event_read(log, log->next, &log->event);
        if (fault == FAULT_NONE)
            fault = event_log_put(txn, &log->event);
        else if (fault == FAULT_MISSING)
            continue;
        if (fault != FAULT_NONE)
            return fault;
        bytes += log->event.length;
    }
    return FAULT_NONE;
}

/* The copy goes on where the old log does, although its last numbers, or all, may be without events. */
static enum fault
old_event_end(struct txn *txn, void *arg)
{
    struct old_event_log *log = arg;
    uint8_t record[QUEUE_RECORD];
    const enum fault fault = log->last > 0 ? queue_get(txn, TABLE_EVENT, log->last, record) : FAULT_NONE;
    return fault == FAULT_MISSING ? queue_reserve(txn, TABLE_EVENT, log->last) : fault;
}

static enum fault
old_event_copy_all(struct old_event_log *log, upgrade_progress *progress)
{
    enum fault fault = FAULT_NONE;
    while (log->done < log->last && fault == FAULT_NONE) {
        fault = program_interrupted() ? FAULT_AGAIN : env_txn(log->env, ENV_WRITE, old_event_copy_some, log);
        if (fault != FAULT_NONE)
            return fault;
        log->done = log->next - 1;
        if (progress != NULL)
            progress(log->done + 1 - log->first, log->last + 1 - log->first);
        fault = env_bound_log(log->env, OLD_EVENT_LOG_KBYTES);
    }
    if (fault == FAULT_NONE)
        fault = env_txn(log->env, ENV_WRITE, old_event_end, log);
    return fault == FAULT_NONE ? env_checkpoint(log->env) : fault;
}

/* Where to go on: what the last transaction of a copy that was cut short did is done again. */
static enum fault
old_event_begin(struct old_event_log *log)
{
    uint32_t first, next;
    uint64_t copied_first, copied;
    enum fault fault = old_table_slots(&log->records, &first, &next);
    if (fault != FAULT_NONE)
        return fault;
    log->first = first;
    log->last = next - UINT64_C(1) + (next < first ? UINT32_MAX : 0);
    log->done = log->first - 1;
    fault = event_log_range(log->env, log->first, &copied_first, &copied);
    if (fault == FAULT_NONE && copied >= log->first + OLD_EVENT_STEP && copied <= log->last)
        log->done = copied - OLD_EVENT_STEP;
    return fault;
}

enum fault
old_event_log_copy(struct env *env, upgrade_progress *progress)
{
    struct old_event_log *log = xcalloc(1, sizeof *log);
    log->env = env;
    enum fault fault = old_table_open(&log->records, env, old_event_files[0]);
    const bool none = fault == FAULT_MISSING;
    if (fault == FAULT_NONE)
        fault = old_table_open(&log->rests, env, old_event_files[1]);
    if (fault == FAULT_NONE)
        fault = old_event_begin(log);
    if (fault == FAULT_NONE)
        fault = old_event_copy_all(log, progress);
    old_table_close(&log->rests);
    old_table_close(&log->records);
    free(log);
    if (none) /* the store is new, or the copy was whole */
        return FAULT_NONE;
    return fault == FAULT_NONE ? old_table_remove(env, old_event_files, 2) : fault;
}
