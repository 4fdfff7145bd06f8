/*
 * host_promote.c: curt host promote: another host becomes the master.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/monotonic.h"
#include "base/program.h"
#include "base/timestamp.h"
#include "commands.h"
#include "db/cluster.h"
#include "db/cluster_handover.h"
#include "db/host.h"
#include "db/promotion.h"
#include "store.h"

enum {
    PROMOTE_BEHIND = 100000,   /* events */
    PROMOTE_CONNECT = 2000000, /* microseconds */
    PROMOTE_WAIT = 30000000,   /* microseconds until it is done */
    PROMOTE_LOOK = 20000       /* microseconds between two looks */
};

struct promote {
    const struct config *config;
    struct host host, master;
    char refusal[160]; /* "": none */
    struct promotion promotion;
};

/* Why it cannot become the master now. */
static void
promote_judge(struct promote *p)
{
    const int64_t unseen = timestamp_now() - p->host.seen;
    if (unseen > HOST_ALIVE)
        snprintf(p->refusal, sizeof p->refusal, "the master heard of it last %lld seconds ago",
            (long long)(unseen / TIMESTAMP_SECOND));
    else if (p->master.events > p->host.events + PROMOTE_BEHIND)
        snprintf(p->refusal, sizeof p->refusal, "it is %llu events behind",
            (unsigned long long)(p->master.events - p->host.events));
}

/* This process has only begun to connect to the others. */
static bool
promote_reaches(struct env *env, const struct promote *p)
{
    struct host host;
    if (host_get(env_read(env), p->promotion.name, &host) != FAULT_NONE)
        return true; /* that is told by promote_ask */
    for (int64_t waited = 0; waited < PROMOTE_CONNECT; waited += PROMOTE_LOOK) {
        if (cluster_reaches(env, host.address))
            return true;
        usleep(PROMOTE_LOOK);
    }
    return false;
}

static enum fault
promote_ask(struct txn *txn, void *arg)
{
    struct promote *p = arg;
    struct promotion other;
    p->refusal[0] = '\0';
    enum fault fault = promotion_get(txn, &other);
    if (fault == FAULT_NONE && timestamp_now() - other.asked < PROMOTE_WAIT) {
        snprintf(p->refusal, sizeof p->refusal, "%s is about to become the master", other.name);
        return FAULT_REFUSED;
    }
    if (fault == FAULT_NONE || fault == FAULT_MISSING)
        fault = host_get(txn, p->config->cluster_name, &p->master);
    if (fault == FAULT_NONE)
        fault = host_get(txn, p->host.name, &p->host);
    if (fault != FAULT_NONE)
        return fault;
    promote_judge(p);
    return p->refusal[0] == '\0' ? promotion_put(txn, &p->promotion) : FAULT_REFUSED;
}

/* Whoever is the master takes the promotion away when the host has become it, or when there is no hope. */
static bool
promote_is_over(struct env *env, struct promote *p)
{
    struct promotion promotion;
    const enum fault fault = promotion_get(env_read(env), &promotion);
    if (fault == FAULT_NONE)
        p->promotion.ready = promotion.ready;
    return fault == FAULT_MISSING;
}

static bool
promote_is_done(struct env *env, const struct promote *p)
{
    char master[IP_ADDRESS_SIZE];
    return cluster_master(env, master) && strcmp(master, p->host.address) == 0;
}

static int
promote_wait(struct env *env, struct promote *p)
{
    const int64_t begun = monotonic_now();
    while (!promote_is_over(env, p) && monotonic_now() - begun < PROMOTE_WAIT && !program_interrupted())
        usleep(PROMOTE_LOOK);
    if (promote_is_done(env, p)) {
        printf("%s is the master now\n", p->host.name);
        return EXIT_SUCCESS;
    }
    if (!promote_is_over(env, p) && cluster_can_write(env))
        promotion_remove(env);
    log_error("%s has not become the master: %s", p->host.name,
        program_interrupted() ? "interrupted"
        : p->promotion.ready  ? "no election was held, or another host won it; see the log of curt-relay"
                              : "its curt-relay did not say that it stands by; see its log");
    return EXIT_FAILURE;
}

static int
promote(struct env *env, struct promote *p)
{
    const char *name = p->promotion.name;
    if (cluster_role(env) == CLUSTER_MASTER && strcmp(name, p->config->cluster_name) == 0) {
        printf("%s is the master already\n", name);
        return EXIT_SUCCESS;
    }
    if (cluster_can_write(env) && !promote_reaches(env, p)) {
        log_error("%s cannot become the master now: it is not connected to the master", name);
        return EXIT_FAILURE;
    }
    switch (env_txn(env, ENV_WRITE, promote_ask, p)) {
    case FAULT_NONE:
        return promote_wait(env, p);
    case FAULT_MISSING:
        log_error("there is no host %s: see `curt host list`", name);
        break;
    case FAULT_REFUSED:
        log_error("%s cannot become the master now: %s", name, p->refusal);
        break;
    default:
        log_error("nothing was changed");
    }
    return EXIT_FAILURE;
}

int
host_command_promote(const struct call *call)
{
    static struct config config;
    struct promote p = {.config = &config, .promotion = {.asked = timestamp_now()}};
    const char *name = argument(call, 0);
    host_set_name(&p.host, name);
    strcpy(p.promotion.name, p.host.name);
    struct env *env = store_open(&config);
    int status = EXIT_FAILURE;
    if (strcmp(name, p.host.name) != 0)
        log_error("there is no host %s: see `curt host list`", name);
    else if (config.cluster_name[0] == '\0')
        log_error("this host is alone: [cluster] name is not set");
    else
        status = promote(env, &p);
    store_close(env);
    return status;
}
