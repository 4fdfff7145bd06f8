#include "carrier/campaigns.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/hours.h"
#include "base/log.h"
#include "carrier/fill.h"
#include "store/recipient.h"

enum { CAMPAIGNS_REMOVE = 500 /* recipients a transaction */ };

/* One thing to be done with a campaign. */
struct campaigns_work {
    const char *name;
    uint32_t owner;
    enum campaigns_deed deed;
    struct campaign *campaign;
    struct draft_fault *wrong;
    unsigned count;
};

enum campaigns_deed
campaigns_deed_parse(const char *name)
{
    static const char *const names[CAMPAIGNS_DEEDS] = {"start", "pause", "resume", "cancel"};
    enum campaigns_deed deed = 0;
    while (deed < CAMPAIGNS_DEEDS && strcmp(names[deed], name) != 0)
        deed++;
    return deed;
}

/* What belongs to the campaign and not to its messages. */
static enum fault
campaigns_read_own(struct json_object *sent, struct campaign *out, struct draft_fault *wrong)
{
    struct json_object *rate;
    struct hours hours;
    const char *why = "", *name = json_member(sent, "name"), *when = json_member(sent, "hours");
    if (!named_valid(name))
        return draft_refuse(wrong, "", "name", "name must be 1 to %d of A-Z a-z 0-9 . _ -", NAMED_MAX);
    strcpy(out->name, name);
    if (strlen(when) > CAMPAIGN_HOURS_MAX || hours_read(when, &hours, &why) != FAULT_NONE)
        return draft_refuse(wrong, "", "hours", "hours: %s", *why != '\0' ? why : "this is too long");
    strcpy(out->hours, when);
    if (!json_object_object_get_ex(sent, "rate", &rate) || rate == NULL)
        return FAULT_NONE;
    const int64_t n = json_object_get_int64(rate);
    if (json_object_get_type(rate) != json_type_int || n < 1 || n > CAMPAIGNS_RATE_MAX)
        return draft_refuse(wrong, "", "rate", "rate must be a whole number of messages a second, 1 to %d",
            CAMPAIGNS_RATE_MAX);
    out->rate = (uint32_t)n;
    return FAULT_NONE;
}

