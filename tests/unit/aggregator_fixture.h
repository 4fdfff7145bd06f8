/*
 * aggregator_fixture.h: visits to publish as events, and an aggregator that counts them.
 */
#ifndef CURT_TESTS_UNIT_AGGREGATOR_FIXTURE_H
#define CURT_TESTS_UNIT_AGGREGATOR_FIXTURE_H

#include "base/timestamp.h"
#include "event/click.h"
#include "event/event_log.h"
#include "stats/aggregator.h"
#include "stats/click_stats.h"
#include "store_fixture.h"

#define FIREFOX "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
#define NOON    (INT64_C(20000) * TIMESTAMP_DAY + TIMESTAMP_DAY / 2)

/* What a visitor sends, as events to append. */
struct visit {
    enum event_kind kind;
    uint64_t link, visitor;
    const char *agent, *referrer, *language;
    unsigned count;
    enum fault end; /* not FAULT_NONE: the transaction is aborted */
    const struct labels *labels;
    const uint8_t *message;
};

static struct click_text
text(const char *of)
{
    return (struct click_text){of, of != NULL ? strlen(of) : 0};
}

static enum fault
publish_body(struct txn *txn, void *arg)
{
    const struct visit *v = arg;
    uint8_t body[CLICK_BYTES_MAX], labels[LABELS_BYTES_MAX];
    size_t length;
    struct click click = {.link = v->link,
        .owner = 7,
        .visitor = v->visitor,
        .address = {4, {192, 0, 2, 0}},
        .code = text("abc"),
        .agent = text(v->agent),
        .referrer = text(v->referrer),
        .language = text(v->language),
        .message = v->message};
    if (v->labels != NULL)
        click.labels = (struct click_text){(const char *)labels, labels_encode(v->labels, labels)};
    enum fault fault = click_encode(&click, body, sizeof body, &length);
    for (unsigned i = 0; i < v->count && fault == FAULT_NONE; i++)
        fault = event_log_append(txn, v->kind != 0 ? v->kind : EVENT_CLICK, NOON, body, length);
    return fault != FAULT_NONE ? fault : v->end;
}

static inline void
publish(struct store_fixture *fixture, struct visit visit)
{
    if (visit.count == 0)
        visit.count = 1;
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, publish_body, &visit), visit.end);
}

/* Counts until there is nothing new, with a counter of its own; returns how many were taken. */
static uint64_t
count_from(struct store_fixture *fixture, struct intake *intake)
{
    struct aggregator *counter;
    uint64_t taken, all = 0;
    assert_int_equal(aggregator_create(&counter, &fixture->config), FAULT_NONE);
    do {
        assert_int_equal(aggregator_run(counter, fixture->env, intake, &taken), FAULT_NONE);
        all += taken;
    } while (taken > 0 || aggregator_is_behind(counter));
    aggregator_free(counter);
    return all;
}

/* Of the log alone. */
static inline uint64_t
count(struct store_fixture *fixture)
{
    return count_from(fixture, NULL);
}

static inline struct click_stats_totals
totals(struct store_fixture *fixture, uint64_t link)
{
    struct click_stats_totals out;
    const struct click_stats_scope scope = {
        .kind = link != 0 ? CLICK_STATS_LINK : CLICK_STATS_ALL, .link = link};
    assert_int_equal(click_stats_totals(env_read(fixture->env), &scope, &out), FAULT_NONE);
    return out;
}

#endif
