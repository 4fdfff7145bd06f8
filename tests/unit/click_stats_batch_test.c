/*
 * click_stats_batch_test.c: a batch of opens: applied once whatever was aborted before, full, and two at
 * once.
 *
 * SPDX-License-Identifier: ISC
 */
#include "stats/click_stats.h"
#include "stats/click_stats_batch.h"

#include "click_fixture.h"

static void
an_aborted_apply_counts_nothing_and_the_next_once(void **state)
{
    struct store_fixture *fixture = *state;
    enum fault last = FAULT_NONE;
    add(person(DAY1, 1));
    apply(fixture);
    for (uint64_t visitor = 0; visitor < 20; visitor++) {
        char host[32];
        snprintf(host, sizeof host, "host%llu", (unsigned long long)visitor);
        struct click_stats_open open = person(DAY1 + HOUR, visitor);
        open.labels = &spring;
        open.values[CLICK_STATS_REFERRER] = host;
        add(open);
        add(open);
    }
    last = FAULT_REFUSED;
    for (int i = 0; i < 3; i++)
        assert_int_equal(env_txn(fixture->env, ENV_WRITE, apply_body, &last), FAULT_REFUSED);
    assert_int_equal(totals(fixture, link_1).opens[CLICK_PERSON], 1);
    assert_int_equal(totals(fixture, link_1).visitors, 1);
    apply(fixture);
    const struct click_stats_totals got = totals(fixture, link_1);
    assert_int_equal(got.opens[CLICK_PERSON], 41);
    assert_int_equal(got.visitors, 20); /* visitor 1 was there before */
    assert_int_equal(got.values[CLICK_STATS_REFERRER], 10);
    assert_int_equal(
        totals(fixture, (struct click_stats_scope){.kind = CLICK_STATS_TAG, .name = "b"}).visitors, 20);
    assert_non_null(strstr(values(fixture, link_1), "referrer:=22 ")); /* 9 of the 20 found room */
    check_hours(fixture, 1, 1, "1:40/0/19 0/0/0 0/0/0 0/0/0 ");
}

/* Opens of a new link and a new visitor each, until a batch has been full twice. */
static void
a_full_batch_takes_nothing_more(void **state)
{
    struct store_fixture *fixture = *state;
    uint64_t opens = 0;
    for (unsigned full = 0; full < 2;) {
        struct click_stats_open open = person(DAY1 + (int64_t)opens * TIMESTAMP_SECOND / 10, opens);
        open.link = opens;
        const enum fault fault = click_stats_batch_add(batch, &open);
        if (fault == FAULT_NONE) {
            assert_true(++opens < 200000);
            continue;
        }
        assert_int_equal(fault, FAULT_FULL);
        apply(fixture);
        full++;
    }
    assert_true(opens > 100);
    const struct click_stats_totals got = totals(
        fixture, (struct click_stats_scope){.kind = CLICK_STATS_ALL});
    assert_int_equal(got.opens[CLICK_PERSON], opens);
    assert_int_equal(got.visitors, opens);
    for (uint64_t link = 0; link < opens; link += 499)
        assert_int_equal(totals(fixture, (struct click_stats_scope){.kind = CLICK_STATS_LINK, .link = link})
                             .opens[CLICK_PERSON],
            1);
}

static int
apply_many(struct store_fixture *fixture, int nth)
{
    enum fault last = FAULT_NONE, fault = FAULT_NONE;
    store_fixture_open(fixture);
    for (int i = 0; i < 50 && fault == FAULT_NONE; i++) {
        click_stats_batch_clear(batch);
        for (uint64_t visitor = 0; visitor < 10; visitor++) {
            struct click_stats_open open = person(DAY1 + i * HOUR / 8, visitor + (nth == 0 ? 0 : 5));
            open.link = nth == 0 ? visitor : 9 - visitor; /* in another order */
            if (click_stats_batch_add(batch, &open) != FAULT_NONE)
                fault = FAULT_FULL;
        }
        if (fault == FAULT_NONE)
            fault = env_txn(fixture->env, ENV_WRITE, apply_body, &last);
    }
    store_fixture_close(fixture);
    return (int)fault;
}

static void
two_apply_at_once(void **state)
{
    struct store_fixture *fixture = *state;
    store_fixture_close(fixture);
    const pid_t one = store_fixture_child(fixture, apply_many, 0),
                two = store_fixture_child(fixture, apply_many, 1);
    assert_int_equal(store_fixture_wait(one), FAULT_NONE);
    assert_int_equal(store_fixture_wait(two), FAULT_NONE);
    store_fixture_open(fixture);
    const struct click_stats_totals got = totals(
        fixture, (struct click_stats_scope){.kind = CLICK_STATS_ALL});
    assert_int_equal(got.opens[CLICK_PERSON], 1000);
    assert_int_equal(got.visitors, 15);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_BATCH(an_aborted_apply_counts_nothing_and_the_next_once),
        WITH_BATCH(a_full_batch_takes_nothing_more),
        WITH_BATCH(two_apply_at_once),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
