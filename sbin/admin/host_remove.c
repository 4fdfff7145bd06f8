/*
 * host_remove.c: curt host remove: a host leaves the cluster for good.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "commands.h"
#include "db/cluster.h"
#include "db/cluster_removal.h"
#include "db/host.h"
#include "store.h"

/* May it go? Says why not. */
static bool
remove_may(struct env *env, const struct config *config, const struct host *host, bool force)
{
    if (strcmp(host->name, config->cluster_name) == 0)
        log_error("%s is the master: promote another host first (`curt host promote`)", host->name);
    else if (host->spool > 0 && !force)
        log_error(
            "%llu bytes of clicks wait in the spool of %s: start curt there until they are taken in, or "
            "lose them with --force",
            (unsigned long long)host->spool, host->name);
    else if (!cluster_can_spare(env, host->address))
        log_error("without %s, no majority of the hosts would be connected, and nothing could be written",
            host->name);
    else
        return true;
    return false;
}

static enum fault
remove_row(struct txn *txn, void *arg)
{
    return host_remove(txn, arg);
}

/* One that has left already, of a call that was cut short, loses its row. */
static enum fault
remove_host(struct env *env, struct host *host)
{
    enum fault fault = FAULT_NONE;
    if (cluster_has_host(env, host->address))
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
