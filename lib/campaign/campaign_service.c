#include "campaign/campaign_service.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/timestamp.h"
#include "campaign/merge_template.h"
#include "campaign/recipient.h"
#include "campaign/send_window.h"

enum { CAMPAIGN_SERVICE_REMOVE = 500 /* recipients a transaction */ };

/* One thing to be done with a campaign. */
struct campaign_service_work {
    const char *name;
    uint32_t owner;
    enum campaign_action deed;
    struct campaign *campaign;
    struct input_error *wrong;
    unsigned count;
};

enum campaign_action
campaign_action_parse(const char *name)
{
    static const char *const names[CAMPAIGN_ACTIONS] = {"start", "pause", "resume", "cancel"};
    enum campaign_action deed = 0;
    while (deed < CAMPAIGN_ACTIONS && strcmp(names[deed], name) != 0)
        deed++;
    return deed;
}

/* What belongs to the campaign and not to its messages. */
static enum fault
campaign_service_read_own(struct json_object *sent, struct campaign *out, struct input_error *wrong)
{
    struct json_object *rate;
    struct send_window hours;
    const char *why = "", *name = json_member(sent, "name"), *when = json_member(sent, "hours");
    if (!named_row_is_valid(name))
        return input_error_set(wrong, ERROR_INVALID_NAME, "", "name",
            "name must be 1 to %d of A-Z a-z 0-9 . _ -.", NAMED_ROW_NAME_MAX);
    strcpy(out->name, name);
    if (strlen(when) > CAMPAIGN_SEND_WINDOW_MAX || send_window_parse(when, &hours, &why) != FAULT_NONE)
        return input_error_set(wrong, ERROR_INVALID_SEND_WINDOW, "", "hours", "hours: %s.",
            *why != '\0' ? why : "this is too long");
    strcpy(out->hours, when);
    if (!json_object_object_get_ex(sent, "rate", &rate) || rate == NULL)
        return FAULT_NONE;
    const int64_t n = json_object_get_int64(rate);
    if (json_object_get_type(rate) != json_type_int || n < 1 || n > CAMPAIGN_RATE_MAX)
        return input_error_set(wrong, ERROR_OUT_OF_RANGE, "", "rate",
            "rate must be a whole number of messages a second, 1 to %d.", CAMPAIGN_RATE_MAX);
    out->rate = (uint32_t)n;
    return FAULT_NONE;
}

/* The message that recipients get: a template that is a text is the message's text. */
static struct json_object *
campaign_service_message(struct json_object *sent, const char *name)
{
    static const char *const own[] = {"name", "hours", "rate", "recipients", "start"};
    struct json_object *message = json_copy(sent), *template;
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        json_object_object_del(message, own[i]);
    if (json_object_object_get_ex(message, "template", &template) &&
        json_object_get_type(template) == json_type_string) {
        json_object_object_add(message, "text", json_object_get(template));
        json_object_object_del(message, "template");
    }
    json_object_object_add(message, "campaign", json_object_new_string(name));
    return message;
}

/* Would it do, for somebody of whom everything is given? */
static enum fault
campaign_service_try(struct json_object *message, const struct config *config, struct input_error *wrong)
{
    struct http_client_policy rules = {.http = false};
    struct message_request request;
    struct json_object *fields = json_object_new_object(), *sent;
    http_client_policy_read(config, &rules);
    json_object_object_add(fields, "to", json_object_new_string("10000000"));
    merge_template_names(message, fields, "x");
    enum fault fault = merge_template_apply(message, fields, &sent, wrong);
    json_object_put(fields);
    if (fault != FAULT_NONE)
        return fault;
    fault = message_request_from_json(sent, &rules, &request, wrong);
    json_object_put(sent);
    if (fault == FAULT_NONE)
        message_request_free(&request);
    return fault;
}

enum fault
campaign_request_read(
    struct json_object *sent, const struct config *config, struct campaign *out, struct input_error *wrong)
{
    size_t length;
    memset(out, 0, sizeof *out);
    if (json_object_get_type(sent) != json_type_object)
        return input_error_set(
            wrong, ERROR_WRONG_TYPE, "", NULL, "a campaign is described by a JSON object.");
    if (json_object_object_get_ex(sent, "to", NULL))
        return input_error_set(wrong, ERROR_INVALID_VALUE, "", "to", "whom it goes to are the recipients.");
    if (json_object_object_get_ex(sent, "campaign", NULL))
        return input_error_set(
            wrong, ERROR_INVALID_VALUE, "", "campaign", "the campaign of its messages is its name.");
    if (json_object_object_get_ex(sent, "template", NULL) && json_object_object_get_ex(sent, "text", NULL))
        return input_error_set(wrong, ERROR_CONFLICTING_FIELDS, "", "text",
            "give the text as template or as text, not as both.");
    enum fault fault = campaign_service_read_own(sent, out, wrong);
    if (fault != FAULT_NONE)
        return fault;
    struct json_object *message = campaign_service_message(sent, out->name);
    fault = campaign_service_try(message, config, wrong);
    if (fault != FAULT_NONE && strcmp(wrong->pointer, "#/text") == 0 &&
        *json_member(sent, "template") != '\0')
        strcpy(wrong->pointer, "#/template"); /* the name that it was sent by */
    const char *text = json_text(message, &length);
    if (fault == FAULT_NONE && length > CAMPAIGN_TEMPLATE_MAX)
        fault = input_error_set(wrong, ERROR_INVALID_LENGTH, "", "template",
            "the message is longer than %d bytes.", CAMPAIGN_TEMPLATE_MAX);
    if (fault == FAULT_NONE)
        strcpy(out->template, text);
    json_object_put(message);
    return fault;
}

