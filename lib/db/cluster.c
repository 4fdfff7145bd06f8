/*
 * cluster.c: Berkeley DB's replication manager: settings, joining, roles, acknowledgements.
 *
 * SPDX-License-Identifier: ISC
 */
#include "db/cluster.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/monotonic.h"
#include "base/timestamp.h"
#include "db/cluster_removal.h"
#include "db/cluster_sockets.h"
#include "db/internal.h"

enum {
    CLUSTER_THREADS = 3,
    CLUSTER_ELECTION = 300000,       /* microseconds */
    CLUSTER_ELECTION_RETRY = 200000, /* microseconds */
    CLUSTER_REQUEST = 10000,         /* microseconds until what is missing of the log is asked for again */
    CLUSTER_REQUEST_MOST = 160000,   /* microseconds: the time doubles up to that */
    CLUSTER_CONNECTION = 500000,     /* microseconds between two tries to connect */
    CLUSTER_WAIT = 2000000,          /* microseconds between two waits for connections */
    CLUSTER_LOOK = 20000,            /* microseconds between two looks for connections */
    CLUSTER_TELL = 30000000,         /* microseconds */
    CLUSTER_YIELD = 2000,            /* microseconds */
    CLUSTER_TEND = 200000,           /* microseconds between two looks for new sockets */
    CLUSTER_GIVE_UP = 20000,         /* microseconds, of those that are not wanted any more */
    CLUSTER_SECRET = 32,             /* characters at least */
};

/*
 * While a host changes its role or is brought up to date, Berkeley DB lets a read outside a transaction sleep
 * for five seconds before it fails: a redirect would. It sleeps whole seconds nowhere else.
 */
static int
cluster_yield(u_long seconds, u_long microseconds)
{
    usleep(seconds > 0 || microseconds > CLUSTER_YIELD ? CLUSTER_YIELD : (useconds_t)microseconds);
    return 0;
}

static void
cluster_tend_sockets(const struct env *env)
{
    cluster_sockets_tend((int)env->cluster->cluster_port, (int)env->cluster->cluster_dead_after);
}

/* In the thread that commits, for an acknowledgement that did not come. */
static void
cluster_hear(DB_ENV *handle, u_int32_t event, void *info)
{
    struct env *env = handle->app_private;
    (void)info;
    switch (event) {
    case DB_EVENT_REP_PERM_FAILED:
        env->unacknowledged++;
        break;
    case DB_EVENT_REP_CONNECT_ESTD:
        cluster_tend_sockets(env);
        break;
    case DB_EVENT_REP_MASTER:
        log_info("this host is the master now");
        break;
    case DB_EVENT_REP_NEWMASTER:
        log_info("another host is the master now");
        break;
    case DB_EVENT_REP_LOCAL_SITE_REMOVED:
        cluster_note_removal(env);
        break;
    case DB_EVENT_REP_DUPMASTER:
        log_warn("two hosts were masters; one of them steps down");
        break;
    default:
        break;
    }
}

static int
cluster_set_timeouts(DB_ENV *handle, const struct config *config)
{
    const struct {
        int which;
        int64_t microseconds;
    } timeouts[] = {{DB_REP_ACK_TIMEOUT, config->cluster_ack_wait * 1000},
        {DB_REP_HEARTBEAT_SEND, config->cluster_heartbeat * 1000},
        {DB_REP_HEARTBEAT_MONITOR, config->cluster_dead_after * 1000},
        {DB_REP_ELECTION_TIMEOUT, CLUSTER_ELECTION}, {DB_REP_ELECTION_RETRY, CLUSTER_ELECTION_RETRY},
        {DB_REP_CONNECTION_RETRY, CLUSTER_CONNECTION}, {DB_REP_CHECKPOINT_DELAY, 0}};
    int code = 0;
    for (size_t i = 0; i < sizeof timeouts / sizeof *timeouts && code == 0; i++)
        code = handle->rep_set_timeout(handle, timeouts[i].which, (db_timeout_t)timeouts[i].microseconds);
    return code;
}

