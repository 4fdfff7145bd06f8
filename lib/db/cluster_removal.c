/*
 * cluster_removal.c: the list of hosts, and the file that says that this one is not in it any more.
 *
 * SPDX-License-Identifier: ISC
 */
#include "db/cluster_removal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "db/internal.h"

enum {
    REMOVAL_CONNECT = 2000000, /* microseconds */
    REMOVAL_WAIT = 3000000,    /* microseconds until it is in the list of hosts */
    REMOVAL_LOOK = 50000       /* microseconds */
};

/* The other hosts that this process knows: how many, and how many of them it is connected to; without the one
 * at this address, which *found says is there. */
static u_int
removal_count(struct env *env, const char *address, u_int *connected, bool *found)
{
    DB_REPMGR_SITE *sites;
    const u_int count = cluster_sites(env, &sites);
    u_int others = 0;
    *connected = 0;
    *found = false;
    for (u_int i = 0; i < count; i++) {
        const bool is = strcmp(sites[i].host, address) == 0;
        *found = *found || is;
        others += !is;
        *connected += !is && sites[i].status == DB_REPMGR_CONNECTED;
    }
    free(sites);
    return others;
}

bool
cluster_has_host(struct env *env, const char *address)
{
    u_int connected;
    bool found;
    removal_count(env, address, &connected, &found);
    return found;
}

bool
cluster_can_spare(struct env *env, const char *address)
{
    u_int connected, others;
    bool found;
    for (int64_t waited = 0; waited < REMOVAL_CONNECT; waited += REMOVAL_LOOK) {
        others = removal_count(env, address, &connected, &found);
        if (connected >= (others + 1) / 2)
            return true;
        usleep(REMOVAL_LOOK);
    }
    return false;
}

/* Berkeley DB can say that it could not, and have done it all the same: the list of hosts tells. */
enum fault
cluster_remove_host(struct env *env, const char *address)
{
    DB_SITE *site;
    db_enter(env);
    int code = env->handle->repmgr_site(env->handle, address, (u_int)env->cluster->cluster_port, &site, 0);
    if (code == 0)
        code = site->remove(site);
    presence_leave(env->inside);
    for (int64_t waited = 0; waited < REMOVAL_WAIT && cluster_has_host(env, address); waited += REMOVAL_LOOK)
        usleep(REMOVAL_LOOK);
    if (!cluster_has_host(env, address))
        return FAULT_NONE;
    log_error("the host at %s is still in the cluster: %s", address, db_strerror(code));
    return FAULT_AGAIN;
}

static void
removal_path(const struct env *env, char out[static STORE_PATH_SIZE + 32])
{
    snprintf(out, STORE_PATH_SIZE + 32, "%s/cluster/removed", env->home);
}

bool
cluster_is_removed(const struct env *env)
{
    char path[STORE_PATH_SIZE + 32];
    removal_path(env, path);
    return env->cluster != NULL && access(path, F_OK) == 0;
}

void
cluster_note_removal(const struct env *env)
{
    char path[STORE_PATH_SIZE + 32];
    removal_path(env, path);
    const int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0)
        log_error("cannot make %s: %s", path, strerror(errno));
    else
        close(file);
}

/* Berkeley DB has it join again when it is back, as if it had never been removed. */
void
cluster_leave(struct env *env)
{
    if (cluster_remove_host(env, env->cluster->cluster_address) == FAULT_NONE)
        cluster_note_removal(env);
}
