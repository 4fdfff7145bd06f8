/*
 * row_sweep.c: deletes expired rows, a bounded number at a time.
 *
 * SPDX-License-Identifier: ISC
 */
#include "db/row_sweep.h"

#include <string.h>

enum { ROW_SWEEP_ROW_HEAD = 256 }; /* what says whether a row is over stands at its beginning */

static enum fault
row_sweep_walk(struct row_sweep *sweep, struct cursor *cursor)
{
    enum fault fault = FAULT_NONE;
    for (unsigned i = 0; i < sweep->looks && sweep->removed < ROW_SWEEP_MAX && !sweep->ended; i++) {
        fault = cursor_next(cursor);
        if (fault == FAULT_MISSING)
            sweep->ended = true;
        if (fault != FAULT_NONE)
            break;
        if (sweep->is_expired(cursor, sweep->arg, &sweep->ended)) {
            if (!sweep->keep)
                fault = cursor_remove(cursor);
            sweep->removed++;
        }
        if (fault != FAULT_NONE)
            break;
    }
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

static enum fault
row_sweep_body(struct txn *txn, void *arg)
{
    uint8_t row[ROW_SWEEP_ROW_HEAD];
    struct row_sweep *sweep = arg;
    struct cursor cursor;
    sweep->removed = 0;
    sweep->ended = false;
    enum fault fault = cursor_open(
        &cursor, txn, sweep->table, (struct row_key){sweep->from, sweep->from_length}, row, sizeof row);
    if (fault == FAULT_NONE)
        fault = row_sweep_walk(sweep, &cursor);
    if (fault == FAULT_NONE) {
        memcpy(sweep->from, cursor.key, cursor.key_length);
        sweep->from_length = cursor.key_length;
        if (sweep->from_length < sizeof sweep->from)
            sweep->from[sweep->from_length++] = 0; /* right after it */
    }
    cursor_close(&cursor);
    return fault;
}

enum fault
row_sweep_run(struct env *env, struct row_sweep *sweep)
{
    return env_txn(env, ENV_WRITE, row_sweep_body, sweep);
}
