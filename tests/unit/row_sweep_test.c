/*
 * row_sweep_test.c: rows that are over go, a bounded number at a time, and the rest stays.
 *
 * SPDX-License-Identifier: ISC
 */
#include "db/row_sweep.h"

#include "db/codec.h"
#include "store_fixture.h"

#define TABLE TABLE_IDEMPOTENCY

static struct row_key
number_key(struct encoder *p, uint32_t n)
{
    encode_u32(p, n);
    return encoder_key(p);
}

/* Rows 1 to n; a row holds its number and is longer than a sweep looks at. */
static enum fault
fill(struct txn *txn, void *arg)
{
    struct story *story = arg;
    uint8_t row[300] = {0};
    for (uint32_t n = 1; n <= *(uint32_t *)story->arg; n++) {
        uint8_t space[4];
        struct encoder k = encoder_over(space, sizeof space), p = encoder_over(row, sizeof row);
        encode_u32(&p, n);
        CHECK(row_put(txn, TABLE, number_key(&k, n), row, sizeof row) == FAULT_NONE);
    }
    return FAULT_NONE;
}

static bool
is_odd(const struct cursor *cursor, void *arg, bool *stop)
{
    const uint32_t *last = arg;
    struct decoder u = decoder_over(cursor->row, cursor->row_length);
    const uint32_t n = decode_u32(&u);
    *stop = n >= *last;
    return n % 2 == 1;
}

static unsigned
rows(struct store_fixture *fixture, uint32_t upto, bool odd)
{
    unsigned count = 0;
    for (uint32_t n = odd ? 1 : 2; n <= upto; n += 2) {
        uint8_t space[4];
        struct encoder k = encoder_over(space, sizeof space);
        count += store_fixture_find(env_read(fixture->env), TABLE, number_key(&k, n)) == FAULT_NONE;
    }
    return count;
}

static void
a_bounded_number_goes_at_a_time(void **state)
{
    struct store_fixture *fixture = *state;
    uint32_t count = 3000, last = UINT32_MAX;
    store_fixture_transact(fixture, fill, &count);
    struct row_sweep sweep = {.table = TABLE, .is_expired = is_odd, .arg = &last, .looks = 400};
    unsigned removed = 0, runs = 0;
    do {
        assert_int_equal(row_sweep_run(fixture->env, &sweep), FAULT_NONE);
        assert_true(sweep.removed <= 200);
        removed += sweep.removed;
        assert_int_equal(rows(fixture, count, true), 1500 - removed);
        runs++;
    } while (!sweep.ended && runs < 100);
    assert_int_equal(removed, 1500);
    assert_int_equal(runs, 8);
    assert_int_equal(rows(fixture, count, false), 1500);

    store_fixture_transact(fixture, fill, &count);
    sweep = (struct row_sweep){.table = TABLE, .is_expired = is_odd, .arg = &last, .looks = 1000000};
    assert_int_equal(row_sweep_run(fixture->env, &sweep), FAULT_NONE);
    assert_int_equal(sweep.removed, ROW_SWEEP_MAX);
    assert_false(sweep.ended);
}

static void
a_dry_run_counts_and_removes_nothing(void **state)
{
    struct store_fixture *fixture = *state;
    uint32_t count = 1500, last = UINT32_MAX;
    store_fixture_transact(fixture, fill, &count);
    struct row_sweep sweep = {.table = TABLE, .is_expired = is_odd, .arg = &last, .looks = 100, .keep = true};
    unsigned counted = 0;
    do {
        assert_int_equal(row_sweep_run(fixture->env, &sweep), FAULT_NONE);
        counted += sweep.removed;
    } while (!sweep.ended);
    assert_int_equal(counted, 750);
    assert_int_equal(rows(fixture, count, true), 750);
}

static void
it_begins_and_stops_where_it_is_told(void **state)
{
    struct store_fixture *fixture = *state;
    uint32_t count = 100, last = 51;
    store_fixture_transact(fixture, fill, &count);
    struct row_sweep sweep = {.table = TABLE, .is_expired = is_odd, .arg = &last, .looks = 1000};
    struct encoder k = encoder_over(sweep.from, sizeof sweep.from);
    encode_u32(&k, 21);
    sweep.from_length = k.length;
    assert_int_equal(row_sweep_run(fixture->env, &sweep), FAULT_NONE);
    assert_true(sweep.ended);
    assert_int_equal(sweep.removed, 16); /* 21 to 51 */
    assert_int_equal(rows(fixture, 20, true), 10);
    assert_int_equal(rows(fixture, 51, true), 10);
    assert_int_equal(rows(fixture, count, true), 34);
}

static void
an_empty_table_ends_at_once(void **state)
{
    struct store_fixture *fixture = *state;
    uint32_t last = UINT32_MAX;
    struct row_sweep sweep = {.table = TABLE, .is_expired = is_odd, .arg = &last, .looks = 10, .removed = 7};
    assert_int_equal(row_sweep_run(fixture->env, &sweep), FAULT_NONE);
    assert_true(sweep.ended);
    assert_int_equal(sweep.removed, 0);
}

static int
row_sweep_all(struct store_fixture *fixture, int nth)
{
    uint32_t last = UINT32_MAX;
    struct row_sweep sweep = {.table = TABLE, .is_expired = is_odd, .arg = &last, .looks = 50};
    (void)nth;
    enum fault fault;
    store_fixture_open(fixture);
    do
        fault = row_sweep_run(fixture->env, &sweep);
    while (fault == FAULT_NONE && !sweep.ended);
    store_fixture_close(fixture);
    return (int)fault;
}

/* Also when others lock the same pages, and transactions begin again. */
static void
two_sweeps_leave_nothing(void **state)
{
    struct store_fixture *fixture = *state;
    uint32_t count = 3000;
    store_fixture_transact(fixture, fill, &count);
    store_fixture_close(fixture);
    pid_t pids[3];
    for (size_t i = 0; i < COUNT(pids); i++)
        pids[i] = store_fixture_child(fixture, row_sweep_all, 0);
    for (size_t i = 0; i < COUNT(pids); i++)
        assert_int_equal(store_fixture_wait(pids[i]), FAULT_NONE);
    store_fixture_open(fixture);
    assert_int_equal(rows(fixture, count, true), 0);
    assert_int_equal(rows(fixture, count, false), 1500);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(a_bounded_number_goes_at_a_time),
        WITH_STORE(a_dry_run_counts_and_removes_nothing),
        WITH_STORE(it_begins_and_stops_where_it_is_told),
        WITH_STORE(an_empty_table_ends_at_once),
        WITH_STORE(two_sweeps_leave_nothing),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
