/*
 * send_message.c: POST /api/v1/messages: a message to one recipient.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>

#include "base/json.h"
#include "base/memory.h"
#include "base/timestamp.h"
#include "http/create_limit.h"
#include "http/domain_access.h"
#include "http/idempotency_key.h"
#include "http/json_body.h"
#include "http/query_enum.h"
#include "message/message_builder.h"
#include "message/message_json.h"
#include "message/suppression.h"
#include "send.h"
#include "sender/carrier_fit.h"

enum {
    MESSAGES_BODY_MAX = 128 * 1024,
};

/* One request to send a message, from its body to its answer. */
struct sending {
    struct request *request;
    const struct context *context;
    struct message_request message_request;
    struct message_builder builder;
    struct idempotency once; /* with the answer, also when no Idempotency-Key was sent */
    int64_t now;
    char secret[WEBHOOK_SECRET_SIZE]; /* of its webhook, when that is new */
};

static void
sending_make_answer(struct sending *s)
{
    char id[UUID_SIZE], location[CONFIG_VALUE_SIZE + 64 + UUID_SIZE];
    size_t length;
    struct json_object *json = message_to_json(
        &s->builder.message, s->builder.body, s->context->config, send_sees_numbers(s->request));
    if (s->secret[0] != '\0')
        json_add_text(json, "webhook_secret", s->secret);
    const char *text = json_text(json, &length);
    uuid_format(s->builder.message.id, id);
    snprintf(location, sizeof location, "%s" SEND_PATH "messages/%s", s->context->config->web_base_url, id);
    idempotency_set_answer(&s->once, 202, location, xstrndup(text, length), length);
    json_object_put(json);
}

/* The message with its links, and the answer: the same request gets these very bytes, or nothing was done. */
static enum fault
sending_body(struct txn *txn, void *arg)
{
    struct sending *s = arg;
    enum fault fault = idempotency_get(txn, &s->once);
    if (fault != FAULT_MISSING)
        return fault;
    fault = message_builder_write(txn, &s->builder, s->request->key.id, 0, s->now, s->now);
    if (fault != FAULT_NONE)
        return fault;
    sending_make_answer(s);
    return idempotency_put(txn, &s->once);
}

static void
sending_run(struct request *request, struct sending *s)
{
    const struct context *context = s->context;
    struct input_error error;
    int64_t wait = 0;
    const int64_t costs = s->builder.links.count > 0 ? (int64_t)s->builder.links.count : 1;
    /* An answer given before costs nothing of the rate. */
    enum fault fault = idempotency_find(context->env, &s->once);
    if (fault == FAULT_MISSING) {
        if (send_is_full(request, context, request->key.id))
            return;
        fault = message_builder_refuse_blocked(env_read(context->env), &s->builder, &error);
        if (fault == FAULT_NONE)
            fault = carrier_fit_message(context->config, &s->builder, &error);
        if (fault == FAULT_INPUT) {
            problem_send_input(request, &error);
            return;
        }
        if (fault == FAULT_NONE)
            fault = create_limit_take(context->env, request->key.id,
                context->config->links_creates_per_minute, costs, s->now, &wait);
        if (fault == FAULT_REFUSED) {
            problem_send_rate(request, "messages and links", context->config->links_creates_per_minute, wait);
            return;
        }
        if (fault == FAULT_NONE)
            fault = send_webhook(
                context, request->key.id, s->message_request.message.webhook, s->secret, &error);
        if (fault == FAULT_INPUT) {
            problem_send_input(request, &error);
            return;
        }
        if (fault == FAULT_NONE)
            fault = env_txn(context->env, ENV_SYNC, sending_body, s);
    }
    if (fault == FAULT_NONE)
        idempotency_send(request, &s->once, "application/json");
    else if (fault == FAULT_REFUSED)
        idempotency_refuse(request);
    else
        problem_send_store(request, fault);
}

