/*
 * host.c: curt host: the hosts of the cluster.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "base/timestamp.h"
#include "commands.h"
#include "db/cluster.h"
#include "db/host.h"
#include "io.h"
#include "store.h"

/* What is said of every host is seen from this one. */
struct host_view {
    const char *here; /* its name */
    enum cluster_role role;
    char master[IP_ADDRESS_SIZE]; /* "" for none, or this one */
    uint64_t events;              /* the most that a host has */
    int64_t now;
};

static const char *
host_role(const struct host_view *view, const struct host *host)
{
    if (strcmp(host->name, view->here) == 0)
        return cluster_role_name(view->role);
    if (host_is_copying(host, view->now))
        return "copying";
    if (host->seen == 0 || host->to_copy != 0)
        return "expected";
    return strcmp(host->address, view->master) == 0 ? "master" : "replica";
}

/* Its own report may be newer than those that the most was taken from. */
static uint64_t
host_behind(const struct host_view *view, const struct host *host)
{
    return view->events > host->events ? view->events - host->events : 0;
}

static void
host_print(const struct host_view *view, const struct host *host)
{
    if (host->seen == 0) {
        printf("%-16s  %-15s  %-8s\n", host->name, host->address, host_role(view, host));
        return;
    }
    printf("%-16s  %-15s  %-8s  %9llu  %6lld s  %12llu\n", host->name, host->address, host_role(view, host),
        (unsigned long long)host_behind(view, host), (long long)((view->now - host->seen) / TIMESTAMP_SECOND),
        (unsigned long long)host->spool);
}

static void
host_print_json(const struct host_view *view, const struct host *host)
{
    struct json_object *object = json_object_new_object();
    json_add_text(object, "name", host->name);
    json_add_text(object, "address", host->address);
    json_add_text(object, "role", host_role(view, host));
    json_object_object_add(object, "events_behind", json_object_new_int64((int64_t)host_behind(view, host)));
    json_add_timestamp(object, "seen", host->seen);
    json_object_object_add(object, "spool_bytes", json_object_new_int64((int64_t)host->spool));
    io_print(object);
}

/* FAULT_MISSING: all were looked at. */
static enum fault
host_look(struct env *env, const struct config *config, struct host_view *out)
{
    struct host host = {.name = ""};
    *out = (struct host_view){
        .here = config->cluster_name, .role = cluster_role(env), .now = timestamp_now()};
    if (!cluster_master(env, out->master))
        out->master[0] = '\0';
    enum fault fault;
    while ((fault = host_next(env_read(env), &host)) == FAULT_NONE)
        if (host.events > out->events)
            out->events = host.events;
    return fault;
}

int
host_command_list(const struct call *call)
{
    const bool json = option_flag(call, "json");
    static struct config config;
    struct host_view view;
    struct host host = {.name = ""};
    struct env *env = store_open(&config);
    enum fault fault = FAULT_MISSING;
    if (config.cluster_name[0] == '\0') {
        store_close(env);
        log_error("this host is alone: [cluster] name is not set");
        return EXIT_FAILURE;
    }
    fault = host_look(env, &config, &view) == FAULT_MISSING ? FAULT_NONE : FAULT_AGAIN;
    if (!json)
        printf("%-16s  %-15s  %-8s  %9s  %8s  %12s\n", "name", "address", "role", "behind", "seen", "spool");
    while (fault == FAULT_NONE && (fault = host_next(env_read(env), &host)) == FAULT_NONE && !ferror(stdout))
        (json ? host_print_json : host_print)(&view, &host);
    store_close(env);
    return io_list_status(fault);
}
