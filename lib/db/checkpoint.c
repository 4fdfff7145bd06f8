/*
 * checkpoint.c: checkpoints, which keep the write-ahead log and recovery short.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <unistd.h>

#include "base/program.h"
#include "db/cluster.h"
#include "db/env.h"
#include "db/internal.h"

enum {
    CHECKPOINT_TRIES = 3,
    CHECKPOINT_PAUSE = 200000 /* microseconds */
};

/* A transaction that changes nothing, and is heard of by the other hosts as any. */
static int
checkpoint_confirm(struct env *env)
{
    DB_TXN *txn;
    int code = env->handle->txn_begin(env->handle, NULL, &txn, 0);
    if (code != 0)
        return code;
    code = env->handle->log_printf(env->handle, txn, "checkpoint");
    if (code == 0)
        return txn->commit(txn, DB_TXN_WRITE_NOSYNC);
    txn->abort(txn);
    return code;
}

/*
 * In a cluster, a majority must have all that ended before the checkpoint, but for what ends while it begins.
 * Berkeley DB (5.3.28) takes commits back from the beginning of the oldest transaction that was open at a
 * checkpoint, even if the checkpoint is taken back too. When one began before that and a commit of it must be
 * taken back, it panics (BDB4514), and does so again each time: the host would never be a replica.
 */
static enum fault
checkpoint_may_begin(struct env *env)
{
    if (cluster_role(env) != CLUSTER_MASTER)
        return FAULT_NONE;
    if (!cluster_is_heard(env))
        return FAULT_AGAIN;
    const uint64_t before = cluster_unacknowledged(env);
    db_enter(env);
    const enum fault fault = db_leave(&env->read, checkpoint_confirm(env), "confirm the log");
    return fault != FAULT_NONE || cluster_unacknowledged(env) == before ? fault : FAULT_AGAIN;
}

static enum fault
checkpoint_make(struct env *env, u_int32_t flags)
{
    const enum fault fault = checkpoint_may_begin(env);
    if (fault != FAULT_NONE)
        return fault;
    db_enter(env);
    return db_leave(&env->read, env->handle->txn_checkpoint(env->handle, 0, 0, flags), "checkpoint");
}

enum fault
env_checkpoint_if_changed(struct env *env)
{
    return checkpoint_make(env, 0);
}

enum fault
env_checkpoint(struct env *env)
{
    enum fault fault = checkpoint_make(env, DB_FORCE);
    for (int tries = 1; fault == FAULT_AGAIN && tries < CHECKPOINT_TRIES && !program_interrupted(); tries++) {
        usleep(CHECKPOINT_PAUSE);
        fault = checkpoint_make(env, DB_FORCE);
    }
    return fault;
}

enum fault
env_bound_log(struct env *env, unsigned kbytes)
{
    DB_LOG_STAT *stat = NULL;
    unsigned removed;
    db_enter(env);
    enum fault fault = db_leave(&env->read, env->handle->log_stat(env->handle, &stat, 0), "look at the log");
    const bool full = fault == FAULT_NONE &&
                      (uint64_t)stat->st_wc_mbytes * 1024 + stat->st_wc_bytes / 1024 >= kbytes;
    free(stat);
    if (fault != FAULT_NONE || (!full && env_has_space(env)))
        return fault;
    if (full && env_may_settle(env))
        fault = env_checkpoint_if_changed(env);
    if (fault != FAULT_NONE && fault != FAULT_AGAIN)
        return fault;
    const enum fault trimmed = env_trim_log(env, &removed);
    return fault == FAULT_NONE ? trimmed : fault;
}
