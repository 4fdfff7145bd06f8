/*
 * message.c: curt message: messages, and what became of them.
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
#include "message/address.h"
#include "message/message_index.h"
#include "message/message_json.h"
#include "message/resend.h"
#include "message/send_time.h"
#include "sender/message_updates.h"
#include "sender/scheduled_message.h"
#include "store.h"

/* Which messages are asked for. */
struct message_asked {
    struct message_list list;
    const char *campaign, *to;
    int status; /* -1: any */
    uint64_t limit, printed;
    const struct config *config;
    bool json;
};

static bool
message_print(const struct message *message, void *arg)
{
    struct message_asked *asked = arg;
    char id[UUID_SIZE], at[TIMESTAMP_SIZE];
    if (asked->printed == asked->limit)
        return false;
    if ((asked->status >= 0 && message->status != (enum message_status)asked->status) ||
        (asked->campaign != NULL && strcmp(asked->campaign, message->campaign) != 0) ||
        (asked->to != NULL && strcmp(asked->to, message->to) != 0))
        return true;
    asked->printed++;
    if (asked->json) {
        io_print(message_to_json(message, NULL, asked->config, true));
        return !ferror(stdout);
    }
    uuid_format(message->id, id);
    timestamp_format(message->created, at);
    printf("%s  %s  %-13s  %-13s  %-15s  %-16s  %s\n", id, at, message_status_name(message->status),
        message_channel_name(message->channel), message->to,
        *message->campaign != '\0' ? message->campaign : "-", message->error);
    return !ferror(stdout);
}

static enum fault
message_list_body(struct txn *txn, void *arg)
{
    struct message_asked *asked = arg;
    enum fault fault = message_list_visit(txn, &asked->list, message_print, asked);
    return fault == FAULT_FULL ? FAULT_NONE : fault;
}

/* Which messages the call is about; number is the space for one that is looked for. */
static struct message_asked
message_asked(const struct call *call, char number[static MESSAGE_ADDRESS_MAX + 1])
{
    const char *status = option_text(call, "status"), *to = option_text(call, "to");
    struct message_asked asked = {
        .campaign = option_text(call, "campaign"),
        .to = to == NULL || address_parse(to, number, NULL) != FAULT_NONE ? to : number,
        .status = status != NULL ? (int)message_status_parse(status) : -1,
        .limit = option_number(call, "limit", IO_LIST),
        .json = option_flag(call, "json"),
    };
    asked.list.group = MESSAGE_GROUP_ALL;
    if (asked.status == MESSAGE_UNKNOWN) {
        asked.list.group = MESSAGE_GROUP_UNKNOWN;
    } else if (asked.to != NULL) {
        asked.list.group = MESSAGE_GROUP_TO;
        asked.list.name = asked.to;
    } else if (asked.campaign != NULL) {
        asked.list.group = MESSAGE_GROUP_CAMPAIGN;
        asked.list.name = asked.campaign;
    }
    return asked;
}

