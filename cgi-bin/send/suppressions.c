/*
 * suppressions.c: /api/v1/suppressions: the numbers that nothing more is sent to.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/timestamp.h"
#include "http/json_body.h"
#include "http/query.h"
#include "message/address.h"
#include "message/suppression.h"
#include "send.h"

enum {
    SUPPRESSIONS_BODY_MAX = 4096,
    SUPPRESSIONS_PAGE = 100,
    SUPPRESSIONS_PAGE_MAX = 1000,
    SUPPRESSIONS_CURSOR = 2 * SUPPRESSION_ID + 1
};

/* One number to be put on the list, or taken off. */
struct change {
    char number[MESSAGE_ADDRESS_MAX + 1];
    int64_t now;
};

static struct json_object *
suppressions_to_json(const struct suppression *suppression)
{
    char since[TIMESTAMP_SIZE];
    struct json_object *json = json_object_new_object();
    timestamp_format(suppression->since, since);
    json_add_text_or_null(json, "number", suppression->number);
    json_add_text(json, "reason", suppression_reason_name(suppression->reason));
    json_add_text(json, "since", since);
    return json;
}

static enum fault
suppressions_add_body(struct txn *txn, void *arg)
{
    const struct change *change = arg;
    return suppression_add(txn, change->number, SUPPRESSION_ADMIN, change->now);
}

static enum fault
suppressions_remove_body(struct txn *txn, void *arg)
{
    const struct change *change = arg;
    return suppression_remove(txn, change->number);
}

/* The number of the path; false when the answer, that it is none, is sent. */
static bool
suppressions_number(struct request *request, char out[static MESSAGE_ADDRESS_MAX + 1])
{
    if (address_parse(request_param(request, "number"), out, NULL) == FAULT_NONE)
        return true;
    problem_send(request, ERROR_NOT_FOUND, "This is neither a phone number nor a user id.", NULL);
    return false;
}

void
suppressions_get(struct request *request, struct context *context)
{
    char number[MESSAGE_ADDRESS_MAX + 1];
    struct suppression found;
    if (!suppressions_number(request, number))
        return;
    enum fault fault = suppression_get(env_read(context->env), number, &found);
    if (fault == FAULT_NONE)
        response_send_json(request, 200, "application/json", suppressions_to_json(&found));
    else
        problem_send_fault(request, fault, "This number has not opted out.");
}

/* {"number": ...} and nothing else. */
static enum fault
suppressions_read(
    struct json_object *sent, char out[static MESSAGE_ADDRESS_MAX + 1], struct input_error *error)
{
    const char *why = "must be the only field: send {\"number\": \"447700900000\"}";
    const bool whole = json_object_get_type(sent) == json_type_object && json_object_object_length(sent) == 1;
    if (whole && address_parse(json_member(sent, "number"), out, &why) == FAULT_NONE)
        return FAULT_NONE;
    return input_error_set(error, ERROR_INVALID_PHONE_NUMBER, "", "number", "number %s.", why);
}

void
suppressions_create(struct request *request, struct context *context)
{
    struct change change = {.now = timestamp_now()};
    struct suppression found;
    struct json_object *sent = json_body(request, SUPPRESSIONS_BODY_MAX, NULL, NULL);
    if (sent == NULL)
        return;
    struct input_error error;
    enum fault fault = suppressions_read(sent, change.number, &error);
    json_object_put(sent);
    if (fault != FAULT_NONE) {
        problem_send_input(request, &error);
        return;
    }
    fault = env_txn(context->env, ENV_SYNC, suppressions_add_body, &change);
    const int status = fault == FAULT_NONE ? 201 : 200; /* it may have been there */
    if (fault == FAULT_NONE || fault == FAULT_EXISTS)
        fault = suppression_get(env_read(context->env), change.number, &found);
    if (fault == FAULT_NONE)
        response_send_json(request, status, "application/json", suppressions_to_json(&found));
    else
        problem_send_store(request, fault);
}

void
suppressions_delete(struct request *request, struct context *context)
{
    struct change change;
    if (!suppressions_number(request, change.number))
        return;
    const enum fault fault = env_txn(context->env, ENV_SYNC, suppressions_remove_body, &change);
    if (fault == FAULT_NONE)
        response_send(request, 204, NULL, NULL, 0);
    else
        problem_send_fault(request, fault, "This number has not opted out.");
}

/* The place that a list goes on from, as 32 hexadecimal digits. */
static bool
suppressions_cursor(struct request *request, uint8_t out[static SUPPRESSION_ID])
{
    char text[SUPPRESSIONS_CURSOR];
    unsigned byte;
    memset(out, 0, SUPPRESSION_ID);
    enum fault fault = request_query(request, "cursor", text, sizeof text);
    if (fault == FAULT_MISSING)
        return true;
    bool good = fault == FAULT_NONE && strlen(text) == SUPPRESSIONS_CURSOR - 1 &&
                strspn(text, "0123456789abcdef") == SUPPRESSIONS_CURSOR - 1;
    for (size_t i = 0; good && i < SUPPRESSION_ID; i++) {
        good = sscanf(text + 2 * i, "%2x", &byte) == 1;
        out[i] = (uint8_t)byte;
    }
    if (!good)
        query_refuse_cursor(request);
    return good;
}

void
suppressions_list(struct request *request, struct context *context)
{
    struct suppression found;
    char next[SUPPRESSIONS_CURSOR];
    size_t limit;
    enum fault fault;
    if (!query_limit(request, SUPPRESSIONS_PAGE, SUPPRESSIONS_PAGE_MAX, &limit) ||
        !suppressions_cursor(request, found.id))
        return;
    struct json_object *answer = json_object_new_object(), *list = json_object_new_array();
    json_object_object_add(answer, "suppressions", list);
    struct buffer b = buffer_over(next, sizeof next);
    while ((fault = suppression_next(env_read(context->env), found.id, &found)) == FAULT_NONE &&
           json_object_array_length(list) < limit) {
        json_object_array_add(list, suppressions_to_json(&found));
        b = buffer_over(next, sizeof next);
        for (size_t i = 0; i < SUPPRESSION_ID; i++)
            buffer_addf(&b, "%02x", found.id[i]);
    }
    json_object_object_add(answer, "next", fault == FAULT_NONE ? json_object_new_string(next) : NULL);
    if (fault == FAULT_NONE || fault == FAULT_MISSING) {
        response_send_json(request, 200, "application/json", answer);
    } else {
        json_object_put(answer);
        problem_send_store(request, fault);
    }
}
