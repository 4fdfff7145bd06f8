#include "bus/count.h"

#include <stdlib.h>
#include <string.h>

#include "base/agent.h"
#include "base/log.h"
#include "base/url.h"
#include "base/utf8.h"
#include "bus/message_count.h"
#include "store/click.h"
#include "store/consumer.h"
#include "store/event.h"
#include "store/tally.h"

enum { COUNT_AGENTS = 4096 };

struct counter {
    struct agents *agents;
    struct tally_batch *batch;
    struct message_count *messages;
    struct consumer from, to;
    uint64_t taken; /* events between the two */
    struct event event;
};

enum fault
counter_open(struct counter **out, const struct conf *conf)
{
    struct counter *counter = calloc(1, sizeof *counter);
    if (counter == NULL)
        log_fatal("out of memory");
    enum fault fault = agents_open(&counter->agents, conf->stats_agents, COUNT_AGENTS);
    if (fault != FAULT_NONE) {
        free(counter);
        return fault;
    }
    counter->batch = tally_batch_new((uint32_t)conf->stats_values);
    counter->messages = message_count_new(COUNTER_EVENTS);
    *out = counter;
    return FAULT_NONE;
}

void
counter_close(struct counter *counter)
{
    agents_close(counter->agents);
    tally_batch_free(counter->batch);
    message_count_free(counter->messages);
    free(counter);
}

/* The first language of Accept-Language (RFC 9110, 12.5.4) without its region: "de" of "de-AT,de;q=0.9". */
static void
count_language(struct click_text sent, char out[static 9])
{
    size_t n = 0;
    for (; n < sent.length && n < 8; n++) {
        const char c = sent.bytes[n];
        if (c >= 'A' && c <= 'Z')
            out[n] = (char)(c - 'A' + 'a');
        else if (c >= 'a' && c <= 'z')
            out[n] = c;
        else
            break;
    }
    out[n] = '\0';
    if (n < 2 || (n < sent.length && strchr("-,; ", sent.bytes[n]) == NULL))
        strcpy(out, "unknown");
}

static void
count_referrer(struct click_text sent, char out[static HOST_MAX])
{
    char url[CLICK_REFERRER_MAX + 1];
    strcpy(out, "direct");
    if (sent.length == 0)
        return;
    utf8_clean(sent.bytes, sent.length, url, sizeof url);
    url_host(url, out);
    if (out[0] == '\0')
        strcpy(out, "unknown");
}

/* The open of a message's link, if it was in one. A browser that looks ahead opened nothing yet. */
static enum fault
count_message_open(struct counter *counter, const struct click *click, enum tally_class class)
{
    struct message_open open = {.event = counter->event.number, .at = counter->event.at, .class = class};
    if (click->message == NULL || class == TALLY_PREFETCH || click->code.length > CODE_MAX)
        return FAULT_NONE;
    memcpy(open.code, click->code.bytes, click->code.length);
    return message_count_add_open(counter->messages, click->message, &open);
}

static enum fault
count_click(struct counter *counter)
{
    struct click click;
    struct labels labels;
    struct agent agent;
    char referrer[HOST_MAX], language[9], browser[sizeof agent.browser];
    if (click_unpack(counter->event.body, counter->event.length, &click) != FAULT_NONE ||
        labels_unpack(click.labels.bytes, click.labels.length, &labels) != FAULT_NONE) {
        log_error("event %llu cannot be read and is not counted", (unsigned long long)counter->event.number);
        return FAULT_NONE;
    }
    struct tally_open open = {.at = counter->event.at,
        .class = TALLY_PREFETCH,
        .link = click.link,
        .visitor = click.visitor,
        .owner = click.owner,
        .labels = &labels};
    if (counter->event.kind == EVENT_CLICK) {
        agent_of(counter->agents, click.agent.bytes, click.agent.length, &agent);
        utf8_clean(agent.browser, strlen(agent.browser), browser, sizeof browser);
        open.class = agent.class == AGENT_PERSON ? TALLY_PERSON
                     : agent.class == AGENT_BOT  ? TALLY_BOT_OPEN
                                                 : TALLY_PREVIEW;
        if (open.class == TALLY_PERSON) {
            count_referrer(click.referrer, referrer);
            count_language(click.language, language);
            open.values[TALLY_REFERRER] = referrer;
            open.values[TALLY_LANGUAGE] = language;
            open.values[TALLY_BROWSER] = browser;
            open.values[TALLY_SYSTEM] = agent.system;
            open.values[TALLY_DEVICE] = agent.device;
        } else {
            open.values[TALLY_BOT] = browser;
        }
    }
    const enum fault fault = tally_batch_add(counter->batch, &open);
    return fault != FAULT_NONE ? fault : count_message_open(counter, &click, open.class);
}

static enum fault
count_event(struct counter *counter)
{
    switch (counter->event.kind) {
    case EVENT_CLICK:
    case EVENT_PREFETCH:
        return count_click(counter);
    case EVENT_MESSAGE:
        return message_count_add(counter->messages, &counter->event);
    default:
        return FAULT_NONE;
    }
}

/* Adds up events from the position on, until there are enough, or no more. */
static enum fault
count_collect(struct counter *counter, struct env *env)
{
    uint64_t first, last;
    enum fault fault = consumer_get(env_read(env), CONSUMER_COUNT, &counter->from);
    if (fault == FAULT_NONE)
        fault = event_range(env, counter->from.number + 1, &first, &last);
    if (fault != FAULT_NONE)
        return fault;
    counter->to = counter->from;
    tally_batch_clear(counter->batch);
    message_count_clear(counter->messages);
    uint64_t next = counter->from.number + 1;
    if (next < first)
        next = first;
    for (counter->taken = 0; counter->taken < COUNTER_EVENTS && next <= last; next++) {
        fault = event_read(env_read(env), next, &counter->event);
        if (fault == FAULT_MISSING)
            continue; /* a number without an event; the position stays behind it until one follows */
        if (fault != FAULT_NONE)
            return fault;
        if (count_event(counter) == FAULT_FULL)
            break;
        counter->to.number = next;
        if (counter->event.at > counter->to.at) /* clocks are set back; what is known does not become less */
            counter->to.at = counter->event.at;
        counter->taken++;
    }
    return FAULT_NONE;
}

static enum fault
count_apply(struct txn *txn, void *arg)
{
    struct counter *counter = arg;
    struct consumer now;
    enum fault fault = consumer_get_to_move(txn, CONSUMER_COUNT, &now);
    if (fault != FAULT_NONE)
        return fault;
    if (now.number != counter->from.number)
        return FAULT_REFUSED; /* somebody else counted these */
    fault = tally_batch_apply(txn, counter->batch);
    if (fault == FAULT_NONE)
        fault = message_count_apply(txn, counter->messages);
    return fault != FAULT_NONE ? fault : consumer_move(txn, CONSUMER_COUNT, &counter->to);
}

enum fault
counter_run(struct counter *counter, struct env *env, uint64_t *taken)
{
    *taken = 0;
    enum fault fault = count_collect(counter, env);
    if (fault != FAULT_NONE || counter->to.number == counter->from.number)
        return fault;
    fault = env_txn(env, ENV_WRITE, count_apply, counter);
    if (fault == FAULT_NONE)
        *taken = counter->taken;
    return fault;
}
