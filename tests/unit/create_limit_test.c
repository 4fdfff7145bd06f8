/*
 * create_limit_test.c: a bucket of tokens: a burst, a refill, a wait that is neither too short nor too long.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/create_limit.h"

#include "base/timestamp.h"
#include "db/row_sweep.h"
#include "store_fixture.h"

#define START (INT64_C(1700000000) * TIMESTAMP_SECOND)

static void
a_burst_of_a_minute_then_a_wait(void **state)
{
    struct store_fixture *fixture = *state;
    int64_t wait = -1;
    for (int i = 0; i < 60; i++)
        assert_int_equal(create_limit_take(fixture->env, 1, 60, 1, START, &wait), FAULT_NONE);
    assert_int_equal(create_limit_take(fixture->env, 1, 60, 1, START, &wait), FAULT_REFUSED);
    assert_int_equal(wait, 1);
    assert_int_equal(
        create_limit_take(fixture->env, 2, 60, 60, START, &wait), FAULT_NONE); /* another key's is full */
    assert_int_equal(create_limit_take(fixture->env, 1, 60, 30, START, &wait), FAULT_REFUSED);
    assert_int_equal(wait, 30);
    assert_int_equal(
        create_limit_take(fixture->env, 1, 60, 1, START + TIMESTAMP_SECOND - 100, &wait), FAULT_REFUSED);
    assert_int_equal(wait, 1);
    assert_int_equal(create_limit_take(fixture->env, 1, 60, 1, START + TIMESTAMP_SECOND, &wait), FAULT_NONE);
    assert_int_equal(
        create_limit_take(fixture->env, 1, 60, 1, START + TIMESTAMP_SECOND, &wait), FAULT_REFUSED);
}

static void
a_bucket_fills_no_further_than_full(void **state)
{
    struct store_fixture *fixture = *state;
    int64_t wait;
    assert_int_equal(create_limit_take(fixture->env, 1, 60, 60, START, &wait), FAULT_NONE);
    assert_int_equal(
        create_limit_take(fixture->env, 1, 60, 60, START + 3600 * TIMESTAMP_SECOND, &wait), FAULT_NONE);
    assert_int_equal(
        create_limit_take(fixture->env, 1, 60, 1, START + 3600 * TIMESTAMP_SECOND, &wait), FAULT_REFUSED);
}

/* What Retry-After says is right to the second, for any limit and need. */
static void
after_the_wait_there_is_enough(void **state)
{
    struct store_fixture *fixture = *state;
    static const int64_t limits[] = {1, 7, 60, 61, 100, 6000, 6007, 1000000, 1000000000};
    uint32_t key = 1;
    for (size_t i = 0; i < COUNT(limits); i++)
        for (int64_t part = 1; part <= 4; part++) {
            const int64_t need = (limits[i] + part - 1) / part;
            int64_t wait;
            assert_int_equal(
                create_limit_take(fixture->env, ++key, limits[i], limits[i], START, &wait), FAULT_NONE);
            assert_int_equal(
                create_limit_take(fixture->env, key, limits[i], need, START, &wait), FAULT_REFUSED);
            assert_in_range(wait, 1, 60);
            const int64_t early = START + (wait - 1) * TIMESTAMP_SECOND,
                          then = START + wait * TIMESTAMP_SECOND;
            int64_t again;
            if (wait > 1)
                assert_int_equal(
                    create_limit_take(fixture->env, key, limits[i], need, early, &again), FAULT_REFUSED);
            if (create_limit_take(fixture->env, key, limits[i], need, then, &again) != FAULT_NONE)
                fail_msg("%lld of %lld a minute: not after %lld s", (long long)need, (long long)limits[i],
                    (long long)wait);
        }
}

static void
more_than_a_minute_holds_needs_a_full_bucket(void **state)
{
    struct store_fixture *fixture = *state;
    int64_t wait;
    assert_int_equal(create_limit_take(fixture->env, 1, 60, 1000, START, &wait), FAULT_NONE);
    assert_int_equal(create_limit_take(fixture->env, 1, 60, 1, START, &wait), FAULT_REFUSED);
    assert_int_equal(
        create_limit_take(fixture->env, 1, 60, 1000, START + 59 * TIMESTAMP_SECOND, &wait), FAULT_REFUSED);
    assert_int_equal(wait, 1);
    assert_int_equal(
        create_limit_take(fixture->env, 1, 60, 1000, START + 60 * TIMESTAMP_SECOND, &wait), FAULT_NONE);
}

static void
no_limit_and_a_clock_that_goes_back(void **state)
{
    struct store_fixture *fixture = *state;
    int64_t wait;
    assert_int_equal(create_limit_take(fixture->env, 1, 0, 1000000, START, &wait), FAULT_NONE);
    assert_int_equal(create_limit_take(fixture->env, 1, 60, 60, START, &wait), FAULT_NONE);
    assert_int_equal(
        create_limit_take(fixture->env, 1, 60, 1, START - 3600 * TIMESTAMP_SECOND, &wait), FAULT_REFUSED);
    assert_in_range(wait, 1, 60);
    assert_int_equal(
        create_limit_take(fixture->env, 1, 60, 60, START + 60 * TIMESTAMP_SECOND, &wait), FAULT_NONE);
}

