/*
 * hosts.c: what hosts of the cluster say to the master. POST /api/v1/hosts/{name}/clicks: clicks from the
 * spool of another host (event/spool_shipment.h), and what that host says of itself. POST
 * /api/v1/hosts/{name}/standby: it stands by to become the master (db/promotion.h).
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus.h"

#include <stdio.h>

#include "db/promotion.h"
#include "event/spool_shipment.h"
#include "http/forwarder.h"

/* To strangers, there is nothing here. */
bool
hosts_is_host(struct request *request, const struct context *context)
{
    const bool is = forwarder_is_passed_on(context->forwarder);
    if (!is)
        problem_send_unknown_path(request);
    return is;
}

/* The whole body, NULs and all. FAULT_FULL, FAULT_INPUT as request_read. */
static enum fault
hosts_read(struct request *request, uint8_t out[static SPOOL_SHIPMENT_MAX], size_t *length)
{
    uint64_t announced;
    size_t got;
    *length = 0;
    enum fault fault = request_body_length(request, SPOOL_SHIPMENT_MAX, &announced);
    while (fault == FAULT_NONE && *length < announced) {
        fault = request_read(request, (char *)out + *length, (size_t)announced - *length, &got);
        *length += got;
    }
    return fault;
}

/* 204, or 409 with where the cursors stand; 410 for a host that was removed. */
void
hosts_take_clicks(struct request *request, struct context *context)
{
    static uint8_t body[SPOOL_SHIPMENT_MAX], answer[SPOOL_SHIPMENT_ANSWER_MAX];
    size_t length;
    if (!hosts_is_host(request, context))
        return;
    enum fault fault = hosts_read(request, body, &length);
    if (fault == FAULT_NONE)
        fault = spool_shipment_take(context->env, body, length, answer, &length);
    if (fault == FAULT_NONE)
        response_send(request, 204, NULL, NULL, 0);
    else if (fault == FAULT_REFUSED)
        response_send(request, 409, "application/octet-stream", answer, length);
    else if (fault == FAULT_MISSING)
        response_send(request, 410, NULL, NULL, 0);
    else if (fault_is_ours(fault))
        problem_send_store(request, fault);
    else
        problem_send(request, ERROR_INVALID_VALUE, "This is no shipment of clicks.", NULL);
}

static enum fault
hosts_set_ready(struct txn *txn, void *arg)
{
    return promotion_set_ready(txn, arg);
}

/* 204, or 404 when this host need not. */
void
hosts_stand_by(struct request *request, struct context *context)
{
    char name[HOST_NAME_SIZE];
    if (!hosts_is_host(request, context))
        return;
    snprintf(name, sizeof name, "%s", request_param(request, "name"));
    const enum fault fault = env_txn(context->env, ENV_WRITE, hosts_set_ready, name);
    if (fault == FAULT_NONE)
        response_send(request, 204, NULL, NULL, 0);
    else if (fault_is_ours(fault))
        problem_send_store(request, fault);
    else
        problem_send_unknown_path(request);
}
