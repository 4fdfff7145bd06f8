/*
 * env_open.c: makes, opens and closes the environment.
 *
 * SPDX-License-Identifier: ISC
 */
#include "db/env.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/memory.h"
#include "db/cluster.h"
#include "db/internal.h"
#include "db/queue.h"
#include "db/registry_watch.h"
#include "db/shm_regions.h"
#include "db/store_version.h"

enum {
    ENV_OPEN_SECONDS = 120, /* recovery after a long time without a checkpoint included */
    ENV_EXTENTS = 8,        /* of the queue, that may stay open */
    ENV_RENEWALS = 200,
    ENV_RENEWAL = 10000, /* microseconds between two of them */
};

/* Sizes only: what must be so for correctness is in env_open_handle. */
static const char env_db_config[] =
    "# Sizes of the store's shared memory and logs; read when the store is opened by the first program.\n# "
    "Cache: 512 MB hold about two million links with their indexes; what is not used costs "
    "nothing.\nset_cachesize 0 536870912 1\nset_lg_regionmax 1048576\nset_lg_bsize 2097152\nset_lg_max "
    "33554432\n# A batch of 1,000 links locks some ten thousand pages. Larger tables would only be colder in "
    "the processor's cache.\nset_lk_max_locks 40000\nset_lk_max_objects 40000\nset_lk_max_lockers "
    "10000\nset_tx_max 2000\n";

static enum fault
env_make_directory(const char *home, const char *name)
{
    char path[STORE_PATH_SIZE];
    snprintf(path, sizeof path, "%s%s", home, name);
    if (mkdir(path, 0700) == 0 || errno == EEXIST)
        return FAULT_NONE;
    log_error("cannot make %s: %s", path, strerror(errno));
    return FAULT_SYSTEM;
}

enum fault
env_create(const char *home)
{
    static const char *const names[] = {"", "/users", "/db", "/log", "/spool"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (env_make_directory(home, names[i]) != FAULT_NONE)
            return FAULT_SYSTEM;
    char path[STORE_PATH_SIZE];
    snprintf(path, sizeof path, "%s/DB_CONFIG", home);
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0 && errno == EEXIST)
        return FAULT_EXISTS;
    ssize_t wrote = file < 0 ? -1 : write(file, env_db_config, sizeof env_db_config - 1);
    if (wrote != (ssize_t)sizeof env_db_config - 1 || fsync(file) != 0) {
        log_error("cannot write %s: %s", path, strerror(errno));
        if (file >= 0) {
            close(file);
            unlink(path);
        }
        return FAULT_SYSTEM;
    }
    close(file);
    return store_version_write(home, (struct store_version){.number = STORE_VERSION});
}

bool
env_exists(const char *home)
{
    char path[STORE_PATH_SIZE];
    snprintf(path, sizeof path, "%s/DB_CONFIG", home);
    return access(path, F_OK) == 0;
}

static bool
env_is_open_to_others(const char *home, const char *name)
{
    char path[STORE_PATH_SIZE + 16];
    struct stat at;
    snprintf(path, sizeof path, "%s%s", home, name);
    return stat(path, &at) == 0 && (at.st_mode & S_IRWXO) != 0;
}

/* A store that was copied back may have lost the modes of env_create: keys and phone numbers are in it. */
static enum fault
env_check_modes(const char *home)
{
    if (!env_is_open_to_others(home, "") ||
        (!env_is_open_to_others(home, "/db") && !env_is_open_to_others(home, "/log")))
        return FAULT_NONE;
    log_error("other users can access the store %s: run `chmod -R o-rwx %s`", home, home);
    return FAULT_REFUSED;
}

/*
 * Before a host has got the store of its cluster, tables are not opened: they would be made, and what is
 * written to them is lost when it comes.
 */
static enum fault
env_check_joined(const struct config *config, table_set tables)
{
    if (config->cluster_name[0] == '\0' || config->cluster_hosts[0] == '\0' || tables == 0 ||
        cluster_was_joined(config->store_home))
        return FAULT_NONE;
    log_error("this host has no copy of its cluster's store yet; curt-relay fetches it");
    return FAULT_REFUSED;
}

