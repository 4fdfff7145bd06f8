#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "carrier/campaigns.h"
#include "carrier/intake.h"
#include "send.h"
#include "web/json.h"
#include "web/problem.h"
#include "web/query.h"

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
campaigns_refuse(struct http *http, enum fault fault, const struct draft_fault *wrong)
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
campaigns_is_dry(struct http *http, bool *out)
{
    char text[8];
    enum fault fault = http_query(http, "dry_run", text, sizeof text);
    *out = fault == FAULT_NONE && strcmp(text, "yes") == 0;
    if (fault == FAULT_MISSING || *out || (fault == FAULT_NONE && strcmp(text, "no") == 0))
        return true;
    problem_send(http, 400, "dry_run is yes or no.", "dry_run");
    return false;
}

/* The answer about recipients that came in, as far as they did. */
static void
campaigns_send_intake(struct http *http, const struct send *s, const struct intake *in, enum fault fault)
{
    if (fault != FAULT_NONE && fault != FAULT_INPUT && fault != FAULT_FULL) {
        if (fault == FAULT_REFUSED)
            problem_send(http, 409, "The campaign was cancelled or removed meanwhile.", NULL);
        else
            problem_send_store(http);
        return;
    }
    struct json_object *view = intake_view(in, send_sees_numbers(s));
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
    json_send(http,
        fault == FAULT_NONE   ? 200
        : fault == FAULT_FULL ? 413
                              : 422,
        fault == FAULT_NONE ? "application/json" : "application/problem+json", view);
}

/* Reads the body to its end, a piece at a time. FAULT_SYSTEM: the client is gone, or the store. */
static enum fault
campaigns_read_pieces(struct http *http, struct intake *in)
{
    static char piece[CAMPAIGNS_PIECE];
    size_t got;
    enum fault fault;
    while ((fault = http_read(http, piece, sizeof piece, &got)) == FAULT_NONE && got > 0) {
        fault = intake_piece(in, piece, got);
        if (fault != FAULT_NONE)
            break;
    }
    const enum fault ended = fault == FAULT_NONE ? intake_end(in) : FAULT_NONE;
    return fault != FAULT_NONE ? fault : ended;
}

static bool
campaigns_form(struct http *http, enum intake_form *out)
{
    *out = http_is_type(http, "text/csv") ? INTAKE_CSV : INTAKE_JSON;
    if (*out == INTAKE_CSV || http_is_type(http, "application/json") ||
        http_is_type(http, "application/x-ndjson") || http_is_type(http, "application/jsonl"))
        return true;
    problem_send(http, 415, "Send text/csv, application/json or application/x-ndjson.", NULL);
    return false;
}

/* Recipients for a campaign that is there, or for a template that is only tried. */
static void
campaigns_take_in(struct send *s, struct http *http, const char *name, struct json_object *template, bool dry)
{
    static struct intake in;
    enum intake_form form;
    uint64_t length;
    if (!campaigns_form(http, &form))
        return;
    enum fault fault = http_body_length(http, HTTP_BODY_MAX, &length);
    if (fault != FAULT_NONE) {
        problem_send(http, fault == FAULT_FULL ? 413 : 400,
            fault == FAULT_FULL ? "The body is longer than 16 MB: send the list in several calls."
                                : "The body cannot be read.",
            NULL);
        return;
    }
    fault = intake_begin(&in, &s->conf, s->env, name, send_owner(s), template, form, dry);
    if (fault != FAULT_NONE) {
        struct draft_fault wrong;
        draft_refuse(&wrong, "", "", "The campaign is cancelled: it takes no more recipients.");
        campaigns_refuse(http, fault, &wrong);
        return;
    }
    fault = campaigns_read_pieces(http, &in);
    campaigns_send_intake(http, s, &in, fault);
    intake_free(&in);
}

static void
campaigns_recipients(struct send *s, struct http *http, const char *name)
{
    bool dry;
    if (http->method != HTTP_POST)
        problem_send_method(http, "POST");
    else if (campaigns_is_dry(http, &dry))
        campaigns_take_in(s, http, name, NULL, dry);
}

/* The recipients that came with the campaign: few, so they are read as a whole. template: as intake_begin has
 * it. */
static enum fault
campaigns_take_inline(struct send *s, const char *name, struct json_object *template,
    struct json_object *recipients, struct intake *in)
{
    size_t length;
    enum fault fault = intake_begin(
        in, &s->conf, s->env, name, send_owner(s), template, INTAKE_JSON, template != NULL);
    if (fault != FAULT_NONE)
        return fault;
    const char *text = json_text(recipients, &length);
    fault = intake_piece(in, text, length);
    return fault == FAULT_NONE ? intake_end(in) : fault;
}

