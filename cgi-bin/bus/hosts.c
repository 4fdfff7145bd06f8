/*
 * hosts.c: POST /api/v1/hosts/{name}/clicks: clicks from the spool of another host of the cluster
 * (event/spool_shipment.h), and what that host says of itself.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus.h"

#include "event/spool_shipment.h"
#include "http/forwarder.h"

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

/* 204, or 409 with where the cursors stand. To strangers, there is nothing here. */
void
hosts_take_clicks(struct request *request, struct context *context)
{
    static uint8_t body[SPOOL_SHIPMENT_MAX], answer[SPOOL_SHIPMENT_ANSWER_MAX];
    size_t length;
    if (!forwarder_is_passed_on(context->forwarder)) {
        problem_send_unknown_path(request);
        return;
    }
    enum fault fault = hosts_read(request, body, &length);
    if (fault == FAULT_NONE)
        fault = spool_shipment_take(context->env, body, length, answer, &length);
    if (fault == FAULT_NONE)
        response_send(request, 204, NULL, NULL, 0);
    else if (fault == FAULT_REFUSED)
        response_send(request, 409, "application/octet-stream", answer, length);
    else if (fault_is_ours(fault))
        problem_send_store(request, fault);
    else
        problem_send(request, ERROR_INVALID_VALUE, "This is no shipment of clicks.", NULL);
}
