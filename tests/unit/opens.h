/*
 * opens.h: opens to count, for the tests of the tallies: a batch of ten values a dimension, opens of people
 * from DAY1 on, and what the store says of them.
 */
#ifndef CURT_TESTS_OPENS_H
#define CURT_TESTS_OPENS_H

#include "base/clock.h"
#include "room.h"
#include "store/tally.h"

#define DAY1 (INT64_C(20000) * CLOCK_DAY)
#define HOUR (3600 * CLOCK_SECOND)

static const struct labels none = {.tag_count = 0},
                           spring = {.campaign = "spring", .tag_count = 2, .tags = {"a", "b"}};
static struct tally_batch *batch;

static int
begin(void **state)
{
    batch = tally_batch_new(10);
    return room_begin(state);
}

static int
end(void **state)
{
    tally_batch_free(batch);
    return room_end(state);
}

static struct tally_open
person(int64_t at, uint64_t visitor)
{
    return (struct tally_open){.at = at,
        .class = TALLY_PERSON,
        .link = 1,
        .visitor = visitor,
        .owner = 7,
        .labels = &none,
        .values = {"example.com", "Firefox", "Linux", "desktop", "de", NULL}};
}

static void
add(struct tally_open open)
{
    assert_int_equal(tally_batch_add(batch, &open), FAULT_NONE);
}

static enum fault
apply_body(struct txn *txn, void *arg)
{
    enum fault fault = tally_batch_apply(txn, batch);
    return fault != FAULT_NONE ? fault : *(enum fault *)arg;
}

static void
apply(struct room *room)
{
    enum fault last = FAULT_NONE;
    assert_int_equal(env_txn(room->env, ENV_WRITE, apply_body, &last), FAULT_NONE);
    tally_batch_clear(batch);
}

static struct tally_totals
totals(struct room *room, struct tally_scope scope)
{
    struct tally_totals out;
    assert_int_equal(tally_totals(env_read(room->env), &scope, &out), FAULT_NONE);
    return out;
}

static const struct tally_scope link_1 = {.kind = TALLY_LINK, .link = 1};

/* Values as text: "dimension:value=count ", in the order of their visit. */
static void
take_value(enum tally_dimension dimension, const char *value, uint64_t count, void *arg)
{
    char *text = arg;
    sprintf(text + strlen(text), "%s:%s=%llu ", tally_dimension_name(dimension), value,
        (unsigned long long)count);
}

static const char *
values(struct room *room, struct tally_scope scope)
{
    static char text[200000];
    struct tally_totals out;
    text[0] = '\0';
    assert_int_equal(tally_summary(env_read(room->env), &scope, &out, take_value, text), FAULT_NONE);
    const struct tally_totals same = totals(room, scope);
    assert_memory_equal(&out, &same, sizeof out);
    return text;
}

static void
take_hour(uint32_t hour, const struct tally_hour *counts, void *arg)
{
    char *text = arg;
    sprintf(text + strlen(text), "%u:", hour - 480000);
    for (int q = 0; q < TALLY_QUARTERS; q++)
        sprintf(text + strlen(text), "%u/%u/%u ", counts->opens[q][TALLY_PERSON],
            counts->opens[q][TALLY_BOT_OPEN], counts->visitors[q]);
}

static void
check_hours(struct room *room, uint32_t first, uint32_t last, const char *wanted)
{
    char text[512] = "";
    assert_int_equal(
        tally_hours(env_read(room->env), &link_1, 480000 + first, 480000 + last, take_hour, text),
        FAULT_NONE);
    assert_string_equal(text, wanted);
}

#define WITH_BATCH(test) cmocka_unit_test_setup_teardown(test, begin, end)

#endif