/* Before anything is made: can they be read at all? */
static enum fault
campaigns_try_inline(struct send *s, struct json_object *template, struct json_object *recipients,
    struct intake *in, struct draft_fault *wrong)
{
    enum fault fault = campaigns_take_inline(s, "", template, recipients, in);
    if (fault == FAULT_INPUT)
        draft_refuse(wrong, "", "recipients", "recipients: item %llu: %s",
            (unsigned long long)in->faults[in->fault_count - 1].line,
            in->faults[in->fault_count - 1].fault.why);
    return fault;
}

static enum fault
campaigns_check_inline(struct json_object *sent, struct json_object **recipients, struct draft_fault *wrong)
{
    *recipients = NULL;
    if (!json_object_object_get_ex(sent, "recipients", recipients) || *recipients == NULL)
        return FAULT_NONE;
    if (json_object_get_type(*recipients) == json_type_array &&
        json_object_array_length(*recipients) <= CAMPAIGNS_INLINE)
        return FAULT_NONE;
    return draft_refuse(wrong, "", "recipients",
        "recipients must be an array of at most %d; send a longer list to the campaign's /recipients",
        CAMPAIGNS_INLINE);
}

/* Is it to be started at once? */
static enum fault
campaigns_check_start(struct json_object *sent, bool *start, struct draft_fault *wrong)
{
    struct json_object *value;
    *start = false;
    if (!json_object_object_get_ex(sent, "start", &value) || value == NULL)
        return FAULT_NONE;
    if (json_object_get_type(value) != json_type_boolean)
        return draft_refuse(wrong, "", "start", "start must be true or false");
    *start = json_object_get_boolean(value);
    return FAULT_NONE;
}

static void
campaigns_send_made(struct send *s, struct http *http, const struct campaign *campaign,
    const struct intake *in, const char *secret, bool dry)
{
    char location[CONF_TEXT + 64 + NAMED_MAX];
    struct json_object *view = campaigns_view(campaign);
    if (in->work != NULL)
        json_object_object_add(view, "intake", intake_view(in, send_sees_numbers(s)));
    if (*secret != '\0')
        json_object_object_add(view, "webhook_secret", json_object_new_string(secret));
    if (!dry) {
        snprintf(
            location, sizeof location, "%s" SEND_PATH "campaigns/%s", s->conf.web_base_url, campaign->name);
        http_header(http, "Location", location);
    }
    json_send(http, dry ? 200 : 201, "application/json", view);
}

/* A campaign, perhaps with recipients: made, or only tried. */
static enum fault
campaigns_make(struct send *s, struct json_object *sent, bool dry, struct intake *in,
    char secret[static SIGN_SECRET_MAX], struct draft_fault *wrong)
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
        fault = campaigns_read(sent, &s->conf, campaign, wrong);
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
        fault = campaigns_add(s->env, campaign, s->key.id);
    if (fault == FAULT_NONE && !dry && recipients != NULL) {
        intake_free(in);
        fault = campaigns_take_inline(s, campaign->name, NULL, recipients, in);
    }
    if (fault == FAULT_NONE && start && !dry)
        fault = campaigns_do(s->env, campaign->name, 0, CAMPAIGNS_START, campaign, wrong);
    else if (fault == FAULT_NONE && !dry)
        fault = campaign_get(env_read(s->env), campaign->name, campaign);
    return fault;
}

static void
campaigns_add_one(struct send *s, struct http *http)
{
    static struct intake in; /* its faults are 40 KB */
    struct draft_fault wrong;
    char secret[SIGN_SECRET_MAX];
    bool dry;
    in.work = NULL;
    draft_refuse(&wrong, "", "", "The campaign was cancelled or removed meanwhile.");
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
    intake_free(&in);
    json_object_put(sent);
}

/* text/csv has all else in the query: name, template, from, channel, ... */
static enum fault
campaigns_from_query(struct http *http, struct json_object *out, struct draft_fault *wrong)
{
    static const char *const names[] = {
        "name", "template", "from", "channel", "hours", "track", "client_ref", "rate", "ttl"};
    static char text[CAMPAIGN_TEMPLATE_MAX];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char *end;
        enum fault fault = http_query(http, names[i], text, sizeof text);
        const bool number = strcmp(names[i], "rate") == 0 || strcmp(names[i], "ttl") == 0;
        if (fault == FAULT_MISSING)
            continue;
        if (fault != FAULT_NONE)
            return draft_refuse(wrong, "", names[i], "%s is too long, or is not text", names[i]);
        const long long value = strtoll(text, &end, 10);
        json_object_object_add(out, names[i],
            number && *end == '\0' ? json_object_new_int64(value) : json_object_new_string(text));
    }
    return FAULT_NONE;
}