/* The message that recipients get: a template that is a text is the message's text. */
static struct json_object *
campaigns_message(struct json_object *sent, const char *name)
{
    static const char *const own[] = {"name", "hours", "rate", "recipients", "start"};
    struct json_object *message = NULL, *template;
    if (json_object_deep_copy(sent, &message, NULL) != 0)
        log_fatal("out of memory");
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
campaigns_try(struct json_object *message, const struct conf *conf, struct draft_fault *wrong)
{
    struct fetch_rules rules = {.http = false};
    struct draft draft;
    struct json_object *fields = json_object_new_object(), *sent;
    fetch_rules_read(conf, &rules);
    json_object_object_add(fields, "to", json_object_new_string("10000000"));
    fill_names(message, fields, "x");
    enum fault fault = fill_template(message, fields, &sent, wrong);
    json_object_put(fields);
    if (fault != FAULT_NONE)
        return fault;
    fault = draft_read(sent, &rules, &draft, wrong);
    json_object_put(sent);
    if (fault == FAULT_NONE)
        draft_free(&draft);
    return fault;
}

enum fault
campaigns_read(
    struct json_object *sent, const struct conf *conf, struct campaign *out, struct draft_fault *wrong)
{
    size_t length;
    memset(out, 0, sizeof *out);
    if (json_object_get_type(sent) != json_type_object)
        return draft_refuse(wrong, "", "", "a campaign is described by a JSON object");
    if (json_object_object_get_ex(sent, "to", NULL))
        return draft_refuse(wrong, "", "to", "whom it goes to are the recipients");
    if (json_object_object_get_ex(sent, "campaign", NULL))
        return draft_refuse(wrong, "", "campaign", "the campaign of its messages is its name");
    if (json_object_object_get_ex(sent, "template", NULL) && json_object_object_get_ex(sent, "text", NULL))
        return draft_refuse(wrong, "", "text", "give the text as template or as text, not as both");
    enum fault fault = campaigns_read_own(sent, out, wrong);
    if (fault != FAULT_NONE)
        return fault;
    struct json_object *message = campaigns_message(sent, out->name);
    fault = campaigns_try(message, conf, wrong);
    if (fault != FAULT_NONE && strcmp(wrong->pointer, "#/text") == 0 &&
        *json_member(sent, "template") != '\0')
        strcpy(wrong->pointer, "#/template"); /* the name that it was sent by */
    const char *text = json_text(message, &length);
    if (fault == FAULT_NONE && length > CAMPAIGN_TEMPLATE_MAX)
        fault = draft_refuse(
            wrong, "", "template", "the message is longer than %d bytes", CAMPAIGN_TEMPLATE_MAX);
    if (fault == FAULT_NONE)
        strcpy(out->template, text);
    json_object_put(message);
    return fault;
}

static enum fault
campaigns_add_body(struct txn *txn, void *arg)
{
    return campaign_add(txn, arg);
}

enum fault
campaigns_add(struct env *env, struct campaign *campaign, uint32_t owner)
{
    campaign->owner = owner;
    campaign->created = clock_now();
    return env_txn(env, ENV_SYNC, campaigns_add_body, campaign);
}

/* The state that a deed leads to from this one; CAMPAIGN_STATES: none. */
static enum campaign_state
campaigns_after(enum campaign_state state, enum campaigns_deed deed)
{
    switch (deed) {
    case CAMPAIGNS_START:
        return state == CAMPAIGN_DRAFT ? CAMPAIGN_RUNNING : CAMPAIGN_STATES;
    case CAMPAIGNS_PAUSE:
        return state == CAMPAIGN_RUNNING ? CAMPAIGN_PAUSED : CAMPAIGN_STATES;
    case CAMPAIGNS_RESUME:
        return state == CAMPAIGN_PAUSED ? CAMPAIGN_RUNNING : CAMPAIGN_STATES;
    case CAMPAIGNS_CANCEL:
        return state != CAMPAIGN_CANCELLED && state != CAMPAIGN_DONE ? CAMPAIGN_CANCELLED : CAMPAIGN_STATES;
    default:
        return CAMPAIGN_STATES;
    }
}

static enum fault
campaigns_get(struct txn *txn, const struct campaigns_work *work)
{
    enum fault fault = campaign_get_to_change(txn, work->name, work->campaign);
    return fault == FAULT_NONE && work->owner != 0 && work->campaign->owner != work->owner ? FAULT_MISSING
                                                                                           : fault;
}

static enum fault
campaigns_do_body(struct txn *txn, void *arg)
{
    const struct campaigns_work *work = arg;
    struct campaign *campaign = work->campaign;
    enum fault fault = campaigns_get(txn, work);
    if (fault != FAULT_NONE)
        return fault;
    const enum campaign_state after = campaigns_after(campaign->state, work->deed);
    if (after == CAMPAIGN_STATES) {
        draft_refuse(work->wrong, "", "", "the campaign is %s: that cannot be done with it now",
            campaign_state_name(campaign->state));
        return FAULT_REFUSED;
    }
    campaign->state = after;
    if (campaign->started == 0 && after == CAMPAIGN_RUNNING)
        campaign->started = clock_now();
    return campaign_put(txn, campaign);
}

enum fault
campaigns_do(struct env *env, const char *name, uint32_t owner, enum campaigns_deed deed,
    struct campaign *out, struct draft_fault *wrong)
{
    struct campaigns_work work = {
        .name = name, .owner = owner, .deed = deed, .campaign = out, .wrong = wrong};
    return env_txn(env, ENV_SYNC, campaigns_do_body, &work);
}

/* The recipients first, a few at a time; the campaign with the last of them. */
static enum fault
campaigns_remove_body(struct txn *txn, void *arg)
{
    struct campaigns_work *work = arg;
    const struct campaign *campaign = work->campaign;
    enum fault fault = campaigns_get(txn, work);
    if (fault != FAULT_NONE)
        return fault;
    const bool over = campaign->state == CAMPAIGN_DRAFT || campaign->state == CAMPAIGN_DONE ||
                      (campaign->state == CAMPAIGN_CANCELLED && campaign->ended != 0);
    if (!over) {
        draft_refuse(work->wrong, "", "", "the campaign is %s: cancel it first, and wait until it has ended",
            campaign_state_name(campaign->state));
        return FAULT_REFUSED;
    }
    fault = recipient_remove_some(txn, campaign->id, CAMPAIGNS_REMOVE, &work->count);
    return fault == FAULT_NONE && work->count == 0 ? campaign_remove(txn, campaign->name) : fault;
}

enum fault
campaigns_remove(struct env *env, const char *name, uint32_t owner, struct draft_fault *wrong)
{
    struct campaigns_work work = {.name = name, .owner = owner, .wrong = wrong};
    work.campaign = malloc(sizeof *work.campaign);
    if (work.campaign == NULL)
        log_fatal("out of memory");
    enum fault fault;
    do
        fault = env_txn(env, ENV_SYNC, campaigns_remove_body, &work);
    while (fault == FAULT_NONE && work.count > 0);
    free(work.campaign);
    return fault;
}

struct json_object *
campaigns_view(const struct campaign *c)
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
    json_object_object_add(view, "stopped", json_object_new_uint64(c->stopped));
    json_object_object_add(view, "faulty", json_object_new_uint64(c->faulty));
    json_add_moment(view, "created_at", c->created);
    json_add_moment(view, "started_at", c->started);
    json_add_moment(view, "ended_at", c->ended);
    json_object_object_add(view, "owner", json_object_new_int64(c->owner));
    return view;
}
