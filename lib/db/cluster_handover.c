/*
 * cluster_handover.c: priorities, and a role that is given up.
 *
 * SPDX-License-Identifier: ISC
 */
#include "db/cluster_handover.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "db/cluster.h"
#include "db/internal.h"

enum {
    HANDOVER_LAST = 1, /* priorities: of the host that steps down */
    HANDOVER_EQUAL = 100,
    HANDOVER_FIRST = 200,
    HANDOVER_WAIT = 5000000,   /* microseconds */
    HANDOVER_LOOK = 2000,      /* microseconds */
    HANDOVER_ARRIVAL = 100000, /* microseconds */
};

bool
cluster_reaches(struct env *env, const char *address)
{
    DB_REPMGR_SITE *sites;
    const u_int count = cluster_sites(env, &sites);
    bool reached = false;
    for (u_int i = 0; i < count && !reached; i++)
        reached = strcmp(sites[i].host, address) == 0 && sites[i].status == DB_REPMGR_CONNECTED;
    free(sites);
    return reached;
}

static void
handover_set_priority(struct env *env, u_int32_t priority)
{
    db_enter(env);
    const int code = env->handle->rep_set_priority(env->handle, priority);
    presence_leave(env->inside);
    if (code != 0)
        log_fatal("cannot set the priority in elections: %s", db_strerror(code));
}

void
cluster_stand_by(struct env *env, bool first)
{
    handover_set_priority(env, first ? HANDOVER_FIRST : HANDOVER_EQUAL);
}

/*
 * A role is given up only while elections are off; that they are on again begins one, as there is no master.
 * Each program has sent what it wrote by a connection of its own, and the election is held by another.
 */
static int
handover_give_up(struct env *env)
{
    db_enter(env);
    int code = env->handle->rep_set_config(env->handle, DB_REPMGR_CONF_ELECTIONS, 0);
    if (code == 0)
        code = env->handle->repmgr_start(env->handle, 0, DB_REP_CLIENT);
    if (code == 0)
        usleep(HANDOVER_ARRIVAL);
    const int on = env->handle->rep_set_config(env->handle, DB_REPMGR_CONF_ELECTIONS, 1);
    presence_leave(env->inside);
    return code == 0 ? on : code;
}

static bool
handover_has_master(struct env *env)
{
    const enum cluster_role role = cluster_role(env);
    return role == CLUSTER_MASTER || role == CLUSTER_REPLICA;
}

enum fault
cluster_step_down(struct env *env)
{
    handover_set_priority(env, HANDOVER_LAST);
    const int code = handover_give_up(env);
    if (code != 0)
        log_error("cannot give up the role of the master: %s", db_strerror(code));
    for (int64_t waited = 0; waited < HANDOVER_WAIT && !handover_has_master(env); waited += HANDOVER_LOOK)
        usleep(HANDOVER_LOOK);
    handover_set_priority(env, HANDOVER_EQUAL);
    return handover_has_master(env) ? FAULT_NONE : FAULT_AGAIN;
}