static void
campaigns_add_csv(struct send *s, struct http *http)
{
    struct draft_fault wrong;
    bool dry;
    if (!campaigns_is_dry(http, &dry))
        return;
    struct json_object *sent = json_object_new_object();
    enum fault fault = campaigns_from_query(http, sent, &wrong);
    if (fault == FAULT_NONE)
        fault = campaigns_read(sent, &s->conf, &campaigns_space, &wrong);
    json_object_put(sent);
    if (fault == FAULT_NONE && !dry)
        fault = campaigns_add(s->env, &campaigns_space, s->key.id);
    if (fault != FAULT_NONE) {
        campaigns_refuse(http, fault, &wrong);
        return;
    }
    struct json_object *template = json_read(campaigns_space.template, strlen(campaigns_space.template));
    campaigns_take_in(s, http, campaigns_space.name, dry ? template : NULL, dry);
    json_object_put(template);
}

static void
campaigns_list(struct send *s, struct http *http)
{
    char after[NAMED_MAX + 1] = "";
    size_t limit;
    enum fault fault;
    if (!query_limit(http, CAMPAIGNS_PAGE, CAMPAIGNS_PAGE_MAX, &limit))
        return;
    fault = http_query(http, "cursor", after, sizeof after);
    if (fault != FAULT_MISSING && (fault != FAULT_NONE || !named_valid(after))) {
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
            json_object_array_add(list, campaigns_view(campaign));
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
campaigns_read_one(struct send *s, struct http *http, const char *name)
{
    struct campaign *campaign = &campaigns_space;
    enum fault fault = campaign_get(env_read(s->env), name, campaign);
    if (fault == FAULT_NONE && send_owner(s) != 0 && campaign->owner != send_owner(s))
        fault = FAULT_MISSING;
    if (fault == FAULT_NONE)
        json_send(http, 200, "application/json", campaigns_view(campaign));
    else
        campaigns_refuse(http, fault, NULL);
}

static void
campaigns_remove_one(struct send *s, struct http *http, const char *name)
{
    struct draft_fault wrong;
    enum fault fault = campaigns_remove(s->env, name, send_owner(s), &wrong);
    if (fault == FAULT_NONE)
        http_send(http, 204, NULL, NULL, 0);
    else
        campaigns_refuse(http, fault, &wrong);
}

static void
campaigns_do_one(struct send *s, struct http *http, const char *name, enum campaigns_deed deed)
{
    struct draft_fault wrong;
    if (http->method != HTTP_POST) {
        problem_send_method(http, "POST");
        return;
    }
    enum fault fault = campaigns_do(s->env, name, send_owner(s), deed, &campaigns_space, &wrong);
    if (fault == FAULT_NONE)
        json_send(http, 200, "application/json", campaigns_view(&campaigns_space));
    else
        campaigns_refuse(http, fault, &wrong);
}

static void
campaigns_one(struct send *s, struct http *http, const char *name)
{
    if (http->method == HTTP_GET || http->method == HTTP_HEAD)
        campaigns_read_one(s, http, name);
    else if (http->method == HTTP_DELETE)
        campaigns_remove_one(s, http, name);
    else
        problem_send_method(http, "GET, HEAD, DELETE");
}

static void
campaigns_all(struct send *s, struct http *http)
{
    if (http->method == HTTP_GET || http->method == HTTP_HEAD)
        campaigns_list(s, http);
    else if (http->method != HTTP_POST)
        problem_send_method(http, "GET, HEAD, POST");
    else if (http_is_type(http, "text/csv"))
        campaigns_add_csv(s, http);
    else
        campaigns_add_one(s, http);
}

void
send_campaigns(struct send *s, struct http *http, const char *rest)
{
    char name[NAMED_MAX + 1];
    const size_t length = strcspn(rest, "/");
    if (*rest == '\0') {
        campaigns_all(s, http);
        return;
    }
    if (length > NAMED_MAX) {
        send_missing(http);
        return;
    }
    memcpy(name, rest, length);
    name[length] = '\0';
    rest += length;
    const enum campaigns_deed deed = *rest == '/' ? campaigns_deed_parse(rest + 1) : CAMPAIGNS_DEEDS;
    if (*rest == '\0')
        campaigns_one(s, http, name);
    else if (strcmp(rest, "/recipients") == 0)
        campaigns_recipients(s, http, name);
    else if (deed != CAMPAIGNS_DEEDS)
        campaigns_do_one(s, http, name, deed);
    else
        send_missing(http);
}
