/*
 * messages.c: /api/v1/messages/{id}: a message read, and its receipts.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>

#include "base/memory.h"
#include "message/message_json.h"
#include "send.h"

bool
messages_find(struct request *request, struct context *context, struct message *out)
{
    const char *text = request_param(request, "id");
    uint8_t id[UUID_BYTES];
    enum fault fault = uuid_parse(text, id) == FAULT_NONE ? message_get(env_read(context->env), id, out)
                                                          : FAULT_MISSING;
    if (fault == FAULT_NONE && api_key_may_see(&request->key, out->owner, out->campaign))
        return true;
    send_fault(request, fault == FAULT_NONE ? FAULT_MISSING : fault);
    return false;
}

void
messages_get(struct request *request, struct context *context)
{
    struct message message;
    struct json_object *body = NULL;
    size_t length;
    if (!messages_find(request, context, &message))
        return;
    char *space = xmalloc(MESSAGE_BODY_MAX + 1);
    enum fault fault = message_body(env_read(context->env), message.id, space, MESSAGE_BODY_MAX + 1, &length);
    if (fault == FAULT_NONE)
        body = json_read(space, length);
    if (body != NULL)
        response_send_json(request, 200, "application/json",
            message_to_json(&message, body, context->config, send_sees_numbers(request)));
    else
        send_fault(request, fault);
    json_object_put(body);
    free(space);
}

/* What is asked of the store about a message's receipts. */
struct receipts_asked {
    const struct message *message;
    struct json_object *list;
};

static enum fault
receipts_body(struct txn *txn, void *arg)
{
    struct receipts_asked *asked = arg;
    json_object_put(asked->list);
    return receipts_to_json(txn, asked->message, &asked->list);
}

/* What the carrier said, word for word: numbers are in it, so it is for those who may see them. */
void
messages_receipts(struct request *request, struct context *context)
{
    struct message message;
    struct receipts_asked asked = {.message = &message, .list = NULL};
    if (!messages_find(request, context, &message))
        return;
    if (env_txn(context->env, ENV_READ, receipts_body, &asked) != FAULT_NONE) {
        problem_send_store(request, FAULT_AGAIN);
        return;
    }
    struct json_object *answer = json_object_new_object();
    json_object_object_add(answer, "receipts", asked.list);
    response_send_json(request, 200, "application/json", answer);
}
