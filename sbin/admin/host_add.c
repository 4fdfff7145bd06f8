/*
 * host_add.c: curt host add: lets a new host into the cluster, and watches it come.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/config.h"
#include "base/json.h"
#include "base/log.h"
#include "base/program.h"
#include "base/timestamp.h"
#include "commands.h"
#include "db/cluster.h"
#include "db/host.h"
#include "event/checkpoint.h"
#include "event/event_log.h"
#include "io.h"
#include "store.h"

enum {
    HOST_ADD_LINE = 512,
    HOST_ADD_LOOK = 250000, /* microseconds between two looks */
};

enum host_add_state { HOST_EXPECTED, HOST_COPYING, HOST_JOINED, HOST_UP_TO_DATE };

struct host_add {
    struct config config;
    struct env *env;
    struct host host;
    bool json, known;  /* it was added before */
    struct host other; /* that has the name or the address; no name: none */
    uint64_t goal;     /* the number of the event that it has to have; 0: not yet known */
    enum host_add_state state;
    char said[HOST_ADD_LINE]; /* last */
};

/* Is it there, or somebody with its name or address? */
static enum fault
host_add_look(struct txn *txn, struct host_add *add)
{
    struct host host = {.name = ""};
    enum fault fault;
    add->known = false;
    add->other.name[0] = '\0';
    while ((fault = host_next(txn, &host)) == FAULT_NONE) {
        const bool name = strcmp(host.name, add->host.name) == 0;
        const bool address = strcmp(host.address, add->host.address) == 0;
        if (name && address)
            add->known = true;
        else if (name || address)
            add->other = host;
    }
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

static enum fault
host_add_write(struct txn *txn, void *arg)
{
    struct host_add *add = arg;
    const enum fault fault = host_add_look(txn, add);
    if (fault != FAULT_NONE || add->known)
        return fault;
    if (add->other.name[0] != '\0')
        return FAULT_REFUSED;
    const enum fault removed = host_was_removed(txn, add->host.name);
    return removed == FAULT_MISSING ? host_put(txn, &add->host)
           : removed == FAULT_NONE  ? FAULT_EXISTS
                                    : removed;
}

/* What can be said without the store. False, with a message. */
static bool
host_add_check(struct host_add *add, const char *name, const char *text)
{
    struct ip_address address;
    char formatted[IP_ADDRESS_SIZE];
    if (add->config.cluster_name[0] == '\0')
        log_error("this host is alone: set [cluster] name, address and secret first, and restart curt");
    else if (ip_address_parse(text, &address) == FAULT_NONE && ip_address_is_public(&address) &&
             add->config.cluster_public == 0)
        log_error(
            "%s is public, and replication is neither encrypted nor signed: use a private network, such as "
            "WireGuard's, or set [cluster] public = yes",
            text);
    else {
        ip_address_format(&address, formatted);
        host_set_name(&add->host, name);
        host_set_address(&add->host, formatted);
        return true;
    }
    return false;
}

/* The configuration of the new host, but for the secret, which is not shown. */
static void
host_add_tell(struct host_add *add)
{
    struct host host = {.name = ""};
    const char *comma = "";
    printf("%s is expected at %s. Set in its curt.conf, beside what all hosts have in common:\n\n[cluster]\n"
           "name = %s\naddress = %s\nhosts = ",
        add->host.name, add->host.address, add->host.name, add->host.address);
    enum fault fault;
    while ((fault = host_next(env_read(add->env), &host)) == FAULT_NONE) {
        if (host.seen != 0 && host.to_copy == 0 && strcmp(host.name, add->host.name) != 0) {
            printf("%s%s", comma, host.address);
            comma = ", ";
        }
    }
    printf("\nsecret = (that of this host)\n\nThen start curt there; `curt init` is not needed.\n");
    if (fault != FAULT_MISSING)
        log_warn("there may be more hosts; `curt host list` shows them");
}

/* The newest event, not where the log ends: numbers of what is under way may come to nothing. */
static enum fault
host_add_aim(struct host_add *add)
{
    struct checkpoint counted;
    const enum fault fault = checkpoint_get(env_read(add->env), CHECKPOINT_AGGREGATOR, &counted);
    return fault == FAULT_NONE ? event_log_newest(env_read(add->env), counted.number, &add->goal) : fault;
}

/* How far it is. FAULT_MISSING: it is not to join any more. */
static enum fault
host_add_see(struct host_add *add, uint64_t *behind)
{
    enum fault fault = host_get(env_read(add->env), add->host.name, &add->host);
    *behind = 0;
    if (fault != FAULT_NONE)
        return fault;
    const int64_t now = timestamp_now();
    const bool joined = add->host.to_copy == 0 && now - add->host.seen < HOST_ALIVE;
    add->state = host_is_copying(&add->host, now) ? HOST_COPYING : joined ? HOST_JOINED : HOST_EXPECTED;
    if (add->state != HOST_JOINED)
        return FAULT_NONE;
    if (add->goal == 0)
        fault = host_add_aim(add);
    if (add->host.events >= add->goal)
        add->state = HOST_UP_TO_DATE;
    else
        *behind = add->goal - add->host.events;
    return fault;
}

static void
host_add_print(const struct host_add *add, uint64_t behind, struct buffer *line)
{
    const char *name = add->host.name;
    switch (add->state) {
    case HOST_EXPECTED:
        buffer_addf(line, "waiting for %s; this can be interrupted, and run again", name);
        break;
    case HOST_COPYING:
        buffer_addf(line, "%s copies the store: %.0f of %.0f MB", name, (double)add->host.copied / 1e6,
            (double)add->host.to_copy / 1e6);
        break;
    case HOST_JOINED:
        buffer_addf(line, "%s has joined, and is %llu events behind", name, (unsigned long long)behind);
        break;
    case HOST_UP_TO_DATE:
        buffer_addf(line, "%s is a replica, and up to date", name);
        break;
    }
}

static void
host_add_print_json(const struct host_add *add, uint64_t behind, struct buffer *line)
{
    static const char *const states[] = {"expected", "copying", "joined", "up_to_date"};
    struct json_object *object = json_object_new_object();
    json_add_text(object, "name", add->host.name);
    json_add_text(object, "address", add->host.address);
    json_add_text(object, "state", states[add->state]);
    json_object_object_add(object, "copied_bytes", json_object_new_int64((int64_t)add->host.copied));
    json_object_object_add(object, "bytes", json_object_new_int64((int64_t)add->host.to_copy));
    json_object_object_add(object, "events_behind", json_object_new_int64((int64_t)behind));
    buffer_add(line, json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN));
    json_object_put(object);
}

