#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "campaign/campaign_service.h"
#include "campaign/recipients_import.h"
#include "http/json_body.h"
#include "http/problem.h"
#include "http/query.h"
#include "send.h"

enum {
    CAMPAIGNS_BODY_MAX = 1024 * 1024,
    CAMPAIGNS_INLINE = 1000, /* recipients that may come with the campaign itself */
    CAMPAIGNS_PIECE = 64 * 1024,
    CAMPAIGNS_PAGE = 50,
    CAMPAIGNS_PAGE_MAX = 200,
};

static struct campaign campaigns_space; /* 64 KB: not for the stack */

/* Answers what could not be done with a campaign. */
static void
campaigns_refuse(struct request *http, enum fault fault, const struct message_request_fault *wrong)
{
    if (fault == FAULT_INPUT)
        send_refuse(http, wrong);
    else if (fault == FAULT_MISSING)
        send_missing(http);
    else if (fault == FAULT_EXISTS)
        problem_send(http, 409, "There is a campaign of that name; choose another.", "#/name");
    else if (fault == FAULT_REFUSED)
        problem_send(http, 409, wrong->why, NULL);
    else
        problem_send_store(http);
}

/* dry_run=yes of the query; false when the answer, that it is wrong, is sent. */
static bool
campaigns_is_dry(struct request *http, bool *out)
{
    char text[8];
    enum fault fault = request_query(http, "dry_run", text, sizeof text);
    *out = fault == FAULT_NONE && strcmp(text, "yes") == 0;
    if (fault == FAULT_MISSING || *out || (fault == FAULT_NONE && strcmp(text, "no") == 0))
        return true;
    problem_send(http, 400, "dry_run is yes or no.", "dry_run");
    return false;
}

/* Where the campaign is that was made just now. */
static void
campaigns_add_location(struct request *http, const struct send *s, const char *name)
{
    char location[CONFIG_VALUE_SIZE + 64 + NAMED_ROW_NAME_MAX];
    snprintf(location, sizeof location, "%s" SEND_PATH "campaigns/%s", s->config.web_base_url, name);
    response_header(http, "Location", location);
}

/* The answer about recipients that came in, as far as they did. */
static void
campaigns_send_intake(struct request *http, const struct send *s, const struct recipients_import *in,
    enum fault fault, const char *made)
{
    if (fault != FAULT_NONE && fault != FAULT_INPUT && fault != FAULT_FULL) {
        if (fault == FAULT_REFUSED)
            problem_send(http, 409, "The campaign was cancelled or removed meanwhile.", NULL);
        else
            problem_send_store(http);
        return;
    }
    struct json_object *view = recipients_import_view(in, send_sees_numbers(s));
    if (fault != FAULT_NONE) { /* what came before is in: the answer says how far it was read */
        struct json_object *problem = problem_json(fault == FAULT_FULL ? 413 : 422,
            "The list could not be read to its end; the last of faults says why. What stands before is "
            "added.",
            NULL);
        json_object_object_foreach(problem, name, value)
        {
            json_object_object_add(view, name, json_object_get(value));
        }
        json_object_put(problem);
    }
    if (made != NULL)
        campaigns_add_location(http, s, made);
    json_send(http,
        fault == FAULT_FULL   ? 413
        : fault != FAULT_NONE ? 422
        : made != NULL        ? 201
                              : 200,
        fault == FAULT_NONE ? "application/json" : "application/problem+json", view);
}

/* Reads the body to its end, a piece at a time. FAULT_SYSTEM: the client is gone, or the store. */
static enum fault
campaigns_read_pieces(struct request *http, struct recipients_import *in)
{
    static char piece[CAMPAIGNS_PIECE];
    size_t got;
    enum fault fault;
    while ((fault = request_read(http, piece, sizeof piece, &got)) == FAULT_NONE && got > 0) {
        fault = recipients_import_piece(in, piece, got);
        if (fault != FAULT_NONE)
            break;
    }
    const enum fault ended = fault == FAULT_NONE ? recipients_import_end(in) : FAULT_NONE;
    return fault != FAULT_NONE ? fault : ended;
}

/* Is the body a list that can be read? False when the answer, that it is not, is sent. */
static bool
campaigns_expect_list(struct request *http, enum recipients_import_form *out)
{
    uint64_t length;
    *out = request_is_type(http, "text/csv") ? RECIPIENTS_IMPORT_CSV : RECIPIENTS_IMPORT_JSON;
    if (*out != RECIPIENTS_IMPORT_CSV && !request_is_type(http, "application/json") &&
        !request_is_type(http, "application/x-ndjson") && !request_is_type(http, "application/jsonl")) {
        problem_send(http, 415, "Send text/csv, application/json or application/x-ndjson.", NULL);
        return false;
    }
    enum fault fault = request_body_length(http, HTTP_BODY_MAX, &length);
    if (fault == FAULT_FULL)
        problem_send(http, 413, "The body is longer than 16 MB: send the list in several calls.", NULL);
    else if (fault != FAULT_NONE)
        problem_send(http, 400, "The body cannot be read.", NULL);
    return fault == FAULT_NONE;
}

