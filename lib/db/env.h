/*
 * env.h: the Berkeley DB environment that all programs of curt share, its tables, and its transactions.
 *
 * A program opens one environment, with the tables it needs, and closes it when it ends in good order; a
 * program that dies in between is noticed by the next that opens (registry.h), and costs the others something
 * only if that was in a call or a transaction. A store that needs recovery is fatal here: the program exits
 * and is started again.
 */
#ifndef CURT_DB_ENV_H
#define CURT_DB_ENV_H

#include <stdbool.h>
#include <stdint.h>

#include "base/config.h"
#include "base/fault.h"
#include "db/table_id.h"

struct env;
struct txn;

/*
 * Opens the store in config->store_home with the tables in `tables`; those in `readonly` too cannot be
 * written through this handle. Logged: FAULT_REFUSED when other users can access its files, or its version is
 * not this program's (store_version.h); FAULT_SYSTEM when it cannot be opened. With [cluster] set, the
 * configuration must outlive it.
 */
enum fault env_open(struct env **out, const struct config *config, table_set tables, table_set readonly);

/* env_open with all tables for an upgrade: the store's version may be any up to `most`. */
enum fault env_open_older(struct env **out, const struct config *config, unsigned most);

/* env_open with all tables of a store that is being imported into (store_version.h). */
enum fault env_open_import(struct env **out, const struct config *config);

/*
 * Opens tables of an environment that was opened without any: for one that joins a cluster first (cluster.h),
 * from which they may be still to come: FAULT_AGAIN then.
 */
enum fault env_open_late(struct env *, table_set tables);

/* env_open for a program: failure is fatal. */
struct env *env_open_or_die(const struct config *config, table_set tables, table_set readonly);

void env_close(struct env *);

/* Makes the directories, the DB_CONFIG and the VERSION of a new store; FAULT_EXISTS when there is one
 * already. */
enum fault env_create(const char *home);
bool env_exists(const char *home);

/* What a commit survives; the two that settle may use the reserve (reserve.h), to write down what has
 * happened already. */
enum env_durability {
    ENV_READ,        /* nothing: it has only read, which needs no space either */
    ENV_WRITE,       /* the death of any process: the log is with the operating system */
    ENV_SETTLE,      /* the same */
    ENV_SYNC,        /* power loss too: the log is on the disk. Others may see it just before */
    ENV_SETTLE_SYNC, /* the same */
};

/*
 * Runs body in one transaction and commits it when body returns FAULT_NONE; else aborts it and returns what
 * body returned. A deadlock is not the caller's business: the body is run again from the start, so it must be
 * safe to run again. FAULT_AGAIN after too many tries, FAULT_SPACE while there is none (env_has_space).
 */
enum fault env_txn(struct env *, enum env_durability, enum fault (*body)(struct txn *, void *arg), void *arg);

/* Is as much of the disk free as [store] reserve says (reserve.h)? */
bool env_has_space(struct env *);

/* Makes the reserve again, if it was used and there is room. For curt-relay, from time to time. */
void env_fill_reserve(struct env *);

/* Reads outside any transaction: each sees the last committed state, and retries by itself. */
struct txn *env_read(struct env *);

/* The environment of a transaction. */
struct env *env_of(struct txn *);

/* Puts everything committed so far on the disk. */
enum fault env_flush(struct env *);

/*
 * Writes changed pages to the tables' files, so that recovery need not go back further: all that was
 * committed before the call. FAULT_AGAIN: this is a cluster's master, and too few hosts acknowledge; the
 * first tries a few times. The second does nothing if the log ends with a checkpoint, one that may have begun
 * earlier.
 */
enum fault env_checkpoint(struct env *);
enum fault env_checkpoint_if_changed(struct env *);

/* Removes log files that neither recovery nor the next backup needs, nor a host that is down (log_files.h);
 * how many is in *removed. */
enum fault env_trim_log(struct env *, unsigned *removed);

/* The same for what must not stay: what is kept for a backup and for hosts that are down goes too. */
enum fault env_drop_log(struct env *, unsigned *removed);

/* The same for what is before a file of the log, which may be the next one: called again and again, until
 * that has begun, and Berkeley DB lets all before it go. */
enum fault env_drop_log_before(struct env *, uint32_t number);

/*
 * Both, if the log has grown by at least so much since the last checkpoint. Called often, it bounds how long
 * recovery takes and what the log takes on the disk; it costs next to nothing when there is nothing to do. It
 * may use the reserve, since what is settled from that makes the log grow. What is kept of it beyond
 * recovery's needs goes when the disk has too little space.
 */
enum fault env_bound_log(struct env *, unsigned kbytes);

/*
 * Looks from now on for deaths in the store that nobody comes in to see, and ends this process then, which
 * must be started again by its parent (registry_watch.h). For curt-relay, which is always there.
 */
void env_watch(struct env *);

/*
 * Says whether this process has begun what should end before it is killed because the store needs recovery:
 * it then gets a SIGTERM, and a few seconds (registry.h).
 */
void env_set_busy(struct env *, bool busy);

/* How many processes have the store open. */
int env_users(struct env *);

#endif
