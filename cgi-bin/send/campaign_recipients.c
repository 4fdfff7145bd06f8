/*
 * campaign_recipients.c: POST /api/v1/campaigns/{name}/recipients: a list of any size, read piece by piece.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "http/query_enum.h"
#include "send.h"

enum { CAMPAIGNS_PIECE = 64 * 1024 };

/* The answer about recipients that came in, as far as they did. */
static void
campaigns_send_import(struct request *request, struct context *context, const struct recipients_import *in,
    enum fault fault, const char *made)
{
    const bool over = fault == FAULT_REFUSED && in->over_quota;
    if (fault != FAULT_NONE && fault != FAULT_INPUT && fault != FAULT_FULL && !over) {
        if (fault == FAULT_REFUSED)
            problem_send(request, ERROR_WRONG_STATE, "The campaign has been cancelled or removed.", NULL);
        else
            problem_send_store(request, fault);
        return;
    }
    struct json_object *json = campaigns_import_json(request, in);
    if (fault != FAULT_NONE) { /* what came before is in: the answer says how far it was read */
        struct json_object *problem = problem_json(over                  ? ERROR_QUOTA_EXCEEDED
                                                   : fault == FAULT_FULL ? ERROR_LIST_TOO_LONG
                                                                         : ERROR_INVALID_LIST,
            over ? CAMPAIGNS_OVER_QUOTA
                 : "The list could not be read to its end; the last of `errors` says why. What comes before "
                   "is added.",
            NULL);
        json_object_object_foreach(problem, name, value)
        {
            json_object_object_add(json, name, json_object_get(value));
        }
        json_object_put(problem);
    }
    if (made != NULL)
        campaigns_add_location(request, context, made);
    response_send_json(request,
        over                  ? 409
        : fault == FAULT_FULL ? 413
        : fault != FAULT_NONE ? 422
        : made != NULL        ? 201
                              : 200,
        fault == FAULT_NONE ? "application/json" : "application/problem+json", json);
}

/* Reads the body to its end, a piece at a time. FAULT_SYSTEM: the client is gone, or the store. */
static enum fault
campaigns_read_pieces(struct request *request, struct recipients_import *in)
{
    static char piece[CAMPAIGNS_PIECE]; /* large; one request at a time */
    size_t got;
    enum fault fault;
    while ((fault = request_read(request, piece, sizeof piece, &got)) == FAULT_NONE && got > 0) {
        fault = recipients_import_piece(in, piece, got);
        if (fault != FAULT_NONE)
            break;
    }
    const enum fault ended = fault == FAULT_NONE ? recipients_import_end(in) : FAULT_NONE;
    return fault != FAULT_NONE ? fault : ended;
}

bool
campaigns_expect_list(struct request *request, enum recipients_import_form *out)
{
    uint64_t length;
    *out = request_is_type(request, "text/csv") ? RECIPIENTS_IMPORT_CSV : RECIPIENTS_IMPORT_JSON;
    if (*out != RECIPIENTS_IMPORT_CSV && !request_is_type(request, "application/json") &&
        !request_is_type(request, "application/x-ndjson") && !request_is_type(request, "application/jsonl")) {
        problem_send(
            request, ERROR_MEDIA_TYPE, "Send text/csv, application/json or application/x-ndjson.", NULL);
        return false;
    }
    enum fault fault = request_body_length(request, REQUEST_BODY_MAX, &length);
    if (fault == FAULT_FULL)
        problem_send(request, ERROR_BODY_TOO_LARGE,
            "The body is longer than 16 MB. Send the list in several requests.", NULL);
    else if (fault != FAULT_NONE)
        problem_send(request, ERROR_BODY_INCOMPLETE, "The body was cut off or has a NUL in it.", NULL);
    return fault == FAULT_NONE;
}

void
campaigns_import(struct request *request, struct context *context, const char *name,
    enum recipients_import_form form, struct json_object *template, bool dry, bool made)
{
    static struct recipients_import in; /* large; one request at a time */
    struct input_error error;
    enum fault fault = recipients_import_begin(
        &in, context->config, context->env, name, api_key_scope(&request->key), template, form, dry);
    if (fault != FAULT_NONE) {
        input_error_set(
            &error, ERROR_WRONG_STATE, "", NULL, "The campaign is cancelled: it takes no more recipients.");
        campaigns_refuse(request, fault, &error);
        return;
    }
    if (dry || !send_is_full(request, context, recipients_import_owner(&in))) {
        fault = campaigns_read_pieces(request, &in);
        campaigns_send_import(request, context, &in, fault, made ? name : NULL);
    }
    recipients_import_free(&in);
}

void
campaigns_add_recipients(struct request *request, struct context *context)
{
    enum recipients_import_form form;
    struct input_error error;
    bool dry;
    if (!query_yes(request, "dry_run", &dry) || !campaigns_expect_list(request, &form))
        return;
    const enum fault fault = campaigns_check_own_domain(request, context, &error);
    if (fault == FAULT_NONE)
        campaigns_import(request, context, request_param(request, "name"), form, NULL, dry, false);
    else
        campaigns_refuse(request, fault, &error);
}