/* Recipients for a campaign that is there, that was made just now, or for a template that is only tried. */
static void
campaigns_take_in(struct send *s, struct request *http, const char *name, enum recipients_import_form form,
    struct json_object *template, bool dry, bool made)
{
    static struct recipients_import in;
    struct message_request_fault wrong;
    enum fault fault = recipients_import_begin(
        &in, &s->config, s->env, name, send_owner(s), template, form, dry);
    if (fault != FAULT_NONE) {
        message_request_refuse(&wrong, "", "", "The campaign is cancelled: it takes no more recipients.");
        campaigns_refuse(http, fault, &wrong);
        return;
    }
    fault = campaigns_read_pieces(http, &in);
    campaigns_send_intake(http, s, &in, fault, made ? name : NULL);
    recipients_import_free(&in);
}

static void
campaigns_recipients(struct send *s, struct request *http, const char *name)
{
    enum recipients_import_form form;
    bool dry;
    if (http->method != HTTP_POST)
        problem_send_method(http, "POST");
    else if (campaigns_is_dry(http, &dry) && campaigns_expect_list(http, &form))
        campaigns_take_in(s, http, name, form, NULL, dry, false);
}

/* The recipients that came with the campaign: few, so they are read as a whole. template: as
 * recipients_import_begin has it. */
static enum fault
campaigns_take_inline(struct send *s, const char *name, struct json_object *template,
    struct json_object *recipients, struct recipients_import *in)
{
    size_t length;
    enum fault fault = recipients_import_begin(
        in, &s->config, s->env, name, send_owner(s), template, RECIPIENTS_IMPORT_JSON, template != NULL);
    if (fault != FAULT_NONE)
        return fault;
    const char *text = json_text(recipients, &length);
    fault = recipients_import_piece(in, text, length);
    return fault == FAULT_NONE ? recipients_import_end(in) : fault;
}

/* Before anything is made: can they be read at all? */
static enum fault
campaigns_try_inline(struct send *s, struct json_object *template, struct json_object *recipients,
    struct recipients_import *in, struct message_request_fault *wrong)
{
    enum fault fault = campaigns_take_inline(s, "", template, recipients, in);
    if (fault == FAULT_INPUT)
        message_request_refuse(wrong, "", "recipients", "recipients: item %llu: %s",
            (unsigned long long)in->faults[in->fault_count - 1].line,
            in->faults[in->fault_count - 1].fault.why);
    return fault;
}

static enum fault
campaigns_check_inline(
    struct json_object *sent, struct json_object **recipients, struct message_request_fault *wrong)
{
    *recipients = NULL;
    if (!json_object_object_get_ex(sent, "recipients", recipients) || *recipients == NULL)
        return FAULT_NONE;
    if (json_object_get_type(*recipients) == json_type_array &&
        json_object_array_length(*recipients) <= CAMPAIGNS_INLINE)
        return FAULT_NONE;
    return message_request_refuse(wrong, "", "recipients",
        "recipients must be an array of at most %d; send a longer list to the campaign's /recipients",
        CAMPAIGNS_INLINE);
}

/* Is it to be started at once? */
static enum fault
campaigns_check_start(struct json_object *sent, bool *start, struct message_request_fault *wrong)
{
    struct json_object *value;
    *start = false;
    if (!json_object_object_get_ex(sent, "start", &value) || value == NULL)
        return FAULT_NONE;
    if (json_object_get_type(value) != json_type_boolean)
        return message_request_refuse(wrong, "", "start", "start must be true or false");
    *start = json_object_get_boolean(value);
    return FAULT_NONE;
}

static void
campaigns_send_made(struct send *s, struct request *http, const struct campaign *campaign,
    const struct recipients_import *in, const char *secret, bool dry)
{
    struct json_object *view = campaign_to_json(campaign);
    if (in->work != NULL)
        json_object_object_add(view, "intake", recipients_import_view(in, send_sees_numbers(s)));
    if (*secret != '\0')
        json_object_object_add(view, "webhook_secret", json_object_new_string(secret));
    if (!dry)
        campaigns_add_location(http, s, campaign->name);
    json_send(http, dry ? 200 : 201, "application/json", view);
}