static enum fault
campaign_service_add_body(struct txn *txn, void *arg)
{
    return campaign_add(txn, arg);
}

enum fault
campaign_create(struct env *env, struct campaign *campaign, uint32_t owner)
{
    campaign->owner = owner;
    campaign->created = timestamp_now();
    return env_txn(env, ENV_SYNC, campaign_service_add_body, campaign);
}

/* The state that a deed leads to from this one; CAMPAIGN_STATES: none. */
static enum campaign_state
campaign_service_after(enum campaign_state state, enum campaign_action deed)
{
    switch (deed) {
    case CAMPAIGN_START:
        return state == CAMPAIGN_DRAFT ? CAMPAIGN_RUNNING : CAMPAIGN_STATES;
    case CAMPAIGN_PAUSE:
        return state == CAMPAIGN_RUNNING ? CAMPAIGN_PAUSED : CAMPAIGN_STATES;
    case CAMPAIGN_RESUME:
        return state == CAMPAIGN_PAUSED ? CAMPAIGN_RUNNING : CAMPAIGN_STATES;
    case CAMPAIGN_CANCEL:
        return state != CAMPAIGN_CANCELLED && state != CAMPAIGN_DONE ? CAMPAIGN_CANCELLED : CAMPAIGN_STATES;
    default:
        return CAMPAIGN_STATES;
    }
}

static enum fault
campaign_service_get(struct txn *txn, const struct campaign_service_work *work)
{
    enum fault fault = campaign_get_for_update(txn, work->name, work->campaign);
    return fault == FAULT_NONE && work->owner != 0 && work->campaign->owner != work->owner ? FAULT_MISSING
                                                                                           : fault;
}

static enum fault
campaign_service_do_body(struct txn *txn, void *arg)
{
    const struct campaign_service_work *work = arg;
    struct campaign *campaign = work->campaign;
    enum fault fault = campaign_service_get(txn, work);
    if (fault != FAULT_NONE)
        return fault;
    const enum campaign_state after = campaign_service_after(campaign->state, work->deed);
    if (after == CAMPAIGN_STATES) {
        input_error_set(work->wrong, ERROR_WRONG_STATE, "", NULL,
            "the campaign is %s: that cannot be done with it now.", campaign_state_name(campaign->state));
        return FAULT_REFUSED;
    }
    campaign->state = after;
    if (campaign->started == 0 && after == CAMPAIGN_RUNNING)
        campaign->started = timestamp_now();
    return campaign_put(txn, campaign);
}

enum fault
campaign_apply_action(struct env *env, const char *name, uint32_t owner, enum campaign_action deed,
    struct campaign *out, struct input_error *wrong)
{
    struct campaign_service_work work = {
        .name = name, .owner = owner, .deed = deed, .campaign = out, .wrong = wrong};
    return env_txn(env, ENV_SYNC, campaign_service_do_body, &work);
}

/* The recipients first, a few at a time; the campaign with the last of them. */
static enum fault
campaign_service_remove_body(struct txn *txn, void *arg)
{
    struct campaign_service_work *work = arg;
    const struct campaign *campaign = work->campaign;
    enum fault fault = campaign_service_get(txn, work);
    if (fault != FAULT_NONE)
        return fault;
    const bool over = campaign->state == CAMPAIGN_DRAFT || campaign->state == CAMPAIGN_DONE ||
                      (campaign->state == CAMPAIGN_CANCELLED && campaign->ended != 0);
    if (!over) {
        input_error_set(work->wrong, ERROR_WRONG_STATE, "", NULL,
            "the campaign is %s: cancel it first, and wait until it has ended.",
            campaign_state_name(campaign->state));
        return FAULT_REFUSED;
    }
    fault = recipient_remove_some(txn, campaign->id, CAMPAIGN_SERVICE_REMOVE, &work->count);
    return fault == FAULT_NONE && work->count == 0 ? campaign_remove(txn, campaign->name) : fault;
}

enum fault
campaign_delete(struct env *env, const char *name, uint32_t owner, struct input_error *wrong)
{
    struct campaign_service_work work = {.name = name, .owner = owner, .wrong = wrong};
    work.campaign = xmalloc(sizeof *work.campaign);
    enum fault fault;
    do
        fault = env_txn(env, ENV_SYNC, campaign_service_remove_body, &work);
    while (fault == FAULT_NONE && work.count > 0);
    free(work.campaign);
    return fault;
}

struct json_object *
campaign_to_json(const struct campaign *c)
{
    struct json_object *view = json_object_new_object(),
                       *message = json_read(c->template, strlen(c->template));
    json_object_object_del(message, "campaign");
    json_object_object_add(view, "name", json_object_new_string(c->name));
    json_object_object_add(view, "state", json_object_new_string(campaign_state_name(c->state)));
    json_object_object_add(view, "message", message);
    json_object_object_add(view, "rate", c->rate == 0 ? NULL : json_object_new_int64(c->rate));
    json_object_object_add(view, "hours", c->hours[0] == '\0' ? NULL : json_object_new_string(c->hours));
    json_object_object_add(view, "recipients", json_object_new_uint64(c->recipients));
    json_object_object_add(view, "waiting", json_object_new_uint64(c->recipients - c->taken));
    json_object_object_add(view, "suppressed", json_object_new_uint64(c->stopped));
    json_object_object_add(view, "invalid", json_object_new_uint64(c->invalid));
    json_add_timestamp(view, "created_at", c->created);
    json_add_timestamp(view, "started_at", c->started);
    json_add_timestamp(view, "ended_at", c->ended);
    json_object_object_add(view, "owner", json_object_new_int64(c->owner));
    return view;
}
