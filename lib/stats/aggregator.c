/*
 * aggregator.c: counts the events of the log, batch by batch.
 *
 * SPDX-License-Identifier: ISC
 */
#include "stats/aggregator.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/monotonic.h"
#include "base/timestamp.h"
#include "base/utf8.h"
#include "event/checkpoint.h"
#include "event/click.h"
#include "event/event_log.h"
#include "event/visit.h"
#include "event/visitor_salt.h"
#include "net/accept_language.h"
#include "net/country_database.h"
#include "net/referrer.h"
#include "net/user_agent.h"
#include "stats/busiest_batch.h"
#include "stats/click_rank_queue.h"
#include "stats/click_stats.h"
#include "stats/click_stats_batch.h"
#include "stats/message_aggregator.h"
#include "stats/missed_batch.h"

#define AGGREGATOR_RANK_TIME TIMESTAMP_SECOND /* while there is a backlog: so often, */

enum {
    AGGREGATOR_AGENTS = 16384,
    AGGREGATOR_RANK_PIECE = 1000, /* so many links move in the ranking, */
    AGGREGATOR_RANK_ROUND = 4000, /* and without one so many a time */
    AGGREGATOR_RANKS = 100000,    /* unless more wait */
};

struct aggregator {
    struct user_agent_parser *agents;
    struct country_database *countries;
    struct click_stats_batch *batch;
    struct busiest_batch *busiest;
    struct click_rank_queue *ranks;
    int64_t ranked; /* when some links moved in the ranking */
    struct message_aggregator *messages;
    struct missed_batch *missed;
    struct checkpoint from, to;
    uint64_t taken; /* events between the two */
    bool behind;
    bool crowded; /* others appended while clicks were taken in: the log is counted first */
    struct event event;
};

enum fault
aggregator_create(struct aggregator **out, const struct config *config)
{
    struct aggregator *aggregator = xcalloc(1, sizeof *aggregator);
    enum fault fault = user_agent_parser_open(&aggregator->agents, config, AGGREGATOR_AGENTS);
    if (fault != FAULT_NONE) {
        free(aggregator);
        return fault;
    }
    aggregator->countries = country_database_open(config->stats_countries);
    aggregator->batch = click_stats_batch_create((uint32_t)config->stats_values);
    aggregator->busiest = busiest_batch_create(AGGREGATOR_BATCH_MAX);
    aggregator->ranks = click_rank_queue_create(AGGREGATOR_RANKS);
    aggregator->messages = message_aggregator_create(AGGREGATOR_BATCH_MAX);
    aggregator->missed = missed_batch_create(AGGREGATOR_BATCH_MAX);
    *out = aggregator;
    return FAULT_NONE;
}

void
aggregator_free(struct aggregator *aggregator)
{
    user_agent_parser_free(aggregator->agents);
    country_database_free(aggregator->countries);
    click_stats_batch_free(aggregator->batch);
    busiest_batch_free(aggregator->busiest);
    click_rank_queue_free(aggregator->ranks);
    message_aggregator_free(aggregator->messages);
    missed_batch_free(aggregator->missed);
    free(aggregator);
}

static void
aggregator_language(struct click_text sent, char out[static 8])
{
    char list[CLICK_LANGUAGE_MAX + 1];
    utf8_clean(sent.bytes, sent.length, list, sizeof list);
    accept_language_best(list, out);
    if (out[0] == '\0')
        strcpy(out, "unknown");
}

static void
aggregator_referrer(struct click_text sent, char out[static URL_HOST_SIZE])
{
    char url[CLICK_REFERRER_MAX + 1];
    strcpy(out, "direct");
    if (sent.length == 0)
        return;
    utf8_clean(sent.bytes, sent.length, url, sizeof url);
    referrer_source(url, out);
    if (out[0] == '\0')
        strcpy(out, "unknown");
}

/* The open of a message's link, if it was in one. A browser that looks ahead opened nothing yet. */
static enum fault
aggregator_message_open(struct aggregator *aggregator, const struct click *click, enum click_class class)
{
    struct message_open open = {
        .event = aggregator->event.number, .at = aggregator->event.at, .class = class};
    const struct click_text name = click_name(click);
    if (click->message == NULL || class == CLICK_PREFETCH || name.length > LINK_NAME_MAX)
        return FAULT_NONE;
    memcpy(open.name, name.bytes, name.length);
    return message_aggregator_add_open(aggregator->messages, click->message, &open);
}