/* A key waits no longer than it would have, however far the clock was set back, and however often. */
static void
after_a_clock_was_set_back_the_bucket_fills(void **state)
{
    struct store_fixture *fixture = *state;
    static const int64_t back[] = {1, 59, 60, 61, 3600, 86400, 365 * 86400, 1700000000};
    uint32_t key = 0;
    for (size_t i = 0; i < COUNT(back); i++) {
        const int64_t then = START - back[i] * TIMESTAMP_SECOND;
        int64_t wait;
        assert_int_equal(create_limit_take(fixture->env, ++key, 60, 60, START, &wait), FAULT_NONE);
        assert_int_equal(create_limit_take(fixture->env, key, 60, 30, then, &wait), FAULT_REFUSED);
        assert_int_equal(wait, 30);
        assert_int_equal(
            create_limit_take(fixture->env, key, 60, 30, then + 29 * TIMESTAMP_SECOND, &wait), FAULT_REFUSED);
        assert_int_equal(wait, 1);
        assert_int_equal(
            create_limit_take(fixture->env, key, 60, 30, then + 30 * TIMESTAMP_SECOND, &wait), FAULT_NONE);
        assert_int_equal(create_limit_take(fixture->env, key, 60, 1, then, &wait), FAULT_REFUSED); /* again */
        assert_int_equal(
            create_limit_take(fixture->env, key, 60, 60, then + 60 * TIMESTAMP_SECOND, &wait), FAULT_NONE);
    }
}

static void
a_limit_that_was_lowered_holds(void **state)
{
    struct store_fixture *fixture = *state;
    int64_t wait;
    assert_int_equal(create_limit_take(fixture->env, 1, 6000, 1, START, &wait), FAULT_NONE);
    assert_int_equal(create_limit_take(fixture->env, 1, 10, 10, START, &wait), FAULT_NONE);
    assert_int_equal(create_limit_take(fixture->env, 1, 10, 1, START, &wait), FAULT_REFUSED);
}

enum { TAKERS = 3, LIMIT = 100 };

static int
take_until_refused(struct store_fixture *fixture, int nth)
{
    (void)nth;
    int taken = 0;
    int64_t wait;
    enum fault fault;
    store_fixture_open(fixture);
    while ((fault = create_limit_take(fixture->env, 9, LIMIT, 1, START, &wait)) == FAULT_NONE)
        taken++;
    store_fixture_close(fixture);
    return fault == FAULT_REFUSED ? taken : 255;
}

static void
several_take_from_one_bucket(void **state)
{
    struct store_fixture *fixture = *state;
    pid_t pids[TAKERS];
    int taken = 0;
    store_fixture_close(fixture);
    for (size_t i = 0; i < COUNT(pids); i++)
        pids[i] = store_fixture_child(fixture, take_until_refused, 0);
    for (size_t i = 0; i < COUNT(pids); i++)
        taken += store_fixture_wait(pids[i]);
    assert_int_equal(taken, LIMIT);
}

static void
a_bucket_at_rest_is_swept(void **state)
{
    struct store_fixture *fixture = *state;
    int64_t wait, now = START + 3600 * TIMESTAMP_SECOND;
    assert_int_equal(create_limit_take(fixture->env, 1, 60, 60, START, &wait), FAULT_NONE);
    struct row_sweep sweep = {
        .table = TABLE_CREATE_LIMIT, .is_expired = create_limit_is_expired, .arg = &now, .looks = 10};
    assert_int_equal(row_sweep_run(fixture->env, &sweep), FAULT_NONE);
    assert_int_equal(sweep.removed, 0);
    now++;
    sweep = (struct row_sweep){
        .table = TABLE_CREATE_LIMIT, .is_expired = create_limit_is_expired, .arg = &now, .looks = 10};
    assert_int_equal(row_sweep_run(fixture->env, &sweep), FAULT_NONE);
    assert_int_equal(sweep.removed, 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(a_burst_of_a_minute_then_a_wait),
        WITH_STORE(a_bucket_fills_no_further_than_full),
        WITH_STORE(after_the_wait_there_is_enough),
        WITH_STORE(more_than_a_minute_holds_needs_a_full_bucket),
        WITH_STORE(no_limit_and_a_clock_that_goes_back),
        WITH_STORE(after_a_clock_was_set_back_the_bucket_fills),
        WITH_STORE(a_limit_that_was_lowered_holds),
        WITH_STORE(several_take_from_one_bucket),
        WITH_STORE(a_bucket_at_rest_is_swept),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
