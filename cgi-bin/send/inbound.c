/*
 * inbound.c: /api/v1/inbound/{id}: messages that somebody wrote, by the carrier's id: curt keeps none of
 * them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/timestamp.h"
#include "http/json_body.h"
#include "send.h"
#include "sender/message_updates.h"

/* {"status": "read"}: has the carrier tell who wrote a message that it was read. */
void
inbound_patch(struct request *request, struct context *context)
{
    uint8_t id[UUID_BYTES];
    if (uuid_parse(request_param(request, "id"), id) != FAULT_NONE) {
        send_fault(request, FAULT_MISSING);
        return;
    }
    struct json_object *sent = json_body(request, SEND_CHANGE_MAX, NULL, NULL);
    if (sent == NULL)
        return;
    const bool read = send_is_status(sent, "read");
    json_object_put(sent);
    if (!read) {
        problem_send(
            request, ERROR_INVALID_VALUE, "The body must be an object whose status is read.", "#/status");
        return;
    }
    const enum fault fault = message_mark_read(context->env, id, timestamp_now());
    if (fault == FAULT_NONE)
        response_send(request, 204, NULL, NULL, 0);
    else
        problem_send_store(request, fault);
}