/* What an open is counted by; open->values point into it. */
struct aggregator_values {
    struct user_agent agent;
    char referrer[URL_HOST_SIZE], language[8], country[8], rule[8];
    char browser[sizeof((struct user_agent *)NULL)->browser];
};

/* "unknown" when the file does not say; without a file, nothing is counted by country. */
static const char *
aggregator_country(const struct aggregator *aggregator, const struct click *click, char out[static 8])
{
    if (!country_database_is_open(aggregator->countries))
        return NULL;
    if (!country_database_find(aggregator->countries, &click->address, out))
        strcpy(out, "unknown");
    return out;
}

/* "none": none held. */
static const char *
aggregator_rule(const struct click *click, char out[static 8])
{
    if (click->target.length == 0)
        return NULL;
    snprintf(out, 8, click->rule > 0 ? "%u" : "none", click->rule);
    return out;
}

static void
aggregator_look(struct aggregator *aggregator, const struct click *click, struct aggregator_values *values,
    struct click_stats_open *open)
{
    struct user_agent *agent = &values->agent;
    user_agent_parse(aggregator->agents, click->agent.bytes, click->agent.length, agent);
    utf8_clean(agent->browser, strlen(agent->browser), values->browser, sizeof values->browser);
    open->class = agent->class == USER_AGENT_PERSON ? CLICK_PERSON
                  : agent->class == USER_AGENT_BOT  ? CLICK_BOT
                                                    : CLICK_PREVIEW;
    if (open->class != CLICK_PERSON) {
        open->values[CLICK_STATS_BOT] = values->browser;
        return;
    }
    aggregator_referrer(click->referrer, values->referrer);
    aggregator_language(click->language, values->language);
    open->values[CLICK_STATS_REFERRER] = values->referrer;
    open->values[CLICK_STATS_LANGUAGE] = values->language;
    open->values[CLICK_STATS_BROWSER] = values->browser;
    open->values[CLICK_STATS_SYSTEM] = agent->system;
    open->values[CLICK_STATS_DEVICE] = agent->device;
    open->values[CLICK_STATS_COUNTRY] = aggregator_country(aggregator, click, values->country);
    open->values[CLICK_STATS_RULE] = aggregator_rule(click, values->rule);
}

static void
aggregator_copy(const char *value, char *out, size_t size)
{
    utf8_clean(value, value != NULL ? strlen(value) : 0, out, size);
}

/* The open as the page of its link shows it. False: it does not. */
static bool
aggregator_newest(const struct aggregator *aggregator, const struct click *click,
    const struct click_stats_open *open, struct click_stats_newest *out)
{
    struct link_open *newest = &out->open;
    const struct click_text name = click_name(click);
    if (open->class == CLICK_PREFETCH || name.length > LINK_NAME_MAX)
        return false;
    out->event = aggregator->event.number;
    out->past = aggregator->event.kind == EVENT_VISIT;
    out->rank = (struct click_rank_link){click->link, click->owner, click->message != NULL};
    utf8_clean(name.bytes, name.length, out->name, sizeof out->name);
    newest->at = open->at;
    newest->class = open->class;
    aggregator_copy(open->values[CLICK_STATS_COUNTRY], newest->country, sizeof newest->country);
    aggregator_copy(open->values[CLICK_STATS_DEVICE], newest->device, sizeof newest->device);
    aggregator_copy(open->values[open->class == CLICK_PERSON ? CLICK_STATS_BROWSER : CLICK_STATS_BOT],
        newest->browser, sizeof newest->browser);
    aggregator_copy(open->values[CLICK_STATS_SYSTEM], newest->system, sizeof newest->system);
    aggregator_copy(open->values[CLICK_STATS_REFERRER], newest->referrer, sizeof newest->referrer);
    return true;
}

/* How often the link, and that day its campaign, are clicked. Neither the batch nor the queue is full: they
 * have room for as many clicks as are taken at a time. */
static enum fault
aggregator_rank(struct aggregator *aggregator, const struct click_stats_open *open)
{
    const struct click_stats_newest *newest = open->newest;
    const uint32_t day = visitor_salt_day(open->at);
    enum fault fault = FAULT_NONE;
    if (newest == NULL || open->class != CLICK_PERSON)
        return FAULT_NONE;
    click_rank_queue_add(aggregator->ranks, open->link, newest->name);
    if (newest->past) /* not of today */
        return FAULT_NONE;
    if (!newest->rank.of_message)
        fault = busiest_batch_add(
            aggregator->busiest, day, open->owner, BUSIEST_LINKS, open->link, newest->name);
    if (fault == FAULT_NONE && open->labels->campaign[0] != '\0')
        fault = busiest_batch_add(
            aggregator->busiest, day, open->owner, BUSIEST_CAMPAIGNS, 0, open->labels->campaign);
    return fault;
}