/* A line whenever something has changed. */
static void
host_add_say(struct host_add *add, uint64_t behind)
{
    char text[HOST_ADD_LINE];
    struct buffer line = buffer_over(text, sizeof text);
    (add->json ? host_add_print_json : host_add_print)(add, behind, &line);
    if (strcmp(text, add->said) == 0)
        return;
    strcpy(add->said, text);
    puts(text);
    fflush(stdout);
}

/* Until it is there. */
static enum fault
host_add_wait(struct host_add *add, bool wait)
{
    uint64_t behind;
    enum fault fault;
    while ((fault = host_add_see(add, &behind)) == FAULT_NONE || (wait && fault_is_temporary(fault))) {
        if (fault == FAULT_NONE && (wait || add->json))
            host_add_say(add, behind);
        if (fault == FAULT_NONE && (!wait || add->state == HOST_UP_TO_DATE))
            return FAULT_NONE;
        if (program_interrupted()) {
            log_warn("interrupted; %s is still expected", add->host.name);
            return FAULT_AGAIN;
        }
        usleep(HOST_ADD_LOOK);
    }
    if (fault == FAULT_MISSING)
        log_error("%s was removed meanwhile", add->host.name);
    io_tell_again(fault, "interrupted");
    return fault;
}

static enum fault
host_add_run(struct host_add *add, bool wait)
{
    enum fault fault = env_txn(add->env, ENV_SYNC, host_add_write, add);
    if (fault == FAULT_REFUSED)
        log_error("there is %s already, at %s: choose another name or address", add->other.name,
            add->other.address);
    if (fault == FAULT_EXISTS)
        log_error("a host %s was removed, and names are not used again: choose another", add->host.name);
    if (fault != FAULT_NONE)
        return fault;
    if (!add->json && (!add->known || !wait))
        host_add_tell(add);
    return host_add_wait(add, wait);
}

int
host_command_add(const struct call *call)
{
    static struct host_add add;
    add.json = option_flag(call, "json");
    config_load_or_die(&add.config);
    if (!host_add_check(&add, argument(call, 0), argument(call, 1)))
        return EXIT_FAILURE;
    add.env = store_open(&add.config);
    const enum fault fault = host_add_run(&add, !option_flag(call, "no-wait"));
    store_close(add.env);
    io_tell_full(fault);
    return fault == FAULT_NONE ? EXIT_SUCCESS : EXIT_FAILURE;
}
