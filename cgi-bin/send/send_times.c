/*
 * send_times.c: when what was asked for is sent: messages and campaigns that are scheduled, moved or
 * cancelled.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "base/json.h"
#include "base/timestamp.h"
#include "campaign/campaign_lifecycle.h"
#include "http/json_body.h"
#include "message/message_json.h"
#include "message/send_time.h"
#include "send.h"
#include "sender/message_updates.h"
#include "sender/scheduled_message.h"

enum { SEND_TIMES_BODY_MAX = 4096 };

/* {"send_at": a time, or null for at once}. FAULT_INPUT. */
static enum fault
send_times_parse(struct json_object *sent, int64_t now, int64_t *out, struct input_error *error)
{
    if (!json_object_is_type(sent, json_type_object) || json_object_object_length(sent) != 1 ||
        !json_object_object_get_ex(sent, "send_at", NULL))
        return input_error_set(error, ERROR_MISSING_FIELD, "", "send_at",
            "The body must be an object with send_at, and nothing else.");
    return send_time_read(sent, now, out, error);
}

static void
send_times_answer(struct request *request, const struct context *context, enum fault fault,
    const struct message *message, const char *refusal)
{
    if (fault == FAULT_NONE)
        response_send_json(request, 200, "application/json",
            message_to_json(message, NULL, context->config, send_sees_numbers(request)));
    else if (fault == FAULT_REFUSED)
        problem_send(request, ERROR_WRONG_STATE, refusal, NULL);
    else
        send_fault(request, fault);
}

/* {"status": "revoked"} */
static bool
send_times_is_revocation(struct json_object *sent)
{
    return json_object_is_type(sent, json_type_object) && json_object_object_length(sent) == 1 &&
           strcmp(json_member(sent, "status"), "revoked") == 0;
}

/* Moves a message that is scheduled, or has the carrier revoke one that it has. */
void
messages_patch(struct request *request, struct context *context)
{
    struct message message;
    struct input_error error;
    const int64_t now = timestamp_now();
    int64_t send_at;
    if (!messages_find(request, context, &message))
        return;
    struct json_object *sent = json_body(request, SEND_TIMES_BODY_MAX, NULL, NULL);
    if (sent == NULL)
        return;
    const bool revoke = send_times_is_revocation(sent);
    const enum fault fault = revoke ? FAULT_NONE : send_times_parse(sent, now, &send_at, &error);
    json_object_put(sent);
    if (fault != FAULT_NONE)
        problem_send_input(request, &error);
    else if (revoke)
        send_times_answer(request, context, message_revoke(context->env, message.id, now, &message), &message,
            "Only an RCS message that the carrier has can be revoked, and only once.");
    else
        send_times_answer(request, context,
            scheduled_message_move(context->env, message.id, send_at, now, &message), &message,
            "Only a message that is scheduled can be moved, until its time has come.");
}

/* {"status": "read"}: has the carrier tell who wrote a message that it was read. */
void
inbound_patch(struct request *request, struct context *context)
{
    uint8_t id[UUID_BYTES];
    if (uuid_parse(request_param(request, "id"), id) != FAULT_NONE) {
        send_fault(request, FAULT_MISSING);
        return;
    }
    struct json_object *sent = json_body(request, SEND_TIMES_BODY_MAX, NULL, NULL);
    if (sent == NULL)
        return;
    const bool read = json_object_is_type(sent, json_type_object) && json_object_object_length(sent) == 1 &&
                      strcmp(json_member(sent, "status"), "read") == 0;
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

void
messages_cancel(struct request *request, struct context *context)
{
    struct message message;
    if (messages_find(request, context, &message))
        send_times_answer(request, context,
            message_cancel(context->env, message.id, timestamp_now(), &message), &message,
            "Only a message that still waits can be cancelled.");
}

void
campaigns_patch(struct request *request, struct context *context)
{
    static struct campaign campaign; /* too large for the stack; one request at a time */
    struct input_error error;
    int64_t send_at;
    enum fault fault = campaigns_find(request, context->env, &campaign);
    if (fault != FAULT_NONE) {
        campaigns_refuse(request, fault, NULL);
        return;
    }
    struct json_object *sent = json_body(request, SEND_TIMES_BODY_MAX, NULL, NULL);
    if (sent == NULL)
        return;
    fault = send_times_parse(sent, timestamp_now(), &send_at, &error);
    json_object_put(sent);
    if (fault == FAULT_NONE)
        fault = campaign_move(context->env, request_param(request, "name"), api_key_scope(&request->key),
            send_at, &campaign, &error);
    if (fault == FAULT_NONE)
        campaigns_send(request, context, &campaign);
    else
        campaigns_refuse(request, fault, &error);
}