/* Of the event; a click's has its time and, from where it was, nothing that the address does not say. */
static enum fault
aggregator_decode(const struct event *event, struct visit *out)
{
    if (event->kind == EVENT_VISIT)
        return visit_decode(event, out);
    out->at = event->at;
    out->country[0] = '\0';
    return click_decode(event->body, event->length, &out->click);
}

/* The other shortener knew the country of a visit, of which there may be no address. */
static void
aggregator_visit_country(const struct visit *visit, struct click_stats_open *open)
{
    const char *found = open->values[CLICK_STATS_COUNTRY];
    if (open->class == CLICK_PERSON && visit->country[0] != '\0' &&
        (found == NULL || strcmp(found, "unknown") == 0))
        open->values[CLICK_STATS_COUNTRY] = visit->country;
}

static enum fault
aggregator_click(struct aggregator *aggregator)
{
    struct visit visit;
    struct labels labels;
    struct aggregator_values values;
    struct click_stats_newest newest;
    const struct click *click = &visit.click;
    const enum event_kind kind = aggregator->event.kind;
    if (aggregator_decode(&aggregator->event, &visit) != FAULT_NONE ||
        labels_decode(click->labels.bytes, click->labels.length, &labels) != FAULT_NONE) {
        log_error("cannot read event %llu; it is not counted", (unsigned long long)aggregator->event.number);
        return FAULT_NONE;
    }
    struct click_stats_open open = {.at = visit.at,
        .class = kind == EVENT_PREVIEW ? CLICK_PREVIEW : CLICK_PREFETCH,
        .link = click->link,
        .visitor = click->visitor,
        .owner = click->owner,
        .labels = &labels};
    if (kind == EVENT_CLICK || kind == EVENT_VISIT)
        aggregator_look(aggregator, click, &values, &open);
    aggregator_visit_country(&visit, &open);
    if (aggregator_newest(aggregator, click, &open, &newest))
        open.newest = &newest;
    enum fault fault = click_stats_batch_add(aggregator->batch, &open);
    if (fault == FAULT_NONE)
        fault = aggregator_rank(aggregator, &open);
    return fault != FAULT_NONE ? fault : aggregator_message_open(aggregator, click, open.class);
}

static enum fault
aggregator_missed(struct aggregator *aggregator)
{
    struct missed missed;
    struct user_agent agent;
    char domain[DOMAIN_NAME_MAX + 1];
    if (missed_decode(aggregator->event.body, aggregator->event.length, &missed) != FAULT_NONE) {
        log_error("cannot read event %llu; it is not counted", (unsigned long long)aggregator->event.number);
        return FAULT_NONE;
    }
    const struct click_text *sent = &missed.click.agent, *on = &missed.click.domain;
    user_agent_parse(aggregator->agents, sent->bytes, sent->length, &agent);
    utf8_clean(on->bytes, on->length, domain, sizeof domain);
    return missed_batch_add(aggregator->missed, &missed, domain,
        agent.class == USER_AGENT_PERSON ? MISSED_PEOPLE : MISSED_BOTS, aggregator->event.at);
}

static enum fault
aggregator_event(struct aggregator *aggregator)
{
    switch (aggregator->event.kind) {
    case EVENT_CLICK:
    case EVENT_PREFETCH:
    case EVENT_PREVIEW:
    case EVENT_VISIT:
        return aggregator_click(aggregator);
    case EVENT_MISSED:
        return aggregator_missed(aggregator);
    case EVENT_MESSAGE:
        return message_aggregator_add(aggregator->messages, &aggregator->event);
    case EVENT_CONVERSION:
        return message_aggregator_add_conversion(aggregator->messages, &aggregator->event);
    default:
        return FAULT_NONE;
    }
}