/* A campaign, perhaps with recipients: made, or only tried. */
static enum fault
campaigns_make(struct send *s, struct json_object *sent, bool dry, struct recipients_import *in,
    char secret[static WEBHOOK_SECRET_SIZE], struct message_request_fault *wrong)
{
    struct campaign *campaign = &campaigns_space;
    struct json_object *recipients;
    bool start;
    in->work = NULL;
    secret[0] = '\0';
    enum fault fault = campaigns_check_inline(sent, &recipients, wrong);
    if (fault == FAULT_NONE)
        fault = campaigns_check_start(sent, &start, wrong);
    if (fault == FAULT_NONE)
        fault = campaign_request_read(sent, &s->config, campaign, wrong);
    if (fault != FAULT_NONE)
        return fault;
    if (recipients != NULL) {
        struct json_object *template = json_read(campaign->template, strlen(campaign->template));
        fault = campaigns_try_inline(s, template, recipients, in, wrong);
        json_object_put(template);
    }
    if (fault == FAULT_NONE && !dry)
        fault = send_webhook(s, json_member(sent, "webhook"), secret, wrong);
    if (fault == FAULT_NONE && !dry)
        fault = campaign_create(s->env, campaign, s->key.id);
    if (fault == FAULT_NONE && !dry && recipients != NULL) {
        recipients_import_free(in);
        fault = campaigns_take_inline(s, campaign->name, NULL, recipients, in);
    }
    if (fault == FAULT_NONE && start && !dry)
        fault = campaign_apply_action(s->env, campaign->name, 0, CAMPAIGN_START, campaign, wrong);
    else if (fault == FAULT_NONE && !dry)
        fault = campaign_get(env_read(s->env), campaign->name, campaign);
    return fault;
}

static void
campaigns_add_one(struct send *s, struct request *http)
{
    static struct recipients_import in; /* its faults are 40 KB */
    struct message_request_fault wrong;
    char secret[WEBHOOK_SECRET_SIZE];
    bool dry;
    in.work = NULL;
    message_request_refuse(&wrong, "", "", "The campaign was cancelled or removed meanwhile.");
    if (!campaigns_is_dry(http, &dry))
        return;
    struct json_object *sent = json_body(http, CAMPAIGNS_BODY_MAX, NULL, NULL);
    if (sent == NULL)
        return;
    enum fault fault = campaigns_make(s, sent, dry, &in, secret, &wrong);
    if (fault == FAULT_NONE)
        campaigns_send_made(s, http, &campaigns_space, &in, secret, dry);
    else
        campaigns_refuse(http, fault, &wrong);
    recipients_import_free(&in);
    json_object_put(sent);
}

/* A list of recipients has all else in the query: name, template, from, channel, ... */
static enum fault
campaigns_from_query(struct request *http, struct json_object *out, struct message_request_fault *wrong)
{
    static const char *const names[] = {
        "name", "template", "from", "channel", "hours", "track", "client_ref", "rate", "ttl"};
    static char text[CAMPAIGN_TEMPLATE_MAX];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char *end;
        enum fault fault = request_query(http, names[i], text, sizeof text);
        const bool number = strcmp(names[i], "rate") == 0 || strcmp(names[i], "ttl") == 0;
        if (fault == FAULT_MISSING)
            continue;
        if (fault != FAULT_NONE)
            return message_request_refuse(wrong, "", names[i], "%s is too long, or is not text", names[i]);
        const long long value = strtoll(text, &end, 10);
        json_object_object_add(out, names[i],
            number && *end == '\0' ? json_object_new_int64(value) : json_object_new_string(text));
    }
    return FAULT_NONE;
}

static void
campaigns_add_list(struct send *s, struct request *http)
{
    struct message_request_fault wrong;
    enum recipients_import_form form;
    bool dry;
    if (!campaigns_is_dry(http, &dry) || !campaigns_expect_list(http, &form))
        return;
    struct json_object *sent = json_object_new_object();
    enum fault fault = campaigns_from_query(http, sent, &wrong);
    if (fault == FAULT_NONE)
        fault = campaign_request_read(sent, &s->config, &campaigns_space, &wrong);
    json_object_put(sent);
    if (fault == FAULT_NONE && !dry)
        fault = campaign_create(s->env, &campaigns_space, s->key.id);
    if (fault != FAULT_NONE) {
        campaigns_refuse(http, fault, &wrong);
        return;
    }
    struct json_object *template = json_read(campaigns_space.template, strlen(campaigns_space.template));
    campaigns_take_in(s, http, campaigns_space.name, form, dry ? template : NULL, dry, !dry);
    json_object_put(template);
}

