/*
 * click_fixture.h: opens to count, for the tests of the tallies: a batch of ten values a dimension, opens of
 * people from DAY1 on, and what the store says of them.
 */
#ifndef CURT_TESTS_UNIT_CLICK_FIXTURE_H
#define CURT_TESTS_UNIT_CLICK_FIXTURE_H

#include "base/timestamp.h"
#include "stats/click_stats.h"
#include "stats/click_stats_batch.h"
#include "store_fixture.h"

#define DAY1 (INT64_C(20000) * TIMESTAMP_DAY)
#define HOUR (3600 * TIMESTAMP_SECOND)

static const struct labels none = {.tag_count = 0},
                           spring = {.campaign = "spring", .tag_count = 2, .tags = {"a", "b"}};
static struct click_stats_batch *batch;

static int
begin(void **state)
{
    batch = click_stats_batch_create(10);
    return store_fixture_begin(state);
}

static int
end(void **state)
{
    click_stats_batch_free(batch);
    return store_fixture_end(state);
}

static struct click_stats_open
person(int64_t at, uint64_t visitor)
{
    return (struct click_stats_open){.at = at,
        .class = CLICK_PERSON,
        .link = 1,
        .visitor = visitor,
        .owner = 7,
        .labels = &none,
        .values = {"example.com", "Firefox", "Linux", "desktop", "de", NULL}};
}

static void
add(struct click_stats_open open)
{
    assert_int_equal(click_stats_batch_add(batch, &open), FAULT_NONE);
}

static enum fault
apply_body(struct txn *txn, void *arg)
{
    enum fault fault = click_stats_batch_apply(txn, batch);
    return fault != FAULT_NONE ? fault : *(enum fault *)arg;
}

static void
apply(struct store_fixture *fixture)
{
    enum fault last = FAULT_NONE;
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, apply_body, &last), FAULT_NONE);
    click_stats_batch_clear(batch);
}

static struct click_stats_totals
totals(struct store_fixture *fixture, struct click_stats_scope scope)
{
    struct click_stats_totals out;
    assert_int_equal(click_stats_totals(env_read(fixture->env), &scope, &out), FAULT_NONE);
    return out;
}

static const struct click_stats_scope link_1 = {.kind = CLICK_STATS_LINK, .link = 1};

/* Values as text: "dimension:value=count ", in the order of their visit. */
static void
take_value(enum click_stats_dimension dimension, const char *value, uint64_t count, void *arg)
{
    char *text = arg;
    sprintf(text + strlen(text), "%s:%s=%llu ", click_stats_dimension_name(dimension), value,
        (unsigned long long)count);
}

static inline const char *
values(struct store_fixture *fixture, struct click_stats_scope scope)
{
    static char text[200000];
    struct click_stats_totals out;
    text[0] = '\0';
    assert_int_equal(click_stats_summary(env_read(fixture->env), &scope, &out, take_value, text), FAULT_NONE);
    const struct click_stats_totals same = totals(fixture, scope);
    assert_memory_equal(&out, &same, sizeof out);
    return text;
}

static void
take_hour(uint32_t hour, const struct click_stats_hour *counts, void *arg)
{
    char *text = arg;
    sprintf(text + strlen(text), "%u:", hour - 480000);
    for (int q = 0; q < CLICK_STATS_QUARTERS; q++)
        sprintf(text + strlen(text), "%u/%u/%u ", counts->opens[q][CLICK_PERSON], counts->opens[q][CLICK_BOT],
            counts->visitors[q]);
}

static inline void
check_hours(struct store_fixture *fixture, uint32_t first, uint32_t last, const char *wanted)
{
    char text[512] = "";
    assert_int_equal(
        click_stats_hours(env_read(fixture->env), &link_1, 480000 + first, 480000 + last, take_hour, text),
        FAULT_NONE);
    assert_string_equal(text, wanted);
}

#define WITH_BATCH(test) cmocka_unit_test_setup_teardown(test, begin, end)

#endif
