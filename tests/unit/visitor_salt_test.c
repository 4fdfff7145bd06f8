/*
 * visitor_salt_test.c: one salt a day, the same for every program, gone when it is over.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/visitor_salt.h"

#include "base/timestamp.h"
#include "db/row_sweep.h"
#include "store_fixture.h"

static void
days_are_counted_from_1970(void **state)
{
    (void)state;
    assert_int_equal(visitor_salt_day(0), 0);
    assert_int_equal(visitor_salt_day(TIMESTAMP_DAY - 1), 0);
    assert_int_equal(visitor_salt_day(TIMESTAMP_DAY), 1);
    assert_int_equal(visitor_salt_day(INT64_C(1779728210000000)), 20598); /* 2026-05-25 */
}

static void
a_day_has_one_salt(void **state)
{
    struct store_fixture *fixture = *state;
    uint8_t one[VISITOR_SALT_BYTES], again[VISITOR_SALT_BYTES], other[VISITOR_SALT_BYTES],
        zeros[VISITOR_SALT_BYTES] = {0};
    assert_int_equal(visitor_salt_get(fixture->env, 5, one), FAULT_NONE);
    assert_int_equal(visitor_salt_get(fixture->env, 6, other), FAULT_NONE);
    assert_int_equal(visitor_salt_get(fixture->env, 5, again), FAULT_NONE);
    assert_memory_equal(one, again, VISITOR_SALT_BYTES);
    assert_memory_not_equal(one, other, VISITOR_SALT_BYTES);
    assert_memory_not_equal(one, zeros, VISITOR_SALT_BYTES);
    store_fixture_close(fixture);
    store_fixture_open(fixture);
    assert_int_equal(visitor_salt_get(fixture->env, 5, again), FAULT_NONE);
    assert_memory_equal(one, again, VISITOR_SALT_BYTES);
}

static int here[2];

static int
get(struct store_fixture *fixture, int nth)
{
    uint8_t salt[VISITOR_SALT_BYTES];
    (void)nth;
    store_fixture_open(fixture);
    const enum fault fault = visitor_salt_get(fixture->env, 7, salt);
    store_fixture_close(fixture);
    return fault == FAULT_NONE && write(here[1], salt, sizeof salt) == sizeof salt ? 0 : 1;
}

static void
several_ask_first_and_get_the_same(void **state)
{
    struct store_fixture *fixture = *state;
    pid_t pids[6];
    uint8_t salts[COUNT(pids)][VISITOR_SALT_BYTES];
    store_fixture_close(fixture);
    store_fixture_pipe(here);
    for (size_t i = 0; i < COUNT(pids); i++)
        pids[i] = store_fixture_child(fixture, get, 0);
    for (size_t i = 0; i < COUNT(pids); i++)
        assert_int_equal(store_fixture_wait(pids[i]), 0);
    for (size_t i = 0; i < COUNT(pids); i++) {
        assert_int_equal(read(here[0], salts[i], VISITOR_SALT_BYTES), VISITOR_SALT_BYTES);
        assert_memory_equal(salts[i], salts[0], VISITOR_SALT_BYTES);
    }
}

static void
old_salts_are_swept(void **state)
{
    struct store_fixture *fixture = *state;
    uint8_t salt[4][VISITOR_SALT_BYTES], again[VISITOR_SALT_BYTES];
    uint32_t before = 300;
    static const uint32_t days[] = {1, 299, 300, 70000};
    for (size_t i = 0; i < COUNT(days); i++)
        assert_int_equal(visitor_salt_get(fixture->env, days[i], salt[i]), FAULT_NONE);
    struct row_sweep sweep = {
        .table = TABLE_VISITOR_SALT, .is_expired = visitor_salt_is_expired, .arg = &before, .looks = 10};
    assert_int_equal(row_sweep_run(fixture->env, &sweep), FAULT_NONE);
    assert_int_equal(sweep.removed, 2);
    assert_true(sweep.ended);
    for (size_t i = 0; i < COUNT(days); i++) {
        assert_int_equal(visitor_salt_get(fixture->env, days[i], again), FAULT_NONE);
        assert_int_equal(memcmp(again, salt[i], VISITOR_SALT_BYTES) == 0, days[i] >= before);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_are_counted_from_1970),
        WITH_STORE(a_day_has_one_salt),
        WITH_STORE(several_ask_first_and_get_the_same),
        WITH_STORE(old_salts_are_swept),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