static void
campaigns_list(struct send *s, struct request *http)
{
    char after[NAMED_ROW_NAME_MAX + 1] = "";
    size_t limit;
    enum fault fault;
    if (!query_limit(http, CAMPAIGNS_PAGE, CAMPAIGNS_PAGE_MAX, &limit))
        return;
    fault = request_query(http, "cursor", after, sizeof after);
    if (fault != FAULT_MISSING && (fault != FAULT_NONE || !named_row_is_valid(after))) {
        problem_send(http, 400, "cursor is not one that a list gave out.", "cursor");
        return;
    }
    struct json_object *answer = json_object_new_object(), *list = json_object_new_array();
    struct campaign *campaign = &campaigns_space;
    strcpy(campaign->name, after);
    json_object_object_add(answer, "campaigns", list);
    while ((fault = campaign_next(env_read(s->env), campaign->name, campaign)) == FAULT_NONE &&
           json_object_array_length(list) < limit) {
        strcpy(after, campaign->name);
        if (send_owner(s) == 0 || campaign->owner == send_owner(s))
            json_object_array_add(list, campaign_to_json(campaign));
    }
    json_object_object_add(answer, "next", fault == FAULT_NONE ? json_object_new_string(after) : NULL);
    if (fault == FAULT_NONE || fault == FAULT_MISSING) {
        json_send(http, 200, "application/json", answer);
    } else {
        json_object_put(answer);
        problem_send_store(http);
    }
}

static void
campaigns_read_one(struct send *s, struct request *http, const char *name)
{
    struct campaign *campaign = &campaigns_space;
    enum fault fault = campaign_get(env_read(s->env), name, campaign);
    if (fault == FAULT_NONE && send_owner(s) != 0 && campaign->owner != send_owner(s))
        fault = FAULT_MISSING;
    if (fault == FAULT_NONE)
        json_send(http, 200, "application/json", campaign_to_json(campaign));
    else
        campaigns_refuse(http, fault, NULL);
}

static void
campaigns_remove_one(struct send *s, struct request *http, const char *name)
{
    struct message_request_fault wrong;
    enum fault fault = campaign_delete(s->env, name, send_owner(s), &wrong);
    if (fault == FAULT_NONE)
        response_send(http, 204, NULL, NULL, 0);
    else
        campaigns_refuse(http, fault, &wrong);
}

static void
campaigns_do_one(struct send *s, struct request *http, const char *name, enum campaign_action deed)
{
    struct message_request_fault wrong;
    if (http->method != HTTP_POST) {
        problem_send_method(http, "POST");
        return;
    }
    enum fault fault = campaign_apply_action(s->env, name, send_owner(s), deed, &campaigns_space, &wrong);
    if (fault == FAULT_NONE)
        json_send(http, 200, "application/json", campaign_to_json(&campaigns_space));
    else
        campaigns_refuse(http, fault, &wrong);
}

static void
campaigns_one(struct send *s, struct request *http, const char *name)
{
    if (http->method == HTTP_GET || http->method == HTTP_HEAD)
        campaigns_read_one(s, http, name);
    else if (http->method == HTTP_DELETE)
        campaigns_remove_one(s, http, name);
    else
        problem_send_method(http, "GET, HEAD, DELETE");
}

/* Is the body a list of recipients, and not a campaign? Then the campaign is in the query. */
static bool
campaigns_is_list(const struct request *http)
{
    char name[NAMED_ROW_NAME_MAX + 1];
    return !request_is_type(http, "application/json") ||
           request_query(http, "name", name, sizeof name) != FAULT_MISSING;
}

static void
campaigns_all(struct send *s, struct request *http)
{
    if (http->method == HTTP_GET || http->method == HTTP_HEAD)
        campaigns_list(s, http);
    else if (http->method != HTTP_POST)
        problem_send_method(http, "GET, HEAD, POST");
    else if (campaigns_is_list(http))
        campaigns_add_list(s, http);
    else
        campaigns_add_one(s, http);
}

void
send_campaigns(struct send *s, struct request *http, const char *rest)
{
    char name[NAMED_ROW_NAME_MAX + 1];
    const size_t length = strcspn(rest, "/");
    if (*rest == '\0') {
        campaigns_all(s, http);
        return;
    }
    if (length > NAMED_ROW_NAME_MAX) {
        send_missing(http);
        return;
    }
    memcpy(name, rest, length);
    name[length] = '\0';
    rest += length;
    const enum campaign_action deed = *rest == '/' ? campaign_action_parse(rest + 1) : CAMPAIGN_ACTIONS;
    if (*rest == '\0')
        campaigns_one(s, http, name);
    else if (strcmp(rest, "/recipients") == 0)
        campaigns_recipients(s, http, name);
    else if (deed != CAMPAIGN_ACTIONS)
        campaigns_do_one(s, http, name, deed);
    else
        send_missing(http);
}
