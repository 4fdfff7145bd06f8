/*
 * host_remove.c: curt host remove: a host leaves the cluster for good.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/timestamp.h"
#include "commands.h"
#include "db/cluster.h"
#include "db/cluster_removal.h"
#include "db/host.h"
#include "store.h"

enum {
    REMOVE_LEAVE = 3000000, /* microseconds until a host has left by itself */
    REMOVE_LOOK = 50000     /* microseconds between two looks */
};

/* Does the master know of no clicks in its spool? Of one that is down, it knows what it heard last. Says why
 * not. */
static bool
remove_is_empty(const struct host *host)
{
    const int64_t unseen = timestamp_now() - host->seen;
    if (host->spool > 0)
        log_error(
            "%llu bytes of clicks wait in the spool of %s: start curt there until they are taken in, or "
            "lose them with --force",
            (unsigned long long)host->spool, host->name);
    else if (host->seen != 0 && unseen > HOST_ALIVE)
        log_error("the master heard of %s last %lld seconds ago, and clicks may wait in its spool: start "
                  "curt there until they are taken in, or lose them with --force",
            host->name, (long long)(unseen / TIMESTAMP_SECOND));
    else
        return true;
    return false;
}

/* May it go? Says why not. */
static bool
remove_may(struct env *env, const struct config *config, const struct host *host, bool force)
{
    if (strcmp(host->name, config->cluster_name) == 0)
        log_error("%s is the master: promote another host first (`curt host promote`)", host->name);
    else if (!force && !remove_is_empty(host))
        return false;
    else if (!cluster_can_spare(env, host->address))
        log_error("without %s, no majority of the hosts would be connected, and nothing could be written",
            host->name);
    else
        return true;
    return false;
}

static enum fault
remove_note(struct txn *txn, void *arg)
{
    return host_note_removal(txn, arg);
}

static enum fault
remove_row(struct txn *txn, void *arg)
{
    return host_remove(txn, arg);
}

/* One that is up leaves by itself, when its copy of the store says that it was removed, which it would not
 * hear of any more if it were taken out at once. */
static void
remove_await(struct env *env, const struct host *host)
{
    if (timestamp_now() - host->seen > HOST_ALIVE)
        return;
    for (int64_t waited = 0; waited < REMOVE_LEAVE && cluster_has_host(env, host->address);
         waited += REMOVE_LOOK)
        usleep(REMOVE_LOOK);
}

/* A call that was cut short is made again as long as the row is there; the host may have left already. */
static enum fault
remove_host(struct env *env, struct host *host)
{
    enum fault fault = env_txn(env, ENV_SYNC, remove_note, host->name);
    if (fault == FAULT_NONE)
        remove_await(env, host);
    if (fault == FAULT_NONE && cluster_has_host(env, host->address))
        fault = cluster_remove_host(env, host->address);
    return fault == FAULT_NONE ? env_txn(env, ENV_SYNC, remove_row, host->name) : fault;
}

static int
remove_named(struct env *env, const struct config *config, const char *name, bool force)
{
    struct host host;
    if (!cluster_can_write(env)) {
        cluster_tell_refusal(env);
        return EXIT_FAILURE;
    }
    if (host_get(env_read(env), name, &host) != FAULT_NONE) {
        log_error("there is no host %s: see `curt host list`", name);
        return EXIT_FAILURE;
    }
    if (!remove_may(env, config, &host, force) || remove_host(env, &host) != FAULT_NONE)
        return EXIT_FAILURE;
    printf("%s is not in the cluster any more; stop curt there\n", name);
    return EXIT_SUCCESS;
}

int
host_command_remove(const struct call *call)
{
    static struct config config;
    struct env *env = store_open(&config);
    int status = EXIT_FAILURE;
    if (config.cluster_name[0] == '\0')
        log_error("this host is alone: [cluster] name is not set");
    else
        status = remove_named(env, &config, argument(call, 0), option_flag(call, "force"));
    store_close(env);
    return status;
}