/* Every program sets the same here, whatever it does. */
int
env_open_handle(struct env *env, bool recover)
{
    char memory[STORE_PATH_SIZE + 16], data[STORE_PATH_SIZE + 16], logs[STORE_PATH_SIZE + 16];
    snprintf(memory, sizeof memory, "%s/" SHM_REGIONS_LINK, env->home);
    snprintf(data, sizeof data, "%s/db", env->home);
    snprintf(logs, sizeof logs, "%s/log", env->home);
    int code = db_env_create(&env->handle, 0);
    if (code != 0)
        return code;
    env->handle->app_private = env;
    env->handle->set_errcall(env->handle, db_say);
    code = env->handle->set_lk_detect(env->handle, DB_LOCK_DEFAULT);
    if (code == 0)
        code = env->handle->set_data_dir(env->handle, data);
    if (code == 0)
        code = env->handle->set_lg_dir(env->handle, logs);
    if (code == 0 && env->cluster != NULL)
        code = cluster_configure(env);
    if (code == 0)
        code = env->handle->open(env->handle, memory,
            DB_CREATE | DB_INIT_LOCK | DB_INIT_LOG | DB_INIT_MPOOL | DB_INIT_TXN |
                (recover ? DB_RECOVER : 0) | (env->cluster != NULL ? DB_INIT_REP | DB_THREAD : 0),
            0600);
    return code;
}

static int
env_open_table(struct env *env, enum table table, bool readonly)
{
    DB *db;
    int code = db_create(&db, env->handle, 0);
    if (code != 0)
        return code;
    env->tables[table] = db;
    DBTYPE type = DB_BTREE;
    code = db->set_pagesize(db, TABLE_PAGE);
    if (code == 0 && table == TABLE_EVENT) {
        type = DB_QUEUE;
        code = db->set_re_len(db, QUEUE_RECORD);
        if (code == 0)
            code = db->set_q_extentsize(db, QUEUE_EXTENT);
    }
    if (code == 0)
        code = db->open(db, NULL, table_file(table), NULL, type,
            DB_AUTO_COMMIT | (readonly ? DB_RDONLY : DB_CREATE) | (env->cluster != NULL ? DB_THREAD : 0),
            0600);
    return code;
}

/* On a replica, what comes from the master locks pages that an opener reads, too: one of both has to wait. */
static int
env_open_table_at_last(struct env *env, enum table table, bool readonly)
{
    int code = env_open_table(env, table, readonly);
    for (int tries = 0; code == DB_LOCK_DEADLOCK && tries < ENV_RENEWALS; tries++) {
        env->tables[table]->close(env->tables[table], DB_NOSYNC);
        env->tables[table] = NULL;
        usleep(ENV_RENEWAL);
        code = env_open_table(env, table, readonly);
    }
    return code;
}

/* A reader cannot make a table that is not there yet: the first opener of a new store makes them all. */
static int
env_open_tables(struct env *env, table_set tables)
{
    int code = 0;
    env->open = tables;
    for (enum table t = 0; t < TABLES && code == 0; t++) {
        if ((tables & TABLE_BIT(t)) == 0)
            continue;
        code = env_open_table_at_last(env, t, (env->readonly & TABLE_BIT(t)) != 0);
        if (code == ENOENT && (env->readonly & TABLE_BIT(t)) != 0 && !env->only_reads) {
            env->tables[t]->close(env->tables[t], 0);
            code = env_open_table_at_last(env, t, false);
        }
    }
    return code;
}

/* The first that went wrong is what it returns. */
static int
env_close_tables(struct env *env)
{
    int code = 0;
    for (int t = TABLES - 1; t >= 0; t--) {
        const int closed = env->tables[t] != NULL ? env->tables[t]->close(env->tables[t], DB_NOSYNC) : 0;
        code = code == 0 ? closed : code;
        env->tables[t] = NULL;
    }
    return code;
}

enum fault
env_open_late(struct env *env, table_set tables)
{
    presence_enter(env->inside);
    const int code = env_open_tables(env, tables);
    if (code != 0)
        env_close_tables(env);
    presence_leave(env->inside);
    return code == 0 ? FAULT_NONE : FAULT_AGAIN;
}

