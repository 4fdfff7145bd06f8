/*
 * campaigns.c: /api/v1/campaigns: one text for many recipients.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/timestamp.h"
#include "campaign/campaign_json.h"
#include "campaign/campaign_lifecycle.h"
#include "campaign/campaign_request.h"
#include "campaign/campaign_retry.h"
#include "http/json_body.h"
#include "http/query.h"
#include "http/query_enum.h"
#include "message/send_time.h"
#include "send.h"
#include "sender/carrier_fit.h"

enum {
    CAMPAIGNS_BODY_MAX = 1024 * 1024,
    CAMPAIGNS_INLINE = 1000, /* recipients that may come with the campaign itself */
    CAMPAIGNS_PAGE = 50,
    CAMPAIGNS_PAGE_MAX = 200,
    CAMPAIGNS_RETRY_MAX = 10000, /* messages a call */
};

/* 64 KB: too large for the stack, and a program serves one request at a time. */
static struct campaign campaigns_space;

/* The recipients that came with the campaign. template: as recipients_import_begin has it. */
static enum fault
campaigns_take_inline(const struct request *request, const struct context *context, const char *name,
    struct json_object *template, struct json_object *recipients, struct recipients_import *in)
{
    enum fault fault = recipients_import_begin(in, context->config, context->env, name,
        api_key_scope(&request->key), template, RECIPIENTS_IMPORT_JSON, template != NULL);
    if (fault != FAULT_NONE)
        return fault;
    for (size_t i = 0; i < json_object_array_length(recipients) && fault == FAULT_NONE; i++)
        fault = recipients_import_one(in, json_object_array_get_idx(recipients, i));
    return fault == FAULT_NONE ? recipients_import_end(in) : fault;
}

/* Before anything is made: can they be read at all? */
static enum fault
campaigns_try_inline(const struct request *request, const struct context *context,
    struct json_object *template, struct json_object *recipients, struct recipients_import *in,
    struct input_error *error)
{
    enum fault fault = campaigns_take_inline(request, context, "", template, recipients, in);
    if (fault == FAULT_INPUT)
        input_error_set(error, ERROR_INVALID_VALUE, "", "recipients", "recipients: item %llu: %s.",
            (unsigned long long)in->errors[in->error_count - 1].line,
            in->errors[in->error_count - 1].error.detail);
    return fault;
}

static enum fault
campaigns_check_inline(struct json_object *sent, struct json_object **recipients, struct input_error *error)
{
    *recipients = NULL;
    if (!json_object_object_get_ex(sent, "recipients", recipients) || *recipients == NULL)
        return FAULT_NONE;
    if (json_object_get_type(*recipients) == json_type_array &&
        json_object_array_length(*recipients) <= CAMPAIGNS_INLINE)
        return FAULT_NONE;
    return input_error_set(error, ERROR_WRONG_TYPE, "", "recipients",
        "recipients must be an array of at most %d; send a longer list to the campaign's /recipients.",
        CAMPAIGNS_INLINE);
}

/* Is it to be started at once? */
static enum fault
campaigns_check_start(struct json_object *sent, bool *start, struct input_error *error)
{
    struct json_object *value;
    *start = false;
    if (!json_object_object_get_ex(sent, "start", &value) || value == NULL)
        return FAULT_NONE;
    if (json_object_get_type(value) != json_type_boolean)
        return input_error_set(error, ERROR_WRONG_TYPE, "", "start", "start must be true or false.");
    *start = json_object_get_boolean(value);
    return FAULT_NONE;
}

/* A campaign that was started, and has nobody to send to, does nothing: that should be no surprise. */
static void
campaigns_warn(const struct campaign *campaign, struct json_object *json)
{
    if (campaign->state == CAMPAIGN_RUNNING && campaign->recipients == 0)
        json_add_text(json, "warning",
            "The campaign has no recipients: nothing is sent until some are added to its /recipients.");
}

