/*
 * internal.c: Berkeley DB's codes as faults.
 *
 * SPDX-License-Identifier: ISC
 */
#include "db/internal.h"

#include <string.h>

#include "base/log.h"

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
    case DB_REP_HANDLE_DEAD:
        log_fatal("%s: the cluster took back what this host had; starting again", what);
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

DB *
db_table(struct env *env, enum table table)
{
    if (env->tables[table] == NULL)
        log_fatal("%s was not opened", table_file(table));
    return env->tables[table];
}

/* No errors in a cluster: DB_REP_LOCKOUT, and files beside the tables that a host that is copied looks at. */
static bool
db_is_said_in_vain(const char *message)
{
    return strncmp(message, "BDB3504", 7) == 0 || strstr(message, "/" PRESENCE_NAME) != NULL;
}

void
db_say(const DB_ENV *handle, const char *prefix, const char *message)
{
    (void)handle;
    (void)prefix;
    if (!db_is_said_in_vain(message))
        log_error("Berkeley DB: %s", message);
}
