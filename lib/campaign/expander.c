/*
 * expander.c: makes messages of the next recipients of a campaign.
 *
 * SPDX-License-Identifier: ISC
 */
#include "campaign/expander.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "base/memory.h"
#include "campaign/campaign_lifecycle.h"
#include "campaign/merge_template.h"
#include "message/suppression.h"

/* One recipient on the way to a message. */
struct expander_one {
    uint64_t place;
    bool made; /* there is a request, and a builder over it */
    struct message_request request;
    struct message_builder builder;
};

struct expander {
    const struct config *config;
    struct env *env;
    struct http_client_policy policy;
    struct url_finder *url_finder;
    struct campaign campaign;
    unsigned count;
    int64_t now;
    struct expander_one ones[EXPANDER_BATCH_MAX];
    char fields[RECIPIENT_FIELDS_MAX + 1];
};

struct expander *
expander_create(const struct config *config, struct env *env)
{
    struct expander *e = xcalloc(1, sizeof *e);
    e->url_finder = url_finder_create();
    e->config = config;
    e->env = env;
    http_client_policy_read(config, &e->policy);
    return e;
}

void
expander_free(struct expander *e)
{
    url_finder_free(e->url_finder);
    free(e);
}

enum fault
expander_preview(struct expander *e, struct json_object *template, struct json_object *fields,
    struct message_request *request, struct message_builder *builder, struct input_error *error)
{
    struct json_object *sent;
    enum fault fault = merge_template_apply(template, fields, e->url_finder, &sent, error);
    if (fault != FAULT_NONE)
        return fault;
    fault = message_request_from_json(sent, &e->policy, request, error);
    json_object_put(sent);
    if (fault != FAULT_NONE)
        return fault;
    fault = message_builder_plan(builder, e->config, e->url_finder, request, error);
    if (fault != FAULT_NONE)
        message_request_free(request);
    return fault;
}

/* Reads the next recipient and plans the message, outside the transaction that writes it. */
static enum fault
expander_plan(struct expander *e, struct json_object *template, uint64_t place)
{
    struct expander_one *one = &e->ones[e->count++];
    struct input_error error;
    size_t length;
    one->place = place;
    one->made = false;
    enum fault fault = recipient_get(env_read(e->env), e->campaign.id, place, e->fields, &length);
    if (fault != FAULT_NONE)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    struct json_object *fields = json_read(e->fields, length);
    one->made = fields != NULL &&
                expander_preview(e, template, fields, &one->request, &one->builder, &error) == FAULT_NONE;
    if (one->made)
        fault = message_builder_refuse_blocked(env_read(e->env), &one->builder, &error);
    if (fault != FAULT_NONE) {
        one->made = false;
        message_builder_free(&one->builder);
        message_request_free(&one->request);
    }
    if (one->made)
        one->builder.fields = json_object_get(fields);
    const bool readable = fields != NULL;
    json_object_put(fields);
    if (!one->made && (fault == FAULT_NONE || fault == FAULT_INPUT))
        log_error("campaign %s: recipient %llu is left out: %s", e->campaign.name, (unsigned long long)place,
            readable ? error.detail : "the stored fields cannot be read");
    return fault == FAULT_INPUT ? FAULT_NONE : fault;
}

static enum fault
expander_write_one(struct txn *txn, struct expander *e, struct campaign *campaign, struct expander_one *one)
{
    struct suppression suppression;
    enum fault fault = recipient_done(txn, campaign->id, one->place);
    if (fault != FAULT_NONE) /* the person was erased, perhaps since this was read */
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    if (!one->made) {
        campaign->invalid++;
        return FAULT_NONE;
    }
    fault = suppression_get(txn, one->request.message.to, &suppression);
    if (fault == FAULT_NONE)
        campaign->suppressed++;
    if (fault != FAULT_MISSING)
        return fault;
    /* Each a microsecond after the one before: ids that sort as they are made fill the pages of tables. */
    const int64_t made = e->now + (one - e->ones);
    return message_builder_write(txn, &one->builder, campaign->owner, campaign->id, e->now, made);
}

static enum fault
expander_body(struct txn *txn, void *arg)
{
    struct expander *e = arg;
    struct campaign *now = xmalloc(sizeof *now);
    enum fault fault = campaign_get_for_update(txn, e->campaign.name, now);
    if (fault == FAULT_NONE &&
        (now->id != e->campaign.id || now->taken != e->campaign.taken || now->state != CAMPAIGN_RUNNING))
        fault = FAULT_MISSING; /* it was paused, or changed by another process */
    for (unsigned i = 0; i < e->count && fault == FAULT_NONE; i++)
        fault = expander_write_one(txn, e, now, &e->ones[i]);
    if (fault == FAULT_NONE) {
        now->taken += e->count;
        fault = campaign_put(txn, now);
    }
    free(now);
    return fault;
}

static void
expander_clear(struct expander *e)
{
    for (unsigned i = 0; i < e->count; i++)
        if (e->ones[i].made) {
            message_builder_free(&e->ones[i].builder);
            message_request_free(&e->ones[i].request);
        }
    e->count = 0;
}

/* The domain of its links may have left the configuration meanwhile. */
static bool
expander_has_domain(const struct expander *e, struct json_object *template)
{
    char name[DOMAIN_NAME_MAX + 1];
    domain_name_parse(json_member(template, "domain"), name);
    return config_domain_find(e->config, name) != NULL;
}

/* Its recipients wait until the domain is back. FAULT_MISSING: so it does not run. */
static enum fault
expander_pause(struct expander *e)
{
    struct input_error error;
    const enum fault fault = campaign_apply_action(
        e->env, e->campaign.name, 0, CAMPAIGN_PAUSE, &e->campaign, &error);
    if (fault == FAULT_NONE)
        log_error("campaign %s is paused: the domain of its links is not configured any more; "
                  "configure it and resume the campaign, or cancel it",
            e->campaign.name);
    return fault == FAULT_NONE || fault == FAULT_REFUSED ? FAULT_MISSING : fault;
}

enum fault
expander_run(struct expander *e, const char *name, int64_t now, uint64_t *left)
{
    enum fault fault = campaign_get(env_read(e->env), name, &e->campaign);
    if (fault == FAULT_NONE && e->campaign.state != CAMPAIGN_RUNNING)
        fault = FAULT_MISSING;
    if (fault != FAULT_NONE)
        return fault;
    struct json_object *template = json_read(e->campaign.template, strlen(e->campaign.template));
    const uint64_t all = e->campaign.recipients - e->campaign.taken;
    if (!expander_has_domain(e, template)) {
        json_object_put(template);
        return expander_pause(e);
    }
    e->now = now;
    for (uint64_t i = 1; i <= all && i <= EXPANDER_BATCH_MAX && fault == FAULT_NONE; i++)
        fault = expander_plan(e, template, e->campaign.taken + i);
    json_object_put(template);
    if (fault == FAULT_NONE && e->count > 0)
        fault = env_txn(e->env, ENV_SYNC, expander_body, e);
    *left = all - (fault == FAULT_NONE ? e->count : 0);
    expander_clear(e);
    return fault;
}