/* A host that is brought up to date keeps its tables from being opened for a while. */
void
env_renew_tables(struct env *env)
{
    if (!env->stale || *env->inside != env->attends + 1)
        return;
    int code = DB_REP_HANDLE_DEAD;
    for (int tries = 0; tries < ENV_RENEWALS && code != 0; tries++) {
        env_close_tables(env);
        if (tries > 0)
            usleep(ENV_RENEWAL);
        code = env_open_tables(env, env->open);
    }
    if (code != 0)
        log_fatal("cannot open the tables again: %s", db_strerror(code));
    env->extents = 0;
    env->stale = false;
}

static enum fault
env_resolve(struct env *env, const char *home)
{
    char *path = realpath(home, NULL);
    const bool fits = path != NULL && strlen(path) < sizeof env->home;
    if (fits)
        strcpy(env->home, path);
    else
        log_error("the store's path %s is too long, or cannot be resolved", home);
    free(path);
    return fits ? FAULT_NONE : FAULT_SYSTEM;
}

void
env_close_extents(struct env *env)
{
    if (env->extents < ENV_EXTENTS || *env->inside != env->attends)
        return;
    presence_enter(env->inside);
    int code = env->tables[TABLE_EVENT]->close(env->tables[TABLE_EVENT], DB_NOSYNC);
    env->tables[TABLE_EVENT] = NULL;
    if (code == 0)
        code = env_open_table(env, TABLE_EVENT, (env->readonly & TABLE_BIT(TABLE_EVENT)) != 0);
    if (code != 0)
        log_fatal("cannot open %s again: %s", table_file(TABLE_EVENT), db_strerror(code));
    env->extents = 0;
    presence_leave(env->inside);
}

static int
env_close_handles(struct env *env)
{
    const int code = env_close_tables(env);
    const int closed = env->handle != NULL ? cluster_close(env) : 0;
    env->handle = NULL;
    env->attends = env->hosts = 0;
    env->stale = env->outgrown = env->only_reads = false;
    env->waited = 0;
    return code == 0 ? closed : code;
}

/* What those that died outside had open keeps its place in the table of lockers until the next recovery. */
static bool
env_is_crowded(struct env *env)
{
    DB_LOCK_STAT *stat = NULL;
    const bool crowded = env->handle->lock_stat(env->handle, &stat, 0) == 0 &&
                         (stat->st_nlockers > stat->st_maxlockers / 2 ||
                             stat->st_nlocks > stat->st_maxlocks / 2);
    free(stat);
    return crowded;
}

static enum fault
env_open_handles(
    struct env *env, const struct config *config, table_set tables, table_set readonly, bool recover)
{
    enum fault fault = FAULT_NONE;
    if (recover) {
        reserve_use(&env->reserve, env->home);
        fault = shm_regions_place(env->home, config->store_memory);
    }
    if (fault == FAULT_NONE)
        fault = registry_announce(&env->registry);
    if (fault != FAULT_NONE)
        return fault;
    env->inside = &env->registry.presence->inside;
    int code = env_open_handle(env, recover);
    if (code == 0 && tables != 0)
        code = cluster_begin(env);
    env->readonly = env->only_reads ? TABLE_ALL : readonly;
    if (code == 0)
        code = env_open_tables(env, tables);
    if (code == 0)
        return FAULT_NONE;
    log_error("cannot open the store %s: %s", config->store_home,
        code == DB_REP_UNAVAIL ? "replication could not be started"
        : code == ENOENT && env->only_reads
            ? "it lacks a table, which is made when a majority hears this host"
            : db_strerror(code));
    return FAULT_SYSTEM;
}

/* Beside others. *again says that the store should be recovered all the same, with nothing of it open. */
static enum fault
env_open_beside(
    struct env *env, const struct config *config, table_set tables, table_set readonly, bool *again)
{
    struct registry_watch *watch = registry_watch_begin(&env->registry, true);
    const enum fault fault = env_open_handles(env, config, tables, readonly, false);
    *again = fault == FAULT_NONE && env->registry.forgot && env_is_crowded(env);
    if (*again)
        env_close_handles(env);
    registry_watch_end(watch);
    return fault;
}