static void
campaigns_send_made(struct request *request, struct context *context, const struct campaign *campaign,
    const struct recipients_import *in, const char *secret, bool dry)
{
    struct json_object *json = campaign_to_json(campaign, context->env);
    campaigns_warn(campaign, json);
    if (in->work != NULL)
        json_object_object_add(json, "import", campaigns_import_json(request, in));
    if (*secret != '\0')
        json_add_text(json, "webhook_secret", secret);
    if (!dry)
        campaigns_add_location(request, context, campaign->name);
    response_send_json(request, dry ? 200 : 201, "application/json", json);
}

/* A campaign, perhaps with recipients: made, or only tried. */
static enum fault
campaigns_make(const struct request *request, const struct context *context, struct json_object *sent,
    bool dry, struct recipients_import *in, char secret[static WEBHOOK_SECRET_SIZE],
    struct input_error *error)
{
    struct campaign *campaign = &campaigns_space;
    struct json_object *recipients;
    bool start;
    in->work = NULL;
    secret[0] = '\0';
    enum fault fault = campaigns_check_domain(request, context, sent, error);
    if (fault == FAULT_NONE)
        fault = campaigns_check_inline(sent, &recipients, error);
    if (fault == FAULT_NONE)
        fault = campaigns_check_start(sent, &start, error);
    if (fault == FAULT_NONE)
        fault = campaign_from_json(sent, context->config, campaign, error);
    if (fault == FAULT_NONE)
        fault = carrier_fit_campaign(context->config, campaign, error);
    if (fault != FAULT_NONE)
        return fault;
    if (recipients != NULL) {
        struct json_object *template = json_read(campaign->template, strlen(campaign->template));
        fault = campaigns_try_inline(request, context, template, recipients, in, error);
        json_object_put(template);
    }
    if (fault == FAULT_NONE && !dry)
        fault = send_webhook(context, request->key.id, json_member(sent, "webhook"), secret, error);
    if (fault == FAULT_NONE && !dry)
        fault = campaign_create(
            context->env, campaign, request->key.id, context->config->quotas_campaigns, error);
    if (fault == FAULT_NONE && !dry && recipients != NULL) {
        recipients_import_free(in);
        fault = campaigns_take_inline(request, context, campaign->name, NULL, recipients, in);
        campaigns_explain_quota(in, error);
    }
    if (fault == FAULT_NONE && start && !dry)
        fault = campaign_apply_action(context->env, campaign->name, 0, CAMPAIGN_START, campaign, error);
    else if (fault == FAULT_NONE && !dry)
        fault = campaign_get(env_read(context->env), campaign->name, campaign);
    return fault;
}

static void
campaigns_add_one(struct request *request, struct context *context)
{
    static struct recipients_import in; /* its errors are 40 KB; one request at a time */
    struct input_error error;
    char secret[WEBHOOK_SECRET_SIZE];
    bool dry;
    in.work = NULL;
    input_error_set(&error, ERROR_WRONG_STATE, "", NULL, "The campaign was cancelled or removed meanwhile.");
    if (!query_yes(request, "dry_run", &dry))
        return;
    struct json_object *sent = json_body(request, CAMPAIGNS_BODY_MAX, NULL, NULL);
    if (sent == NULL)
        return;
    enum fault fault = campaigns_make(request, context, sent, dry, &in, secret, &error);
    if (fault == FAULT_NONE)
        campaigns_send_made(request, context, &campaigns_space, &in, secret, dry);
    else
        campaigns_refuse(request, fault, &error);
    recipients_import_free(&in);
    json_object_put(sent);
}

/* A list of recipients has all else in the query: name, template, from, channel, ... */
static enum fault
campaigns_from_query(struct request *request, struct json_object *out, struct input_error *error)
{
    static const char *const names[] = {"name", "template", "from", "channel", "hours", "track", "client_ref",
        "rate", "ttl", "domain", "send_at", "quiet_hours"};
    static char text[CAMPAIGN_TEMPLATE_MAX]; /* too large for the stack; one request at a time */
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char *end;
        enum fault fault = request_query(request, names[i], text, sizeof text);
        const bool number = strcmp(names[i], "rate") == 0 || strcmp(names[i], "ttl") == 0;
        if (fault == FAULT_MISSING)
            continue;
        if (fault != FAULT_NONE)
            return input_error_set(
                error, ERROR_INVALID_LENGTH, "", names[i], "%s is too long, or is not text.", names[i]);
        const long long value = strtoll(text, &end, 10);
        json_object_object_add(out, names[i],
            number && *end == '\0' ? json_object_new_int64(value) : json_object_new_string(text));
    }
    return FAULT_NONE;
}

