/*
 * message_send.c: curt message send: one text to one recipient.
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "base/timestamp.h"
#include "commands.h"
#include "io.h"
#include "message/message_builder.h"
#include "message/message_json.h"
#include "message/suppression.h"
#include "message/url_finder.h"
#include "owner.h"
#include "sender/carrier_fit.h"
#include "store.h"

/* One message, from its fields to what is printed. */
struct message_sending {
    struct env *env;
    const struct config *config;
    struct message_request request;
    struct message_builder builder;
    struct url_finder *url_finder;
    struct input_error error;
    uint32_t owner;
    int64_t now;
};

static enum fault
message_send_body(struct txn *txn, void *arg)
{
    struct message_sending *s = arg;
    return message_builder_write(txn, &s->builder, s->owner, 0, s->now, s->now);
}

static enum fault
message_send_check_opt_out(struct message_sending *s)
{
    struct suppression found;
    enum fault fault = suppression_get(env_read(s->env), s->request.message.to, &found);
    if (fault == FAULT_MISSING)
        return FAULT_NONE;
    return fault == FAULT_NONE ? input_error_set(&s->error, ERROR_SUPPRESSED, "", "to", "%s has opted out.",
                                     s->request.message.to)
                               : fault;
}

/* The request is read and planned; a dry run ends with its texts put together. */
static enum fault
message_send_run(struct message_sending *s, bool dry)
{
    enum fault fault = message_send_check_opt_out(s);
    if (fault == FAULT_NONE)
        fault = message_builder_refuse_blocked(env_read(s->env), &s->builder, &s->error);
    if (fault == FAULT_NONE)
        fault = carrier_fit_message(s->config, &s->builder, &s->error);
    if (fault == FAULT_NONE && dry) {
        message_builder_preview(&s->builder);
        return FAULT_NONE;
    }
    if (fault == FAULT_NONE)
        fault = owner_find(s->env, &s->owner);
    return fault == FAULT_NONE ? env_txn(s->env, ENV_SYNC, message_send_body, s) : fault;
}

static void
message_send_print(const struct message_sending *s, bool dry, bool json)
{
    char id[UUID_SIZE];
    if (json) {
        io_print(dry ? message_preview_to_json(s->builder.body, s->config, true)
                     : message_to_json(&s->builder.message, s->builder.body, s->config, true));
        return;
    }
    uuid_format(s->builder.message.id, id);
    printf("%s  ", dry ? s->request.message.to : id);
    if (s->builder.is_sms)
        printf("%zu SMS  ", (size_t)s->builder.segments.count);
    puts(message_builder_text(&s->builder));
}

static enum fault
message_send_plan(struct message_sending *s, struct json_object *sent)
{
    struct http_client_policy policy;
    http_client_policy_read(s->config, &policy);
    enum fault fault = message_request_from_json(sent, &policy, &s->request, &s->error);
    if (fault != FAULT_NONE)
        return fault;
    fault = message_builder_plan(&s->builder, s->config, s->url_finder, &s->request, &s->error);
    if (fault != FAULT_NONE)
        message_request_free(&s->request);
    return fault;
}

int
message_command_send(const struct call *call)
{
    static struct message_sending s; /* its links and texts are too large for a stack */
    const bool dry = option_flag(call, "dry-run");
    struct config config;
    struct json_object *sent = option_fields(call);
    if (option_text(call, "channel") == NULL)
        json_add_text(sent, "channel", "sms");
    s = (struct message_sending){
        .config = &config, .now = timestamp_now(), .url_finder = url_finder_create()};
    s.env = store_open(&config);
    enum fault fault = message_send_plan(&s, sent);
    if (fault == FAULT_NONE) {
        fault = message_send_run(&s, dry);
        if (fault == FAULT_NONE)
            message_send_print(&s, dry, option_flag(call, "json"));
        message_builder_free(&s.builder);
        message_request_free(&s.request);
    }
    store_close(s.env);
    url_finder_free(s.url_finder);
    json_object_put(sent);
    return fault == FAULT_REFUSED ? EXIT_FAILURE : io_status(fault, &s.error); /* REFUSED: it was said */
}
