/*
 * message_changes.c: what can be done with a message that is there: it is moved, cancelled, revoked, or sent
 * again.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/timestamp.h"
#include "http/json_body.h"
#include "message/message_json.h"
#include "message/resend.h"
#include "message/send_time.h"
#include "send.h"
#include "sender/message_updates.h"
#include "sender/scheduled_message.h"

/* The message as it is now, or why it was left as it was. */
static void
message_changes_answer(struct request *request, const struct context *context, int status, enum fault fault,
    const struct message *message, const char *refusal)
{
    if (fault == FAULT_NONE)
        response_send_json(request, status, "application/json",
            message_to_json(message, NULL, context->config, send_sees_numbers(request)));
    else if (fault == FAULT_REFUSED)
        problem_send(request, ERROR_WRONG_STATE, refusal, NULL);
    else
        send_fault(request, fault);
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
    struct json_object *sent = json_body(request, SEND_CHANGE_MAX, NULL, NULL);
    if (sent == NULL)
        return;
    const bool revoke = send_is_status(sent, "revoked");
    const enum fault fault = revoke ? FAULT_NONE : send_time_read_move(sent, now, &send_at, &error);
    json_object_put(sent);
    if (fault != FAULT_NONE)
        problem_send_input(request, &error);
    else if (revoke)
        message_changes_answer(request, context, 200, message_revoke(context->env, message.id, now, &message),
            &message, "Only an RCS message that the carrier has can be revoked, and only once.");
    else
        message_changes_answer(request, context, 200,
            scheduled_message_move(context->env, message.id, send_at, now, &message), &message,
            "Only a scheduled message can be moved, and only until its time has come.");
}

void
messages_cancel(struct request *request, struct context *context)
{
    struct message message;
    if (messages_find(request, context, &message))
        message_changes_answer(request, context, 200,
            message_cancel(context->env, message.id, timestamp_now(), &message), &message,
            "Only a message that still waits can be cancelled.");
}

/* Sends one again that may have gone out: a person's decision. */
void
messages_resend(struct request *request, struct context *context)
{
    struct message message;
    if (messages_find(request, context, &message))
        message_changes_answer(request, context, 202,
            message_resend(context->env, message.id, timestamp_now(), &message), &message,
            "Only a message whose status is unknown can be sent again.");
}
