/*
 * host_copies.c: /api/v1/hosts/{name}/copies: the store, for a host that joins the cluster, from the master
 * (backup/host_copy.h). What is refused is said in plain text: the other host logs it.
 *
 *     POST copies                  a new copy, or 204: that of `id` and `first` can go on
 *     GET copies/{id}/files/...    a piece of a file, of `length` from `from` on; 204: no such table
 *     GET copies/{id}/log          the files of the log, when all else is there
 *
 * 409: another host is the master, its address; 403: this host was not added; 410: the copy cannot go on.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backup/host_copy.h"
#include "base/timestamp.h"
#include "db/cluster.h"
#include "db/host.h"
#include "http/query.h"

enum { HOST_COPIES_NOTE = 1000000 /* microseconds between two notes of how far a copy is */ };

static void
host_copies_say(struct request *request, int status, const char *text)
{
    response_send(request, status, "text/plain; charset=utf-8", text, strlen(text));
}

static bool
host_copies_is_added(struct request *request, struct context *context)
{
    const char *name = request_param(request, "name");
    char address[IP_ADDRESS_SIZE], text[512];
    struct host host;
    const enum fault fault = host_get(env_read(context->env), name, &host);
    request_format_client(request, address);
    if (fault == FAULT_NONE && strcmp(host.address, address) == 0)
        return true;
    if (fault != FAULT_NONE && fault != FAULT_MISSING)
        problem_send_store(request, fault);
    snprintf(text, sizeof text, "run `curt host add %.32s %s` on the master, %s%s", name, address,
        context->config->cluster_address, fault == FAULT_NONE ? ": it was added with another address" : "");
    if (fault == FAULT_NONE || fault == FAULT_MISSING)
        host_copies_say(request, 403, text);
    return false;
}

/* May this host have a copy from here? If not, that is answered; to strangers, there is nothing here. */
static bool
host_copies_may(struct request *request, struct context *context)
{
    char master[IP_ADDRESS_SIZE];
    if (!hosts_is_host(request, context))
        return false;
    if (cluster_can_write(context->env))
        return host_copies_is_added(request, context);
    if (cluster_master(context->env, master))
        host_copies_say(request, 409, master);
    else
        problem_send_wait(request, ERROR_STORE_UNAVAILABLE, "The cluster has no master.", 1);
    return false;
}

/* Does the copy still hold? If not, that is answered. */
static bool
host_copies_holds(struct request *request, struct context *context, uint64_t *first)
{
    if (!query_count(request, "first", UINT32_MAX, first))
        return false;
    if (host_copy_holds(context->config->store_home, request_param(request, "id"), (uint32_t)*first))
        return true;
    host_copies_say(
        request, 410, "this copy cannot go on: the log since it was begun is gone, or not the same");
    return false;
}

void
host_copies_begin(struct request *request, struct context *context)
{
    char id[UUID_SIZE];
    uint64_t first;
    struct json_object *plan;
    if (!host_copies_may(request, context) || !query_count(request, "first", UINT32_MAX, &first))
        return;
    if (request_query(request, "id", id, sizeof id) == FAULT_NONE &&
        host_copy_holds(context->config->store_home, id, (uint32_t)first)) {
        response_send(request, 204, NULL, NULL, 0);
        return;
    }
    const enum fault fault = host_copy_begin(context->env, context->config->store_home, &plan);
    if (fault == FAULT_NONE)
        response_send_json(request, 200, "application/json", plan);
    else
        problem_send_store(request, fault);
}

void
host_copies_get_log(struct request *request, struct context *context)
{
    uint64_t first;
    struct json_object *list;
    if (!host_copies_may(request, context) || !host_copies_holds(request, context, &first))
        return;
    const enum fault fault = host_copy_log(context->env, context->config->store_home, (uint32_t)first, &list);
    if (fault == FAULT_NONE)
        response_send_json(request, 200, "application/json", list);
    else if (fault == FAULT_MISSING)
        host_copies_say(request, 410, "this copy cannot go on: the log since it was begun is gone");
    else
        problem_send_store(request, fault);
}

struct host_copies_note {
    const char *name;
    int64_t at;
    uint64_t done, all;
};

static enum fault
host_copies_write_note(struct txn *txn, void *arg)
{
    const struct host_copies_note *note = arg;
    struct host host;
    const enum fault fault = host_get(txn, note->name, &host);
    if (fault != FAULT_NONE)
        return fault;
    host.seen = note->at;
    host.copied = note->done;
    host.to_copy = note->all;
    return host_put(txn, &host);
}

/* `curt host add` shows it; when it cannot be written, the next one will do. */
static void
host_copies_note(const struct request *request, struct context *context, uint64_t done, uint64_t all)
{
    struct host_copies_note note = {request_param(request, "name"), timestamp_now(), done, all};
    struct host host;
    if (host_get(env_read(context->env), note.name, &host) != FAULT_NONE ||
        (host_is_copying(&host, note.at) && llabs(note.at - host.seen) < HOST_COPIES_NOTE))
        return;
    env_txn(context->env, ENV_WRITE, host_copies_write_note, &note);
}

/* There is no such file, or no more of it. A table that was removed meanwhile is in the log as far as it has
 * to be; without the log itself, there is no copy. */
static void
host_copies_miss(struct request *request)
{
    if (host_copy_is_log(request_param(request, "file")))
        host_copies_say(request, 410, "this copy cannot go on: the log since it was begun is gone");
    else
        response_send(request, 204, NULL, NULL, 0);
}

void
host_copies_get_file(struct request *request, struct context *context)
{
    static uint8_t piece[HOST_COPY_PIECE];
    uint64_t first, from, most, done, all;
    size_t length;
    if (!host_copies_may(request, context) || !host_copies_holds(request, context, &first) ||
        !query_count(request, "from", INT64_MAX, &from) ||
        !query_count(request, "length", HOST_COPY_PIECE, &most) ||
        !query_count(request, "done", INT64_MAX, &done) || !query_count(request, "all", INT64_MAX, &all))
        return;
    if (most == 0) /* it is not given */
        most = HOST_COPY_PIECE;
    const enum fault fault = host_copy_read(
        context->config->store_home, request_param(request, "file"), from, (size_t)most, piece, &length);
    if (fault == FAULT_INPUT) {
        problem_send_unknown_path(request);
    } else if (fault == FAULT_MISSING || (fault == FAULT_NONE && length == 0)) {
        host_copies_miss(request);
    } else if (fault == FAULT_NONE) {
        host_copies_note(request, context, done, all);
        response_send(request, 200, "application/octet-stream", piece, length);
    } else {
        problem_send_store(request, fault);
    }
}