int
message_command_list(const struct call *call)
{
    char number[MESSAGE_ADDRESS_MAX + 1];
    struct message_asked asked = message_asked(call, number);
    struct config config;
    struct env *env = store_open(&config);
    asked.config = &config;
    if (!asked.json)
        printf("%-36s  %-24s  %-13s  %-13s  %-15s  %-16s  %s\n", "id", "requested", "status", "channel", "to",
            "campaign", "error");
    enum fault fault = env_txn(env, ENV_READ, message_list_body, &asked);
    store_close(env);
    return fault == FAULT_NONE ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int
message_missing(const char *id)
{
    log_error("there is no message %s; `curt message list` shows them", id);
    return EXIT_FAILURE;
}

int
message_command_show(const struct call *call)
{
    const char *text = argument(call, 0);
    static char space[MESSAGE_BODY_MAX + 1];
    struct config config;
    struct message message;
    struct json_object *body = NULL;
    uint8_t id[UUID_BYTES];
    size_t length;
    if (uuid_parse(text, id) != FAULT_NONE)
        return message_missing(text);
    struct env *env = store_open(&config);
    enum fault fault = message_get(env_read(env), id, &message);
    if (fault == FAULT_NONE)
        fault = message_body(env_read(env), id, space, sizeof space, &length);
    store_close(env);
    if (fault == FAULT_NONE)
        body = json_read(space, length);
    if (fault == FAULT_NONE)
        io_print(message_to_json(&message, body, &config, true));
    json_object_put(body);
    return fault == FAULT_MISSING ? message_missing(text) : fault == FAULT_NONE ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* What became of a change: the message, or why it was refused. */
static int
message_changed(const struct call *call, const struct config *config, const struct message *message,
    enum fault fault, const char *refusal)
{
    if (fault == FAULT_NONE && option_flag(call, "json"))
        io_print(message_to_json(message, NULL, config, true));
    if (fault == FAULT_REFUSED)
        log_error("%s; this one is %s", refusal, message_status_name(message->status));
    return fault == FAULT_MISSING ? message_missing(argument(call, 0))
           : fault == FAULT_NONE  ? EXIT_SUCCESS
                                  : EXIT_FAILURE;
}

int
message_command_move(const struct call *call)
{
    const char *when = argument(call, 1);
    const int64_t now = timestamp_now();
    struct config config;
    struct message message;
    struct input_error error;
    uint8_t id[UUID_BYTES];
    int64_t send_at = 0;
    if (uuid_parse(argument(call, 0), id) != FAULT_NONE)
        return message_missing(argument(call, 0));
    if (strcmp(when, "now") != 0 && send_time_parse(when, now, &send_at, &error) != FAULT_NONE)
        return io_status(FAULT_INPUT, &error);
    struct env *env = store_open(&config);
    const enum fault fault = scheduled_message_move(env, id, send_at, now, &message);
    store_close(env);
    return message_changed(call, &config, &message, fault,
        "only a scheduled message can be moved, and only until its time has come");
}

/* A change that needs nothing but the message. */
static int
message_command_change(const struct call *call,
    enum fault (*change)(struct env *, const uint8_t id[static UUID_BYTES], int64_t now, struct message *out),
    const char *refusal)
{
    struct config config;
    struct message message;
    uint8_t id[UUID_BYTES];
    if (uuid_parse(argument(call, 0), id) != FAULT_NONE)
        return message_missing(argument(call, 0));
    struct env *env = store_open(&config);
    const enum fault fault = change(env, id, timestamp_now(), &message);
    store_close(env);
    return message_changed(call, &config, &message, fault, refusal);
}

int
message_command_cancel(const struct call *call)
{
    return message_command_change(call, message_cancel, "only a message that still waits can be cancelled");
}

int
message_command_revoke(const struct call *call)
{
    return message_command_change(
        call, message_revoke, "only an RCS message that the carrier has can be revoked, and only once");
}

int
message_command_resend(const struct call *call)
{
    return message_command_change(
        call, message_resend, "only a message whose status is unknown can be sent again");
}

int
message_command_read(const struct call *call)
{
    struct config config;
    uint8_t id[UUID_BYTES];
    if (uuid_parse(argument(call, 0), id) != FAULT_NONE) {
        log_error("the carrier's id of a message is a UUID; message.received has it as carrier_id");
        return EXIT_FAILURE;
    }
    struct env *env = store_open(&config);
    const enum fault fault = message_mark_read(env, id, timestamp_now());
    store_close(env);
    return fault == FAULT_NONE ? EXIT_SUCCESS : EXIT_FAILURE;
}

struct receipts_asked {
    struct message message;
    struct json_object *list;
};

static enum fault
message_receipts_body(struct txn *txn, void *arg)
{
    struct receipts_asked *asked = arg;
    json_object_put(asked->list);
    asked->list = NULL;
    enum fault fault = message_get(txn, asked->message.id, &asked->message);
    return fault == FAULT_NONE ? receipts_to_json(txn, &asked->message, &asked->list) : fault;
}

int
message_command_receipts(const struct call *call)
{
    const char *text = argument(call, 0);
    const bool json = option_flag(call, "json");
    struct config config;
    struct receipts_asked asked = {.list = NULL};
    if (uuid_parse(text, asked.message.id) != FAULT_NONE)
        return message_missing(text);
    struct env *env = store_open(&config);
    enum fault fault = env_txn(env, ENV_READ, message_receipts_body, &asked);
    store_close(env);
    for (size_t i = 0; fault == FAULT_NONE && i < json_object_array_length(asked.list); i++) {
        struct json_object *one = json_object_array_get_idx(asked.list, i);
        if (json)
            io_print(json_object_get(one));
        else
            printf("%s  %s\n", json_member(one, "at"), json_member(one, "body"));
    }
    json_object_put(asked.list);
    return fault == FAULT_MISSING ? message_missing(text) : fault == FAULT_NONE ? EXIT_SUCCESS : EXIT_FAILURE;
}