/* Has the link of a click that was counted ranked, if that was to be seen in the event. */
static void
aggregator_add_counted(struct aggregator *aggregator)
{
    struct visit visit;
    char name[LINK_NAME_MAX + 1];
    if ((aggregator->event.kind != EVENT_CLICK && aggregator->event.kind != EVENT_VISIT) ||
        aggregator_decode(&aggregator->event, &visit) != FAULT_NONE ||
        click_name(&visit.click).length > LINK_NAME_MAX)
        return;
    const struct click_text sent = click_name(&visit.click);
    utf8_clean(sent.bytes, sent.length, name, sizeof name);
    click_rank_queue_add(aggregator->ranks, visit.click.link, name);
}

/* There is room for a batch, and all is known that is counted and not ranked: what others counted, one that
 * died too, is read again. */
static enum fault
aggregator_begin_ranks(struct aggregator *aggregator, struct env *env)
{
    uint64_t known, first, last;
    enum fault fault = click_rank_queue_known(aggregator->ranks, env, &known);
    if (fault == FAULT_NONE && known < aggregator->from.number)
        fault = event_log_range(env, known + 1, &first, &last);
    if (fault == FAULT_NONE && known < aggregator->from.number && known + 1 < first)
        known = first - 1;
    for (;;) {
        if (fault == FAULT_NONE && click_rank_queue_room(aggregator->ranks) < AGGREGATOR_BATCH_MAX)
            fault = click_rank_queue_settle(aggregator->ranks, env, SIZE_MAX);
        if (fault != FAULT_NONE || known >= aggregator->from.number)
            return fault;
        fault = event_log_read(env_read(env), ++known, &aggregator->event);
        if (fault == FAULT_NONE)
            aggregator_add_counted(aggregator);
        else if (fault == FAULT_MISSING)
            fault = FAULT_NONE;
        if (fault == FAULT_NONE)
            click_rank_queue_set_known(aggregator->ranks, known);
    }
}

/* Moves links in the ranking: all, or some of them while there is more to count. What is not moved now waits.
 */
static enum fault
aggregator_settle(struct aggregator *aggregator, struct env *env)
{
    const int64_t now = monotonic_now();
    const bool due = now - aggregator->ranked >= AGGREGATOR_RANK_TIME;
    if (aggregator->behind && !due)
        return FAULT_NONE;
    aggregator->ranked = now;
    const enum fault fault = click_rank_queue_settle(
        aggregator->ranks, env, aggregator->behind ? AGGREGATOR_RANK_PIECE : AGGREGATOR_RANK_ROUND);
    aggregator->behind = aggregator->behind ||
                         (fault == FAULT_NONE && !click_rank_queue_is_settled(aggregator->ranks));
    return fault_is_temporary(fault) ? FAULT_NONE : fault;
}

/* Nothing is added up, and the position is where it was. */
static enum fault
aggregator_begin(struct aggregator *aggregator, struct env *env)
{
    click_stats_batch_clear(aggregator->batch);
    busiest_batch_clear(aggregator->busiest);
    message_aggregator_clear(aggregator->messages);
    missed_batch_clear(aggregator->missed);
    aggregator->taken = 0;
    aggregator->behind = false;
    enum fault fault = checkpoint_get(env_read(env), CHECKPOINT_AGGREGATOR, &aggregator->from);
    aggregator->to = aggregator->from;
    return fault == FAULT_NONE ? aggregator_begin_ranks(aggregator, env) : fault;
}

/* Adds the event up. False when there is no room for it. */
static bool
aggregator_add(struct aggregator *aggregator)
{
    if (aggregator_event(aggregator) == FAULT_FULL)
        return false;
    aggregator->to.number = aggregator->event.number;
    if (aggregator->event.at >
        aggregator->to.at) /* clocks are set back; what is known does not become less */
        aggregator->to.at = aggregator->event.at;
    aggregator->taken++;
    return true;
}

/* Adds up events from the position on, until there are enough, or no more: then *next is after the last. */
static enum fault
aggregator_collect(struct aggregator *aggregator, struct env *env, uint64_t *next)
{
    uint64_t first, last;
    enum fault fault = event_log_range(env, aggregator->from.number + 1, &first, &last);
    *next = aggregator->from.number + 1;
    if (*next < first)
        *next = first;
    for (; fault == FAULT_NONE && aggregator->taken < AGGREGATOR_BATCH_MAX && *next <= last; (*next)++) {
        fault = event_log_read(env_read(env), *next, &aggregator->event);
        if (fault == FAULT_NONE && !aggregator_add(aggregator))
            break;
        if (fault == FAULT_MISSING)
            fault =
                FAULT_NONE; /* a number without an event; the position stays before it until one follows */
    }
    aggregator->behind = aggregator->taken == AGGREGATOR_BATCH_MAX ||
                         (aggregator->taken > 0 && *next <= last);
    return fault;
}

