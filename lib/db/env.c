/*
 * env.c: transactions, and what keeps the log short.
 *
 * SPDX-License-Identifier: ISC
 */
#include "db/env.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/backoff.h"
#include "base/log.h"
#include "db/cluster.h"
#include "db/internal.h"

enum { ENV_TRIES = 100 };

/* After a deadlock: any wait up to this long is as likely. */
static const struct backoff env_pauses = {800, 12800, 2, 100};

/*
 * In a cluster, a transaction that came to its end without a change tells what an earlier one did, which may
 * not have been acknowledged, as the answer to a request that is made again. So it is in the log too, and its
 * own commit is acknowledged with all before it, or it promises nothing.
 */
static int
env_log_commit(struct txn *txn)
{
    return txn->env->handle->log_printf(txn->env->handle, txn->handle, "commit");
}

/*
 * The locks go when the log is with the operating system: who waits for them joins the next flush to the disk
 * instead of waiting for this one. What such a one has seen is in the log before what it writes itself.
 */
static int
env_commit(struct txn *txn, enum env_durability durability)
{
    DB_ENV *handle = txn->env->handle;
    int code = 0;
    if (txn->env->cluster != NULL && durability != ENV_READ)
        code = env_log_commit(txn);
    if (code != 0) {
        txn->handle->abort(txn->handle);
        return code;
    }
    code = txn->handle->commit(txn->handle, DB_TXN_WRITE_NOSYNC);
    return code == 0 && durability >= ENV_SYNC ? handle->log_flush(handle, NULL) : code;
}

bool
env_has_space(struct env *env)
{
    return !reserve_is_touched(&env->reserve, env->home);
}

void
env_fill_reserve(struct env *env)
{
    reserve_fill(&env->reserve, env->home);
}

bool
env_may_settle(struct env *env)
{
    return env_has_space(env) || reserve_use(&env->reserve, env->home);
}

/* May such a transaction begin, with what is free? */
static bool
env_may_begin(struct env *env, enum env_durability durability)
{
    return durability == ENV_READ || env_has_space(env) ||
           ((durability == ENV_SETTLE || durability == ENV_SETTLE_SYNC) && env_may_settle(env));
}

/* A commit that the other hosts did not acknowledge in time may last, or be taken back. */
static enum fault
env_commit_heard(struct txn *txn, enum env_durability durability)
{
    const uint64_t before = cluster_unacknowledged(txn->env);
    const enum fault fault = db_fault(txn, env_commit(txn, durability), "commit");
    if (fault != FAULT_NONE || cluster_unacknowledged(txn->env) == before)
        return fault;
    log_warn("a commit was not acknowledged by a majority of the hosts");
    return FAULT_AGAIN;
}

/* Commits it, or aborts it when the body went wrong or lost a deadlock. */
static enum fault
env_end(struct txn *txn, enum env_durability durability, enum fault fault)
{
    if (fault == FAULT_NONE && !txn->deadlock)
        return env_commit_heard(txn, durability);
    const int code = txn->handle->abort(txn->handle);
    if (code != 0)
        log_fatal("abort: %s", db_strerror(code));
    return fault;
}

enum fault
env_txn(struct env *env, enum env_durability durability, enum fault (*body)(struct txn *, void *), void *arg)
{
    if (durability != ENV_READ && !cluster_can_write(env)) {
        cluster_tell_refusal(env);
        return FAULT_AGAIN;
    }
    if (!env_may_begin(env, durability))
        return FAULT_SPACE;
    env_close_extents(env);
    for (int tries = 0; tries < ENV_TRIES; tries++) {
        struct txn txn = {.env = env};
        presence_enter(env->inside);
        if (env->stale)
            env_renew_tables(env);
        enum fault fault = db_fault(&txn, env->handle->txn_begin(env->handle, NULL, &txn.handle, 0), "begin");
        if (fault == FAULT_NONE)
            fault = env_end(&txn, durability, body(&txn, arg));
        presence_leave(env->inside);
        if (!txn.deadlock)
            return fault;
        usleep((useconds_t)backoff_wait(&env_pauses, (unsigned)tries / 2));
    }
    log_warn("a transaction lost %d deadlocks in a row; giving up", ENV_TRIES);
    return FAULT_AGAIN;
}

struct txn *
env_read(struct env *env)
{
    return &env->read;
}

struct env *
env_of(struct txn *txn)
{
    return txn->env;
}

enum fault
env_flush(struct env *env)
{
    db_enter(env);
    return db_leave(&env->read, env->handle->log_flush(env->handle, NULL), "flush the log");
}

void
env_set_busy(struct env *env, bool busy)
{
    env->registry.presence->busy = busy;
}

int
env_users(struct env *env)
{
    return registry_users(&env->registry);
}