/* While the gate is held. */
static enum fault
env_open_inside(
    struct env *env, const struct config *config, table_set tables, table_set readonly, bool recover)
{
    bool again;
    if (recover)
        return env_open_handles(env, config, tables, readonly, true);
    enum fault fault = env_open_beside(env, config, tables, readonly, &again);
    if (fault != FAULT_NONE || !again)
        return fault;
    log_info("many processes have died outside the store: it is recovered, to forget what they had open");
    fault = registry_evict(&env->registry);
    return fault == FAULT_NONE ? env_open_handles(env, config, tables, readonly, true) : fault;
}

/* Which stores may be opened. */
struct env_versions {
    unsigned least, most;
    bool importing; /* one of this version that is being imported into, and no other */
};

static enum fault
env_check_version(const char *home, const struct env_versions *versions)
{
    return versions->importing ? store_version_check_import(home)
                               : store_version_check(home, versions->least, versions->most);
}

static enum fault
env_open_version(struct env **out, const struct config *config, table_set tables, table_set readonly,
    struct env_versions versions)
{
    *out = NULL;
    if (!versions.importing && env_check_joined(config, tables) != FAULT_NONE)
        return FAULT_REFUSED;
    struct env *env = xcalloc(1, sizeof *env);
    env->read.env = env;
    env->reserve.bytes = (uint64_t)config->store_reserve * 1000000;
    env->backup_log = (uint64_t)config->store_backup_log * 1000000;
    if (config->cluster_name[0] != '\0' && !versions.importing) /* that is before it is in a cluster */
        env->cluster = config;
    if (env->cluster != NULL)
        env->keep_log = (uint64_t)config->cluster_keep_log * 1000000;
    bool recover;
    alarm(ENV_OPEN_SECONDS); /* a hang becomes a death, and the next one recovers */
    enum fault fault = registry_enter(&env->registry, config->store_home, &recover);
    if (fault == FAULT_NONE)
        fault = env_resolve(env, config->store_home);
    if (fault == FAULT_NONE)
        fault = env_check_modes(env->home);
    if (fault == FAULT_NONE) /* now that an upgrade would count this process */
        fault = env_check_version(env->home, &versions);
    if (fault == FAULT_NONE)
        fault = env_open_inside(env, config, tables, readonly, recover);
    if (fault != FAULT_NONE) {
        env_close(env);
        env = NULL;
    } else {
        registry_unlock(&env->registry);
        presence_leave(env->inside);
    }
    alarm(0);
    *out = env;
    return fault;
}

enum fault
env_open(struct env **out, const struct config *config, table_set tables, table_set readonly)
{
    return env_open_version(
        out, config, tables, readonly, (struct env_versions){.least = STORE_VERSION, .most = STORE_VERSION});
}

enum fault
env_open_older(struct env **out, const struct config *config, unsigned most)
{
    return env_open_version(out, config, TABLE_ALL, 0, (struct env_versions){.most = most});
}

enum fault
env_open_import(struct env **out, const struct config *config)
{
    return env_open_version(out, config, TABLE_ALL, 0, (struct env_versions){.importing = true});
}

struct env *
env_open_or_die(const struct config *config, table_set tables, table_set readonly)
{
    struct env *env;
    if (env_open(&env, config, tables, readonly) != FAULT_NONE)
        log_fatal("cannot run without the store");
    return env;
}

void
env_watch(struct env *env)
{
    env->watch = registry_watch_begin(&env->registry, false);
}

void
env_close(struct env *env)
{
    if (env == NULL)
        return;
    registry_watch_end(env->watch);
    if (env->inside != NULL)
        presence_enter(env->inside);
    const int code = env_close_handles(env);
    if (code != 0)
        log_warn("the store was not closed cleanly: %s", db_strerror(code));
    const bool clean = code == 0;
    bool last;
    if (clean && env->inside != NULL) /* for good: who waits for the gate now can be killed */
        env->registry.presence->inside = 0;
    if (clean && env->registry.own >= 0 && registry_begin_leave(&env->registry, &last) == FAULT_NONE) {
        if (last)
            shm_regions_remove(env->home);
        registry_leave(&env->registry);
    }
    free(env);
}
