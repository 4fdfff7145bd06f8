#include "carrier/expand.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "carrier/fill.h"
#include "store/stop.h"

/* One recipient on his way to a message. */
struct expand_one {
    uint64_t place;
    bool made; /* he has a draft, and a compose over it */
    struct draft draft;
    struct compose compose;
};

struct expand {
    const struct conf *conf;
    struct env *env;
    struct fetch_rules rules;
    struct hyperlinks *hyperlinks;
    struct campaign campaign;
    unsigned count;
    int64_t now;
    struct expand_one ones[EXPAND_MOST];
    char fields[RECIPIENT_FIELDS_MAX + 1];
};

struct expand *
expand_new(const struct conf *conf, struct env *env)
{
    struct expand *e = calloc(1, sizeof *e);
    if (e == NULL || hyperlinks_open(&e->hyperlinks) != FAULT_NONE)
        log_fatal("out of memory");
    e->conf = conf;
    e->env = env;
    fetch_rules_read(conf, &e->rules);
    return e;
}

void
expand_free(struct expand *e)
{
    hyperlinks_close(e->hyperlinks);
    free(e);
}

enum fault
expand_show(struct expand *e, struct json_object *template, struct json_object *fields, struct draft *draft,
    struct compose *compose, struct draft_fault *wrong)
{
    struct json_object *sent;
    enum fault fault = fill_template(template, fields, &sent, wrong);
    if (fault != FAULT_NONE)
        return fault;
    fault = draft_read(sent, &e->rules, draft, wrong);
    json_object_put(sent);
    if (fault != FAULT_NONE)
        return fault;
    fault = compose_plan(compose, e->conf, e->hyperlinks, draft, wrong);
    if (fault != FAULT_NONE)
        draft_free(draft);
    return fault;
}

/* Reads the next recipient and plans his message, outside the transaction that writes it. */
static enum fault
expand_plan(struct expand *e, struct json_object *template, uint64_t place)
{
    struct expand_one *one = &e->ones[e->count++];
    struct draft_fault wrong;
    size_t length;
    one->place = place;
    one->made = false;
    enum fault fault = recipient_get(env_read(e->env), e->campaign.id, place, e->fields, &length);
    if (fault != FAULT_NONE)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    struct json_object *fields = json_read(e->fields, length);
    one->made = fields != NULL &&
                expand_show(e, template, fields, &one->draft, &one->compose, &wrong) == FAULT_NONE;
    json_object_put(fields);
    if (!one->made)
        log_error("campaign %s: recipient %llu is left out: %s", e->campaign.name, (unsigned long long)place,
            fields != NULL ? wrong.why : "what was given of him cannot be read");
    return FAULT_NONE;
}

static enum fault
expand_write_one(struct txn *txn, struct expand *e, struct campaign *campaign, struct expand_one *one)
{
    struct stop stop;
    enum fault fault = recipient_done(txn, campaign->id, one->place);
    if (fault != FAULT_NONE) /* he was forgotten, perhaps since he was read */
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    if (!one->made) {
        campaign->faulty++;
        return FAULT_NONE;
    }
    fault = stop_find(txn, one->draft.message.to, &stop);
    if (fault == FAULT_NONE)
        campaign->stopped++;
    if (fault != FAULT_MISSING)
        return fault;
    return compose_write(txn, &one->compose, campaign->owner, campaign->id, e->now, e->now);
}

static enum fault
expand_body(struct txn *txn, void *arg)
{
    struct expand *e = arg;
    struct campaign *now = malloc(sizeof *now);
    if (now == NULL)
        log_fatal("out of memory");
    enum fault fault = campaign_get_to_change(txn, e->campaign.name, now);
    if (fault == FAULT_NONE &&
        (now->id != e->campaign.id || now->taken != e->campaign.taken || now->state != CAMPAIGN_RUNNING))
        fault = FAULT_MISSING; /* it was paused, or somebody else was at it */
    for (unsigned i = 0; i < e->count && fault == FAULT_NONE; i++)
        fault = expand_write_one(txn, e, now, &e->ones[i]);
    if (fault == FAULT_NONE) {
        now->taken += e->count;
        fault = campaign_put(txn, now);
    }
    free(now);
    return fault;
}

static void
expand_clear(struct expand *e)
{
    for (unsigned i = 0; i < e->count; i++)
        if (e->ones[i].made) {
            compose_free(&e->ones[i].compose);
            draft_free(&e->ones[i].draft);
        }
    e->count = 0;
}

enum fault
expand_some(struct expand *e, const char *name, int64_t now, uint64_t *left)
{
    enum fault fault = campaign_get(env_read(e->env), name, &e->campaign);
    if (fault == FAULT_NONE && e->campaign.state != CAMPAIGN_RUNNING)
        fault = FAULT_MISSING;
    if (fault != FAULT_NONE)
        return fault;
    struct json_object *template = json_read(e->campaign.template, strlen(e->campaign.template));
    const uint64_t all = e->campaign.recipients - e->campaign.taken;
    e->now = now;
    for (uint64_t i = 1; i <= all && i <= EXPAND_MOST && fault == FAULT_NONE; i++)
        fault = expand_plan(e, template, e->campaign.taken + i);
    json_object_put(template);
    if (fault == FAULT_NONE && e->count > 0)
        fault = env_txn(e->env, ENV_SYNC, expand_body, e);
    *left = all - (fault == FAULT_NONE ? e->count : 0);
    expand_clear(e);
    return fault;
}