/* Is nothing sent to this number any more? Then the answer, that it is so, is sent. */
static bool
sending_is_suppressed(struct request *request, const struct context *context,
    struct json_object *message_json, const char *pointer)
{
    struct suppression found;
    enum fault fault = suppression_get(env_read(context->env), json_member(message_json, "to"), &found);
    if (fault == FAULT_NONE)
        problem_send(request, ERROR_SUPPRESSED, "This number has opted out.", pointer);
    else if (fault != FAULT_MISSING)
        problem_send_store(request, fault);
    return fault != FAULT_MISSING;
}

static bool
sending_may_go(struct request *request, const struct sending *s)
{
    struct json_object *failover = NULL;
    char pointer[JSON_POINTER_SIZE];
    if (sending_is_suppressed(request, s->context, s->message_request.message_json, "#/to"))
        return false;
    json_object_object_get_ex(s->message_request.message_json, "failover", &failover);
    for (size_t i = 0; failover != NULL && i < json_object_array_length(failover); i++) {
        snprintf(pointer, sizeof pointer, "#/failover/%zu/to", i);
        if (sending_is_suppressed(request, s->context, json_object_array_get_idx(failover, i), pointer))
            return false;
    }
    return true;
}

/* What would be sent: nothing is stored, counted or taken from the rate. */
static void
sending_preview(struct sending *s)
{
    struct suppression found;
    struct input_error error;
    const struct message *message = &s->message_request.message;
    if (carrier_fit_message(s->context->config, &s->builder, &error) != FAULT_NONE) {
        problem_send_input(s->request, &error);
        return;
    }
    const enum fault fault = suppression_get(env_read(s->context->env), message->to, &found);
    if (fault != FAULT_NONE && fault != FAULT_MISSING) {
        problem_send_store(s->request, fault);
        return;
    }
    message_builder_preview(&s->builder);
    struct json_object *json = message_preview_to_json(
        s->builder.body, s->context->config, send_sees_numbers(s->request));
    json_object_object_add(json, "dry_run", json_object_new_boolean(true));
    json_add_text(json, "channel", message_channel_name(message->channel));
    json_object_object_add(json, "suppressed", json_object_new_boolean(fault == FAULT_NONE));
    response_send_json(s->request, 200, "application/json", json);
}

void
messages_send(struct request *request, struct context *context, struct json_object *sent,
    struct messages_sent body, bool dry)
{
    static struct sending s; /* its links and texts are too large for a stack; one request at a time */
    const struct send *send = context->program;
    struct input_error error;
    s = (struct sending){.request = request, .context = context, .now = timestamp_now()};
    enum fault fault = message_request_from_json(sent, &send->policy, &s.message_request, &error);
    if (fault == FAULT_NONE && (fault = domain_access_check(context->config, s.message_request.domain,
                                    &request->key, &error)) != FAULT_NONE)
        message_request_free(&s.message_request);
    json_object_put(sent);
    if (fault == FAULT_NONE) {
        fault = message_builder_plan(
            &s.builder, context->config, send->url_finder, &s.message_request, &error);
        if (fault != FAULT_NONE)
            message_request_free(&s.message_request);
    }
    if (fault != FAULT_NONE) {
        problem_send_input(request, &error);
        return;
    }
    if (dry)
        sending_preview(&s);
    else if (sending_may_go(request, &s) &&
             idempotency_begin(request, context->config, s.now, body.text, body.length, &s.once))
        sending_run(request, &s);
    idempotency_clear(&s.once);
    message_builder_free(&s.builder);
    message_request_free(&s.message_request);
}

void
messages_create(struct request *request, struct context *context)
{
    struct messages_sent body;
    bool dry;
    if (!query_yes(request, "dry_run", &dry))
        return;
    struct json_object *sent = json_body(request, MESSAGES_BODY_MAX, &body.text, &body.length);
    if (sent != NULL)
        messages_send(request, context, sent, body, dry);
}