/* Else it would lie beside the shared memory, and go with that. */
static int
cluster_set_directory(struct env *env)
{
    char path[STORE_PATH_SIZE + 16];
    snprintf(path, sizeof path, "%s/" CLUSTER_DIRECTORY, env->home);
    if (mkdir(path, 0700) != 0 && errno != EEXIST)
        return errno;
    return env->handle->set_metadata_dir(env->handle, path);
}

int
cluster_configure(struct env *env)
{
    DB_ENV *handle = env->handle;
    int code = cluster_set_directory(env);
    if (code == 0)
        code = db_env_set_func_yield(cluster_yield);
    if (code == 0)
        code = handle->set_event_notify(handle, cluster_hear);
    if (code == 0)
        code = handle->rep_set_config(handle, DB_REP_CONF_BULK, 1);
    if (code == 0)
        code = handle->rep_set_config(handle, DB_REP_CONF_NOWAIT, 1);
    if (code == 0)
        code = handle->repmgr_set_ack_policy(handle, DB_REPMGR_ACKS_QUORUM);
    if (code == 0)
        code = handle->rep_set_request(handle, CLUSTER_REQUEST, CLUSTER_REQUEST_MOST);
    return code == 0 ? cluster_set_timeouts(handle, env->cluster) : code;
}

/* What the region says: DB_REP_MASTER, DB_REP_CLIENT, or 0 before curt-relay has joined; *master is an id. */
static u_int32_t
cluster_status(struct env *env, int *master)
{
    DB_REP_STAT *stat = NULL;
    db_enter(env);
    const int code = env->handle->rep_stat(env->handle, &stat, 0);
    presence_leave(env->inside);
    const u_int32_t status = code == 0 ? stat->st_status : 0;
    *master = code == 0 ? (int)stat->st_master : DB_EID_INVALID;
    free(stat);
    return status;
}

enum cluster_role
cluster_role(struct env *env)
{
    int master;
    if (env->cluster == NULL)
        return CLUSTER_ALONE;
    const u_int32_t status = cluster_status(env, &master);
    if (status == DB_REP_MASTER)
        return CLUSTER_MASTER;
    if (cluster_is_removed(env))
        return CLUSTER_REMOVED;
    return status == DB_REP_CLIENT && master >= 0 ? CLUSTER_REPLICA : CLUSTER_WAITING;
}

const char *
cluster_role_name(enum cluster_role role)
{
    static const char *const names[] = {"alone", "master", "replica", "waiting", "removed"};
    return names[role];
}

u_int
cluster_sites(struct env *env, DB_REPMGR_SITE **sites)
{
    u_int count = 0;
    *sites = NULL;
    db_enter(env);
    if (env->handle->repmgr_site_list(env->handle, &count, sites) != 0)
        count = 0;
    presence_leave(env->inside);
    return count;
}

bool
cluster_master(struct env *env, char out[static IP_ADDRESS_SIZE])
{
    DB_REPMGR_SITE *sites;
    int master;
    bool found = false;
    if (env->cluster == NULL || cluster_status(env, &master) != DB_REP_CLIENT || master < 0 ||
        cluster_is_removed(env))
        return false;
    const u_int count = cluster_sites(env, &sites);
    for (u_int i = 0; i < count && !found; i++) {
        found = sites[i].eid == master && strlen(sites[i].host) < IP_ADDRESS_SIZE;
        if (found)
            strcpy(out, sites[i].host);
    }
    free(sites);
    return found;
}

/* How many other hosts there are, and how many of them hear this process. */
static u_int
cluster_count(struct env *env, u_int *connected)
{
    DB_REPMGR_SITE *sites;
    const u_int others = cluster_sites(env, &sites);
    *connected = 0;
    for (u_int i = 0; i < others; i++)
        *connected += sites[i].status == DB_REPMGR_CONNECTED;
    free(sites);
    return others;
}

bool
cluster_is_heard(struct env *env)
{
    u_int connected;
    const u_int others = cluster_count(env, &connected);
    return connected >= (others + 1) / 2;
}

static void
cluster_await_connections(struct env *env)
{
    for (int64_t waited = 0; waited < 2 * CLUSTER_CONNECTION && !cluster_is_heard(env);
         waited += CLUSTER_LOOK)
        usleep(CLUSTER_LOOK);
    cluster_tend(env);
}