static void
campaigns_add_list(struct request *request, struct context *context)
{
    struct input_error error;
    enum recipients_import_form form;
    bool dry;
    if (!query_yes(request, "dry_run", &dry) || !campaigns_expect_list(request, &form))
        return;
    struct json_object *sent = json_object_new_object();
    enum fault fault = campaigns_from_query(request, sent, &error);
    if (fault == FAULT_NONE)
        fault = campaigns_check_domain(request, context, sent, &error);
    if (fault == FAULT_NONE)
        fault = campaign_from_json(sent, context->config, &campaigns_space, &error);
    if (fault == FAULT_NONE)
        fault = carrier_fit_campaign(context->config, &campaigns_space, &error);
    json_object_put(sent);
    if (fault == FAULT_NONE && !dry)
        fault = campaign_create(
            context->env, &campaigns_space, request->key.id, context->config->quotas_campaigns, &error);
    if (fault != FAULT_NONE) {
        campaigns_refuse(request, fault, &error);
        return;
    }
    struct json_object *template = json_read(campaigns_space.template, strlen(campaigns_space.template));
    campaigns_import(request, context, campaigns_space.name, form, dry ? template : NULL, dry, !dry);
    json_object_put(template);
}

void
campaigns_list(struct request *request, struct context *context)
{
    char after[TABLE_NAME_MAX + 1] = "";
    size_t limit;
    enum fault fault;
    if (!query_limit(request, CAMPAIGNS_PAGE, CAMPAIGNS_PAGE_MAX, &limit))
        return;
    fault = request_query(request, "cursor", after, sizeof after);
    if (fault != FAULT_MISSING && (fault != FAULT_NONE || !table_name_is_valid(after))) {
        query_refuse_cursor(request);
        return;
    }
    struct json_object *answer = json_object_new_object(), *list = json_object_new_array();
    struct campaign *campaign = &campaigns_space;
    strcpy(campaign->name, after);
    json_object_object_add(answer, "campaigns", list);
    while ((fault = campaign_next(env_read(context->env), campaign->name, campaign)) == FAULT_NONE &&
           json_object_array_length(list) < limit) {
        strcpy(after, campaign->name);
        if (api_key_scope(&request->key) == 0 || campaign->owner == api_key_scope(&request->key))
            json_object_array_add(list, campaign_to_json(campaign, context->env));
    }
    json_object_object_add(answer, "next", fault == FAULT_NONE ? json_object_new_string(after) : NULL);
    if (fault == FAULT_NONE || fault == FAULT_MISSING) {
        response_send_json(request, 200, "application/json", answer);
    } else {
        json_object_put(answer);
        problem_send_store(request, fault);
    }
}

enum fault
campaigns_find(const struct request *request, struct env *env, struct campaign *out)
{
    const uint32_t owner = api_key_scope(&request->key);
    const enum fault fault = campaign_get(env_read(env), request_param(request, "name"), out);
    return fault == FAULT_NONE && owner != 0 && out->owner != owner ? FAULT_MISSING : fault;
}

void
campaigns_send(struct request *request, const struct context *context, const struct campaign *campaign)
{
    char etag[ETAG_SIZE];
    struct json_object *json = campaign_to_json(campaign, context->env);
    campaigns_warn(campaign, json);
    campaign_etag(campaign, json_text(json, NULL), etag);
    response_send_tagged(request, 200, etag, json);
}

