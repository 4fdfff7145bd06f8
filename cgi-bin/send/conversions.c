/*
 * conversions.c: POST /api/v1/conversions: what came of a click or a message.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/json.h"
#include "base/timestamp.h"
#include "http/json_body.h"
#include "message/conversion_json.h"
#include "message/conversion_request.h"
#include "send.h"

enum { CONVERSIONS_BODY_MAX = 4096 };

struct conversion_reporting {
    struct json_object *sent;
    uint32_t owner;
    int64_t now, keep;
    struct conversion conversion;
    struct input_error error;
};

static enum fault
conversions_body(struct txn *txn, void *arg)
{
    struct conversion_reporting *r = arg;
    enum fault fault = conversion_from_json(txn, r->sent, r->owner, r->now, &r->conversion, &r->error);
    return fault == FAULT_NONE ? conversion_add(txn, &r->conversion, r->now + r->keep, r->now) : fault;
}

/* 201 for one that is new, 200 for one that was reported before. */
void
conversions_create(struct request *request, struct context *context)
{
    static struct conversion_reporting r; /* one request at a time */
    r = (struct conversion_reporting){.owner = api_key_scope(&request->key),
        .now = timestamp_now(),
        .keep = context->config->keep_messages * TIMESTAMP_SECOND};
    r.sent = json_body(request, CONVERSIONS_BODY_MAX, NULL, NULL);
    if (r.sent == NULL)
        return;
    const enum fault fault = env_txn(context->env, ENV_SYNC, conversions_body, &r);
    json_object_put(r.sent);
    if (fault == FAULT_NONE || fault == FAULT_EXISTS)
        response_send_json(
            request, fault == FAULT_NONE ? 201 : 200, "application/json", conversion_to_json(&r.conversion));
    else if (fault == FAULT_INPUT)
        problem_send_input(request, &r.error);
    else
        problem_send_store(request, fault);
}
