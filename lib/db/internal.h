/*
 * internal.h: what only the files of lib/db share: Berkeley DB's handles.
 */
#ifndef CURT_DB_INTERNAL_H
#define CURT_DB_INTERNAL_H

#include <db.h>
#include <stdbool.h>

#include "base/config.h"
#include "base/fault.h"
#include "db/presence.h"
#include "db/registry.h"
#include "db/reserve.h"
#include "db/shm_regions.h"
#include "db/table_id.h"

/* Of every table: the cache falls to a tenth of its rate when its buffers are not all of one size. */
#define TABLE_PAGE 4096

struct txn {
    struct env *env;
    DB_TXN *handle; /* NULL: outside any transaction */
    bool deadlock;  /* a call in it lost a deadlock: only an abort helps */
};

struct registry_watch;

struct env {
    struct registry registry;
    struct registry_watch *watch; /* NULL without env_watch */
    char home[STORE_PATH_SIZE];   /* absolute */
    struct reserve reserve;
    uint64_t backup_log; /* bytes of the log that are kept for the next backup, at the most */
    uint64_t keep_log;   /* bytes of it that are kept for hosts that are down; 0: none, or alone */
    DB_ENV *handle;      /* whose app_private is the one that opened it: the checkpointer may share it */
    DB *tables[TABLES];  /* NULL: not opened by this program */
    struct txn read;
    presence_depth *inside;       /* this handle's (presence.h) */
    const struct config *cluster; /* NULL: this host is alone */
    uint32_t attends;             /* 1: the cluster's threads run in this process, which is inside for good */
    _Atomic uint64_t unacknowledged; /* commits, of all that share the handle (cluster_unacknowledged) */
    bool stale;     /* the cluster took back what the tables had: they are to be opened anew */
    table_set open; /* which tables are */
    bool outgrown;  /* it does not reach hosts that have joined since */
    uint32_t hosts; /* when a program began to attend; 0 of curt-relay, which hears of new ones */
    int64_t told;   /* when the reason for refusing was logged last (monotonic.h) */
    int64_t waited; /* until when for connections to the other hosts (monotonic.h) */
    int64_t tended; /* when cluster_tend looked last (monotonic.h) */
    table_set readonly;
    bool only_reads;  /* it was opened on a master that no majority heard: all tables are readonly */
    void *copying;    /* what copies a queue, while one is copied (table_copy.c) */
    uint32_t extent;  /* of the queue: the one that was used last */
    unsigned extents; /* how often that was another one since the queue was opened */
};

/*
 * Turns Berkeley DB's code for a call on what into a fault. A deadlock is marked in the transaction; a store
 * that needs recovery does not return.
 */
enum fault db_fault(struct txn *, int code, const char *what);

/*
 * Around each call of Berkeley DB, and around all calls of a cursor or a transaction: a process that dies in
 * between may hold what others wait for. db_leave is db_fault, and the end.
 */
void db_enter(struct env *);
enum fault db_leave(struct txn *, int code, const char *what);

/* For set_errcall: what Berkeley DB says goes to the log. */
void db_say(const DB_ENV *, const char *prefix, const char *message);

/* Before the handle is opened: what every process of a cluster sets. Berkeley DB's code. */
int cluster_configure(struct env *);

/*
 * Before the tables are opened. That writes to the log of a master, and the first to do so starts replication
 * by itself, in this process: what starts it after that starts it twice, and both wait for each other. On a
 * master that no majority hears, env->only_reads. Berkeley DB's code: DB_REP_UNAVAIL when replication could
 * not be started here.
 */
int cluster_begin(struct env *);

/* Do enough hosts hear this process for a majority with this one? */
bool cluster_is_heard(struct env *);

/* Closes the handle, of an environment without a cluster too. Nothing that was acknowledged is lost. Its
 * threads are waited for, any of which may begin to connect until it ends: no connection is. */
int cluster_close(struct env *);

/* The other hosts that this process knows, to be freed; how many there are. */
u_int cluster_sites(struct env *, DB_REPMGR_SITE **sites);

/* Before this process ends: that this host was removed from its cluster (cluster_removal.h). */
void cluster_note_removal(const struct env *);

/* Opens the handle of an environment whose home is set, and whose process is registered. Berkeley DB's code.
 */
int env_open_handle(struct env *, bool recover);

/*
 * Opens the queue again, unless this process is inside, once it has used some extents. Berkeley DB closes an
 * extent in the process that fills it; in one that appends now and then, all would stay open.
 */
void env_close_extents(struct env *);

/*
 * Whether a walk outside a transaction that was refused is begun again; in a cluster after a rest, since
 * there it is refused at once while this host is brought up to date. *tries counts from 0.
 */
bool db_walks_again(const struct txn *, unsigned *tries);

/*
 * After a call outside a transaction, where there is nothing to abort: whether to make it again, with the
 * table's handle asked for again. *tries as above.
 */
bool db_asks_again(struct txn *, int code, unsigned *tries);

/* What is settled may use the reserve: is there any, or space? */
bool env_may_settle(struct env *);

/* Opens all tables anew, if they are stale, and no cursor of this thread is in one. */
void env_renew_tables(struct env *);

/* The table's handle; asking for a table that the program did not open is a mistake of ours, and fatal. */
DB *db_table(struct env *, enum table);

#endif