void
campaigns_get(struct request *request, struct context *context)
{
    struct campaign *campaign = &campaigns_space;
    const enum fault fault = campaigns_find(request, context->env, campaign);
    if (fault == FAULT_NONE)
        campaigns_send(request, context, campaign);
    else
        campaigns_refuse(request, fault, NULL);
}

void
campaigns_delete(struct request *request, struct context *context)
{
    const char *name = request_param(request, "name");
    struct input_error error;
    enum fault fault = campaign_delete(
        context->env, name, api_key_scope(&request->key), request->fields[HTTP_IF_MATCH], &error);
    if (fault == FAULT_NONE)
        response_send(request, 204, NULL, NULL, 0);
    else
        campaigns_refuse(request, fault, &error);
}

static void
campaigns_apply(struct request *request, struct context *context, enum campaign_action action)
{
    struct input_error error;
    const bool sends = action == CAMPAIGN_START || action == CAMPAIGN_RESUME;
    enum fault fault = sends ? campaigns_check_own_domain(request, context, &error) : FAULT_NONE;
    if (fault == FAULT_NONE)
        fault = campaign_apply_action(context->env, request_param(request, "name"),
            api_key_scope(&request->key), action, &campaigns_space, &error);
    if (fault == FAULT_NONE)
        campaigns_send(request, context, &campaigns_space);
    else
        campaigns_refuse(request, fault, &error);
}

void
campaigns_start(struct request *request, struct context *context)
{
    campaigns_apply(request, context, CAMPAIGN_START);
}

void
campaigns_pause(struct request *request, struct context *context)
{
    campaigns_apply(request, context, CAMPAIGN_PAUSE);
}

void
campaigns_resume(struct request *request, struct context *context)
{
    campaigns_apply(request, context, CAMPAIGN_RESUME);
}

void
campaigns_cancel(struct request *request, struct context *context)
{
    campaigns_apply(request, context, CAMPAIGN_CANCEL);
}

void
campaigns_patch(struct request *request, struct context *context)
{
    struct input_error error;
    int64_t send_at;
    enum fault fault = campaigns_find(request, context->env, &campaigns_space);
    if (fault != FAULT_NONE) {
        campaigns_refuse(request, fault, NULL);
        return;
    }
    struct json_object *sent = json_body(request, SEND_CHANGE_MAX, NULL, NULL);
    if (sent == NULL)
        return;
    fault = send_time_read_move(sent, timestamp_now(), &send_at, &error);
    json_object_put(sent);
    if (fault == FAULT_NONE)
        fault = campaign_move(context->env, request_param(request, "name"), api_key_scope(&request->key),
            send_at, &campaigns_space, &error);
    if (fault == FAULT_NONE)
        campaigns_send(request, context, &campaigns_space);
    else
        campaigns_refuse(request, fault, &error);
}

void
campaigns_retry(struct request *request, struct context *context)
{
    struct input_error error;
    struct campaign_retry retry = {.name = request_param(request, "name"),
        .owner = api_key_scope(&request->key),
        .most = CAMPAIGNS_RETRY_MAX,
        .campaign = &campaigns_space};
    if (!query_after(request, retry.after))
        return;
    const enum fault fault = campaign_retry_run(context->env, &retry, &error);
    if (fault != FAULT_NONE) {
        campaigns_refuse(request, fault, &error);
        return;
    }
    struct json_object *json = campaign_to_json(&campaigns_space, context->env);
    json_object_object_add(json, "retried", json_object_new_uint64(retry.count));
    json_add_uuid_or_null(json, "next", retry.after);
    response_send_json(request, 200, "application/json", json);
}

/* Is the body a list of recipients, and not a campaign? Then the campaign is in the query. */
static bool
campaigns_is_list(const struct request *request)
{
    char name[TABLE_NAME_MAX + 1];
    return !request_is_type(request, "application/json") ||
           request_query(request, "name", name, sizeof name) != FAULT_MISSING;
}

void
campaigns_create(struct request *request, struct context *context)
{
    if (campaigns_is_list(request))
        campaigns_add_list(request, context);
    else
        campaigns_add_one(request, context);
}
