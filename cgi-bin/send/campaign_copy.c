/*
 * campaign_copy.c: POST /api/v1/campaigns/{name}/recipients/copy: those who clicked in another campaign, or
 * who did not.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "base/json.h"
#include "campaign/recipients_copy.h"
#include "http/json_body.h"
#include "http/query.h"
#include "send.h"

enum { CAMPAIGN_COPY_BODY_MAX = 4096 };

/* {"campaign": ..., "clicked": "yes" or "no"} and nothing else. */
static enum fault
campaign_copy_read(struct json_object *sent, struct recipients_copy *out, struct input_error *error)
{
    const char *clicked = json_member(sent, "clicked");
    if (json_object_get_type(sent) != json_type_object || json_object_object_length(sent) != 2)
        return input_error_set(
            error, ERROR_WRONG_TYPE, "", NULL, "Send {\"campaign\": \"spring\", \"clicked\": \"no\"}.");
    out->campaign = json_member(sent, "campaign");
    if (!label_is_valid(out->campaign))
        return input_error_set(
            error, ERROR_INVALID_VALUE, "", "campaign", "campaign must be the name of a campaign.");
    out->clicked = strcmp(clicked, "yes") == 0;
    if (!out->clicked && strcmp(clicked, "no") != 0)
        return input_error_set(error, ERROR_INVALID_VALUE, "", "clicked", "clicked must be yes or no.");
    return FAULT_NONE;
}

static void
campaign_copy_send(
    struct request *request, const struct recipients_copy *copy, const struct recipients_import *in)
{
    struct json_object *json = campaigns_import_json(request, in);
    json_object_object_add(json, "suppressed", json_object_new_uint64(copy->suppressed));
    json_add_uuid_or_null(json, "next", copy->after);
    response_send_json(request, 200, "application/json", json);
}

/* FAULT_INPUT: nothing has this campaign. */
static enum fault
campaign_copy_run(const struct request *request, const struct context *context, struct recipients_copy *copy,
    struct recipients_import *in, struct input_error *error)
{
    const bool first = uuid_is_nil(copy->after);
    enum fault fault = recipients_import_begin(in, context->config, context->env,
        request_param(request, "name"), copy->owner, NULL, RECIPIENTS_IMPORT_JSON, false);
    if (fault != FAULT_NONE)
        return fault;
    fault = recipients_copy_run(context->env, copy, in);
    const enum fault ended = recipients_import_end(in);
    campaigns_explain_quota(in, error);
    if (fault == FAULT_NONE && ended == FAULT_NONE && first && copy->looked == 0)
        return input_error_set(
            error, ERROR_INVALID_VALUE, "", "campaign", "No message was sent with this campaign.");
    return fault != FAULT_NONE ? fault : ended;
}

void
campaigns_copy_recipients(struct request *request, struct context *context)
{
    static struct recipients_import in; /* its errors are 40 KB; one request at a time */
    struct recipients_copy copy = {.owner = api_key_scope(&request->key)};
    struct input_error error;
    if (!query_after(request, copy.after))
        return;
    struct json_object *sent = json_body(request, CAMPAIGN_COPY_BODY_MAX, NULL, NULL);
    if (sent == NULL)
        return;
    in.work = NULL;
    enum fault fault = campaign_copy_read(sent, &copy, &error);
    if (fault == FAULT_NONE)
        fault = campaigns_check_own_domain(request, context, &error);
    if (fault == FAULT_NONE) {
        input_error_set(&error, ERROR_WRONG_STATE, "", NULL, "The campaign has been cancelled or removed.");
        fault = campaign_copy_run(request, context, &copy, &in, &error);
    }
    if (fault == FAULT_NONE)
        campaign_copy_send(request, &copy, &in);
    else
        campaigns_refuse(request, fault, &error);
    recipients_import_free(&in);
    json_object_put(sent);
}