/* From now on there are threads of Berkeley DB in this process, which are inside when they like. */
static enum fault
cluster_start(struct env *env, int threads)
{
    db_enter(env);
    const int code = env->handle->repmgr_start(env->handle, threads, DB_REP_ELECTION);
    if (code == 0 || code == DB_REP_IGNORE) {
        env->attends = 1;
        return FAULT_NONE;
    }
    presence_leave(env->inside);
    if (code == DB_REP_UNAVAIL || code == EINVAL || code == DB_LOCK_DEADLOCK || code == DB_REP_LOCKOUT)
        return FAULT_AGAIN;
    log_error("cannot start replication: %s", db_strerror(code));
    return FAULT_SYSTEM;
}

bool
cluster_was_joined(const char *home)
{
    char path[STORE_PATH_SIZE + sizeof CLUSTER_HOSTS];
    snprintf(path, sizeof path, "%s/" CLUSTER_HOSTS, home);
    return access(path, F_OK) == 0;
}

/* Is this the first host, for the first time? One that begins a cluster again would be a second master. */
static bool
cluster_begins(const struct env *env)
{
    return env->cluster->cluster_hosts[0] == '\0' && !cluster_was_joined(env->home);
}

static enum fault
cluster_name_site(struct env *env, const char *address, u_int32_t as)
{
    DB_SITE *site;
    int code = env->handle->repmgr_site(env->handle, address, (u_int)env->cluster->cluster_port, &site, 0);
    if (code == 0) {
        code = site->set_config(site, as, 1);
        if (code == 0 && as == DB_LOCAL_SITE && cluster_begins(env))
            code = site->set_config(site, DB_GROUP_CREATOR, 1);
        const int closed = site->close(site);
        code = code == 0 ? closed : code;
    }
    if (code == 0)
        return FAULT_NONE;
    log_error("cannot name the host %s: %s", address, db_strerror(code));
    return FAULT_SYSTEM;
}

static enum fault
cluster_name_sites(struct env *env)
{
    struct network hosts[CONFIG_CLUSTER_HOSTS];
    char address[IP_ADDRESS_SIZE];
    size_t count;
    enum fault fault = network_parse_list(env->cluster->cluster_hosts, hosts, CONFIG_CLUSTER_HOSTS, &count);
    if (fault == FAULT_NONE)
        fault = cluster_name_site(env, env->cluster->cluster_address, DB_LOCAL_SITE);
    for (size_t i = 0; i < count && fault == FAULT_NONE; i++) {
        ip_address_format(&hosts[i].base, address);
        if (strcmp(address, env->cluster->cluster_address) != 0)
            fault = cluster_name_site(env, address, DB_BOOTSTRAP_HELPER);
    }
    return fault;
}

enum fault
cluster_check(const struct config *config)
{
    struct ip_address address;
    if (ip_address_parse(config->cluster_address, &address) != FAULT_NONE)
        log_error("[cluster] address is missing: the address of this host on the cluster's private network");
    else if (ip_address_is_public(&address) && config->cluster_public == 0)
        log_error("[cluster] address %s is public, and replication is neither encrypted nor signed: use a "
                  "private network, such as WireGuard's, or set public = yes",
            config->cluster_address);
    else if (strlen(config->cluster_secret) < CLUSTER_SECRET)
        log_error(
            "[cluster] secret needs at least %d characters: try `openssl rand -hex 32`", CLUSTER_SECRET);
    else
        return FAULT_NONE;
    return FAULT_INPUT;
}

enum fault
cluster_join(struct env *env)
{
    const struct config *config = env->cluster;
    enum fault fault = cluster_check(config);
    if (fault == FAULT_NONE)
        fault = cluster_name_sites(env);
    if (fault == FAULT_NONE && config->cluster_replica_durability == CONFIG_PROCESS &&
        env->handle->set_flags(env->handle, DB_TXN_NOSYNC, 1) != 0)
        fault = FAULT_SYSTEM;
    if (fault == FAULT_NONE)
        fault = cluster_start(env, CLUSTER_THREADS);
    if (fault == FAULT_AGAIN)
        log_warn("no host of the cluster answers, or they have no master yet");
    if (fault == FAULT_NONE)
        cluster_await_connections(env);
    return fault;
}