/* Adds up clicks of the spool, as many as there is room for, as they will be in the log if nobody else
 * appends to it. */
static enum fault
aggregator_collect_clicks(struct aggregator *aggregator, struct intake *intake, uint64_t first)
{
    size_t count, i;
    enum fault fault = intake_collect(intake, &count);
    for (i = 0; fault == FAULT_NONE && i < count && aggregator->taken < AGGREGATOR_BATCH_MAX; i++) {
        const struct spool_record *click = intake_record(intake, i);
        struct event *event = &aggregator->event;
        event->number = first + i;
        event->at = click->at;
        event->kind = click->kind;
        event->length = click->length;
        memcpy(event->id, click->id, UUID_BYTES);
        memcpy(event->body, click->body, click->length);
        if (!aggregator_add(aggregator))
            break;
    }
    if (fault == FAULT_NONE && i < count)
        intake_shorten(intake, i);
    aggregator->behind = fault == FAULT_NONE && (i < count || intake_is_full(intake));
    return fault;
}

static enum fault
aggregator_apply(struct txn *txn, void *arg)
{
    struct aggregator *aggregator = arg;
    struct checkpoint now;
    enum fault fault = checkpoint_get_for_update(txn, CHECKPOINT_AGGREGATOR, &now);
    if (fault != FAULT_NONE)
        return fault;
    if (now.number != aggregator->from.number)
        return FAULT_REFUSED; /* somebody else counted these */
    fault = busiest_batch_apply(txn, aggregator->busiest);
    if (fault == FAULT_NONE)
        fault = click_stats_batch_apply(txn, aggregator->batch);
    if (fault == FAULT_NONE)
        fault = message_aggregator_apply(txn, aggregator->messages);
    if (fault == FAULT_NONE)
        fault = missed_batch_apply(txn, aggregator->missed);
    return fault != FAULT_NONE ? fault : checkpoint_put(txn, CHECKPOINT_AGGREGATOR, &aggregator->to);
}

struct aggregator_taking {
    struct aggregator *aggregator;
    struct intake *intake;
    uint64_t first; /* the number that its first click should get */
    bool counted;
};

/* When somebody else appends at the same time, the numbers are others: then the events are counted from the
 * log. */
static enum fault
aggregator_take_in(struct txn *txn, void *arg)
{
    struct aggregator_taking *taking = arg;
    enum fault fault = intake_append(txn, taking->intake, taking->first, &taking->counted);
    return fault == FAULT_NONE && taking->counted ? aggregator_apply(txn, taking->aggregator) : fault;
}

enum fault
aggregator_run(struct aggregator *aggregator, struct env *env, struct intake *intake, uint64_t *taken)
{
    struct aggregator_taking taking = {.aggregator = aggregator, .intake = intake, .counted = true};
    *taken = 0;
    country_database_refresh(aggregator->countries);
    enum fault fault = aggregator_begin(aggregator, env);
    if (fault == FAULT_NONE)
        fault = aggregator_collect(aggregator, env, &taking.first);
    const bool clicks = intake != NULL && !aggregator->behind &&
                        (!aggregator->crowded || aggregator->taken == 0);
    aggregator->crowded = false;
    if (fault == FAULT_NONE && clicks)
        fault = aggregator_collect_clicks(aggregator, intake, taking.first);
    if (fault != FAULT_NONE || aggregator->taken == 0)
        return fault == FAULT_NONE ? aggregator_settle(aggregator, env) : fault;
    fault = clicks ? env_txn(env, ENV_SETTLE, aggregator_take_in, &taking)
                   : env_txn(env, ENV_SETTLE, aggregator_apply, aggregator);
    if (fault == FAULT_NONE && clicks)
        intake_commit(intake);
    if (fault != FAULT_NONE)
        return fault;
    if (!taking.counted) { /* but appended: the next run counts them from the log */
        aggregator->crowded = aggregator->behind = true;
        return FAULT_NONE;
    }
    *taken = aggregator->taken;
    click_rank_queue_set_known(aggregator->ranks, aggregator->to.number);
    return aggregator_settle(aggregator, env);
}

bool
aggregator_is_behind(const struct aggregator *aggregator)
{
    return aggregator->behind;
}
