#include "store/sweep.h"

#include <string.h>

enum { SWEEP_ROW_HEAD = 256 }; /* what says whether a row is over stands at its beginning */

static enum fault
sweep_walk(struct sweep *sweep, struct walk *walk)
{
    enum fault fault = FAULT_NONE;
    for (unsigned i = 0; i < sweep->looks && sweep->removed < SWEEP_BOUND && !sweep->ended; i++) {
        fault = walk_step(walk);
        if (fault == FAULT_MISSING)
            sweep->ended = true;
        if (fault != FAULT_NONE)
            break;
        if (sweep->over(walk, sweep->arg, &sweep->ended)) {
            if (!sweep->keep)
                fault = walk_remove(walk);
            sweep->removed++;
        }
        if (fault != FAULT_NONE)
            break;
    }
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

static enum fault
sweep_body(struct txn *txn, void *arg)
{
    uint8_t row[SWEEP_ROW_HEAD];
    struct sweep *sweep = arg;
    struct walk walk;
    sweep->removed = 0;
    sweep->ended = false;
    enum fault fault = walk_open(
        &walk, txn, sweep->table, (struct row_key){sweep->from, sweep->from_length}, row, sizeof row);
    if (fault == FAULT_NONE)
        fault = sweep_walk(sweep, &walk);
    if (fault == FAULT_NONE) {
        memcpy(sweep->from, walk.key, walk.key_length);
        sweep->from_length = walk.key_length;
        if (sweep->from_length < sizeof sweep->from)
            sweep->from[sweep->from_length++] = 0; /* right behind it */
    }
    walk_close(&walk);
    return fault;
}

enum fault
sweep_run(struct env *env, struct sweep *sweep)
{
    return env_txn(env, ENV_WRITE, sweep_body, sweep);
}