/* Before curt-relay has joined, there is nothing to attend. A process that opened the environment before that
 * does not know which host this is. */
static void
cluster_start_program(struct env *env)
{
    int master;
    u_int connected;
    if (env->attends == 0 && cluster_status(env, &master) != 0 &&
        cluster_name_site(env, env->cluster->cluster_address, DB_LOCAL_SITE) == FAULT_NONE &&
        cluster_start(env, 1) == FAULT_NONE)
        env->hosts = 1 + cluster_count(env, &connected);
}

/*
 * Is a majority there for what this process writes? What is begun without one only waits, and while it does,
 * a host that comes back cannot be brought up to date, and opens no links.
 */
static bool
cluster_attends(struct env *env)
{
    u_int connected;
    cluster_start_program(env);
    cluster_tend(env);
    if (env->attends == 0 || cluster_is_heard(env))
        return env->attends != 0;
    if (monotonic_now() - env->waited < CLUSTER_WAIT)
        return false;
    cluster_await_connections(env);
    env->waited = monotonic_now();
    if (cluster_is_heard(env))
        return true;
    env->outgrown = env->hosts != 0 && 1 + cluster_count(env, &connected) > env->hosts;
    return false;
}

int
cluster_begin(struct env *env)
{
    if (env->cluster == NULL || cluster_role(env) != CLUSTER_MASTER || cluster_attends(env))
        return 0;
    env->only_reads = env->attends != 0;
    return env->only_reads ? 0 : DB_REP_UNAVAIL;
}

bool
cluster_is_outgrown(struct env *env)
{
    return env->outgrown || (env->only_reads && cluster_is_heard(env));
}

/* A replica's program has nothing to send, and would not hear of hosts that join later. */
void
cluster_attend(struct env *env)
{
    if (env->cluster != NULL && cluster_role(env) == CLUSTER_MASTER)
        cluster_attends(env);
}

bool
cluster_can_write(struct env *env)
{
    if (env->cluster == NULL)
        return true;
    return !env->only_reads && cluster_role(env) == CLUSTER_MASTER && cluster_attends(env);
}

void
cluster_tell_refusal(struct env *env)
{
    char master[IP_ADDRESS_SIZE];
    if (!monotonic_due(&env->told, CLUSTER_TELL))
        return;
    if (cluster_is_removed(env))
        log_warn("this host was removed from the cluster, and does not write");
    else if (cluster_master(env, master))
        log_warn("this host is a replica, and does not write; run it on the master, %s", master);
    else
        log_warn("nothing is written: this host is no master that a majority of the hosts hears");
}

uint64_t
cluster_unacknowledged(const struct env *env)
{
    const struct env *owner = env->handle->app_private;
    return owner->unacknowledged;
}

/* What comes until replication has ended is on the disk too, however the applying thread is set. */
static void
cluster_flush(const struct env *env)
{
    if (env->handle->set_flags(env->handle, DB_TXN_NOSYNC, 0) != 0 ||
        env->handle->log_flush(env->handle, NULL) != 0)
        log_warn("the log was not flushed");
}

static void *
cluster_give_up(void *arg)
{
    const atomic_bool *closed = arg;
    while (!atomic_load(closed)) {
        cluster_sockets_give_up();
        usleep(CLUSTER_GIVE_UP);
    }
    return NULL;
}

int
cluster_close(struct env *env)
{
    atomic_bool closed = false;
    pthread_t thread;
    if (env->attends == 0)
        return env->handle->close(env->handle, 0);
    cluster_flush(env);
    const bool gives_up = pthread_create(&thread, NULL, cluster_give_up, &closed) == 0;
    const int code = env->handle->close(env->handle, 0);
    atomic_store(&closed, true);
    if (gives_up)
        pthread_join(thread, NULL);
    return code;
}

void
cluster_tend(struct env *env)
{
    if (env->cluster != NULL && env->attends != 0 && monotonic_due(&env->tended, CLUSTER_TEND))
        cluster_tend_sockets(env);
}
