/*
 * old_visitors.c: gathers the visitors of version 2, a few rows a transaction.
 *
 * SPDX-License-Identifier: ISC
 */
#include "upgrade/old_visitors.h"

#include <string.h>

#include "base/log.h"
#include "base/program.h"
#include "db/codec.h"
#include "db/old_table.h"
#include "stats/visitor.h"

enum {
    OLD_VISITORS_STEP = 1000,            /* rows a transaction */
    OLD_VISITORS_LOG_KBYTES = 64 * 1024, /* of the write-ahead log between two checkpoints */
    OLD_VISITORS_DAY = 4,
    OLD_VISITORS_ID = 8,
};

static const char *const old_visitors_files[] = {"visitor.db"};

struct old_key {
    uint8_t bytes[ROW_KEY_MAX];
    size_t length;
};

struct old_visitors {
    struct old_table rows;
    struct old_key last, next; /* up to which rows are gathered; up to which the transaction that runs does */
    uint64_t done, all, step;  /* rows; step: of that transaction */
};

/* A row: day, scope, visitor. */
static enum fault
old_visitors_add(struct row_editor *rows, const struct old_key *key)
{
    if (key->length < OLD_VISITORS_DAY + OLD_VISITORS_ID) {
        log_error("a visitor of the old store cannot be read");
        return FAULT_SYSTEM;
    }
    const size_t scope = key->length - OLD_VISITORS_DAY - OLD_VISITORS_ID;
    struct decoder u = decoder_over(key->bytes, key->length);
    struct visitor visitor = {.rows = rows, .day = decode_u32(&u)};
    const void *seen_in = decode_bytes(&u, scope);
    bool new;
    visitor.id = decode_u64(&u);
    enum fault fault = visitor_get(&visitor);
    if (fault == FAULT_NONE)
        fault = visitor_see(&visitor, (struct row_key){seen_in, scope}, &new);
    return fault == FAULT_NONE ? visitor_put(&visitor) : fault;
}

static enum fault
old_visitors_some(struct txn *txn, void *arg)
{
    struct old_visitors *old = arg;
    struct row_editor rows;
    enum fault fault = row_editor_open(&rows, txn, TABLE_VISITOR_DAY);
    old->next = old->last;
    for (old->step = 0; old->step < OLD_VISITORS_STEP && fault == FAULT_NONE; old->step++) {
        fault = old_table_next(&old->rows, (struct row_key){old->next.bytes, old->next.length},
            old->next.bytes, &old->next.length);
        if (fault == FAULT_NONE)
            fault = old_visitors_add(&rows, &old->next);
        if (fault != FAULT_NONE)
            break;
    }
    row_editor_close(&rows);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

static enum fault
old_visitors_all(struct old_visitors *old, struct env *env, upgrade_progress *progress)
{
    enum fault fault = old_table_count(&old->rows, &old->all);
    do {
        if (fault == FAULT_NONE)
            fault = program_interrupted() ? FAULT_AGAIN : env_txn(env, ENV_WRITE, old_visitors_some, old);
        if (fault != FAULT_NONE)
            return fault;
        old->last = old->next;
        old->done += old->step;
        if (progress != NULL && old->step > 0)
            progress(old->done, old->all);
        fault = env_bound_log(env, OLD_VISITORS_LOG_KBYTES);
    } while (fault == FAULT_NONE && old->step == OLD_VISITORS_STEP);
    return fault == FAULT_NONE ? env_checkpoint(env) : fault;
}

enum fault
old_visitors_gather(struct env *env, upgrade_progress *progress)
{
    struct old_visitors old = {.all = 0};
    enum fault fault = old_table_open(&old.rows, env, old_visitors_files[0]);
    const bool none = fault == FAULT_MISSING;
    if (fault == FAULT_NONE)
        fault = old_visitors_all(&old, env, progress);
    old_table_close(&old.rows);
    if (none) /* the store is new, or all are gathered */
        return FAULT_NONE;
    return fault == FAULT_NONE ? old_table_remove(env, old_visitors_files, 1) : fault;
}
