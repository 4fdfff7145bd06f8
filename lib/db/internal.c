/*
 * internal.c: Berkeley DB's codes as faults.
 *
 * SPDX-License-Identifier: ISC
 */
#include "db/internal.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"

/*
 * In a cluster: while this host is brought up to date, a read outside a transaction fails after 2 ms
 * (cluster.c). After a cut, that takes a second as a rule: who waits gets a link late, and not an error.
 */
enum { DB_TRIES = 750, DB_REST = 2000 /* microseconds */ };

enum fault
db_fault(struct txn *txn, int code, const char *what)
{
    switch (code) {
    case 0:
        return FAULT_NONE;
    case DB_NOTFOUND:
    case DB_KEYEMPTY:
        return FAULT_MISSING;
    case DB_KEYEXIST:
        return FAULT_EXISTS;
    case DB_BUFFER_SMALL:
        return FAULT_FULL;
    case DB_LOCK_DEADLOCK:
    case DB_LOCK_NOTGRANTED:
    case DB_REP_LOCKOUT: /* this host changes its role, or is brought up to date */
        txn->deadlock = true;
        return FAULT_AGAIN;
    case DB_RUNRECOVERY:
        log_fatal("%s: the store needs recovery; the next program to open it recovers it", what);
    case DB_REP_HANDLE_DEAD: /* what this host had was taken back, or all is copied from the master */
        txn->env->stale = true;
        txn->deadlock = true;
        return FAULT_AGAIN;
    case EACCES:
    case EAGAIN:                       /* of log_printf */
        if (txn->env->cluster != NULL) /* it was the master when the transaction began */
            return FAULT_AGAIN;
        /* fall through */
    default:
        log_error("%s: %s", what, db_strerror(code));
        return FAULT_SYSTEM;
    }
}

void
db_enter(struct env *env)
{
    presence_enter(env->inside);
}

/* One that ends in db_fault ends inside. */
enum fault
db_leave(struct txn *txn, int code, const char *what)
{
    const enum fault fault = db_fault(txn, code, what);
    presence_leave(txn->env->inside);
    return fault;
}

bool
db_walks_again(const struct txn *txn, unsigned *tries)
{
    if (txn->handle != NULL || txn->env->cluster == NULL)
        return txn->handle == NULL;
    usleep(DB_REST);
    return ++*tries < DB_TRIES;
}

bool
db_asks_again(struct txn *txn, int code, unsigned *tries)
{
    struct env *env = txn->env;
    if (txn->handle != NULL || (code != DB_LOCK_DEADLOCK && code != DB_REP_HANDLE_DEAD))
        return false;
    env->stale = env->stale || code == DB_REP_HANDLE_DEAD;
    env_renew_tables(env);
    return env->cluster == NULL || (!env->stale && ++*tries < DB_TRIES);
}

DB *
db_table(struct env *env, enum table table)
{
    if (env->tables[table] == NULL)
        log_fatal("%s was not opened", table_file(table));
    return env->tables[table];
}

/* No errors in a cluster: waiting while a host changes its role or is copied, a write to one that was the
 * master until just now, and files beside the tables that a host that is copied looks at. */
static bool
db_is_said_in_vain(const char *message)
{
    static const char *const vain[] = {"BDB3504", "BDB3505", "BDB3507", "BDB3509", "BDB0111"};
    for (size_t i = 0; i < sizeof vain / sizeof *vain; i++)
        if (strncmp(message, vain[i], strlen(vain[i])) == 0)
            return true;
    return strstr(message, "/" PRESENCE_NAME) != NULL;
}

void
db_say(const DB_ENV *handle, const char *prefix, const char *message)
{
    (void)handle;
    (void)prefix;
    if (!db_is_said_in_vain(message))
        log_error("Berkeley DB: %s", message);
}
