/*
 * busiest_test.c: the most clicked of a day and of several, and what becomes of a day with more than fit.
 *
 * SPDX-License-Identifier: ISC
 */
#include "stats/busiest_batch.h"

#include "db/row_sweep.h"
#include "store_fixture.h"

static struct busiest_batch *batch;

static int
begin(void **state)
{
    batch = busiest_batch_create(2000);
    return store_fixture_begin(state);
}

static int
end(void **state)
{
    busiest_batch_free(batch);
    return store_fixture_end(state);
}

static void
add(uint32_t day, uint32_t owner, const char *code, unsigned clicks)
{
    const uint64_t id = strtoull(code + 1, NULL, 10);
    for (unsigned i = 0; i < clicks; i++)
        assert_int_equal(busiest_batch_add(batch, day, owner, BUSIEST_LINKS, id, code), FAULT_NONE);
}

static enum fault
apply_body(struct txn *txn, void *arg)
{
    enum fault fault = busiest_batch_apply(txn, batch);
    return fault != FAULT_NONE ? fault : *(enum fault *)arg;
}

static void
apply(struct store_fixture *fixture)
{
    enum fault aborted = FAULT_REFUSED, done = FAULT_NONE;
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, apply_body, &aborted), FAULT_REFUSED);
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, apply_body, &done), FAULT_NONE);
    busiest_batch_clear(batch);
}

static void
check_most(struct store_fixture *fixture, uint32_t owner, uint32_t first, uint32_t last, size_t most,
    const char *wanted)
{
    struct busiest_item items[3];
    char text[300] = "";
    size_t count;
    assert_int_equal(
        busiest_read(env_read(fixture->env), owner, BUSIEST_LINKS, first, last, items, most, &count),
        FAULT_NONE);
    for (size_t i = 0; i < count; i++)
        sprintf(text + strlen(text), "%s=%llu ", items[i].name, (unsigned long long)items[i].clicks);
    assert_string_equal(text, wanted);
}

static void
check(struct store_fixture *fixture, uint32_t owner, uint32_t first, uint32_t last, const char *wanted)
{
    check_most(fixture, owner, first, last, 3, wanted);
}

static void
days_add_up_for_everybody_and_each_owner(void **state)
{
    struct store_fixture *fixture = *state;
    add(10, 7, "c1", 3);
    add(10, 8, "c2", 5);
    add(11, 7, "c1", 4);
    add(11, 7, "c3", 6);
    add(11, 7, "c4", 1);
    assert_int_equal(busiest_batch_add(batch, 10, 7, BUSIEST_CAMPAIGNS, 0, "c1"), FAULT_NONE);
    apply(fixture);
    check(fixture, 0, 10, 11, "c1=7 c3=6 c2=5 ");
    check(fixture, 0, 10, 10, "c2=5 c1=3 ");
    check(fixture, 7, 10, 11, "c1=7 c3=6 c4=1 ");
    check(fixture, 8, 1, 60, "c2=5 ");
    check(fixture, 9, 1, 60, "");
    check(fixture, 0, 12, 60, "");
    add(10, 8, "c2", 3);
    apply(fixture);
    check(fixture, 0, 10, 11, "c2=8 c1=7 c3=6 ");
}

/* Space-Saving: what is often clicked stays, with a count that is never too low. */
static void
on_a_day_with_too_many_the_busiest_stay(void **state)
{
    struct store_fixture *fixture = *state;
    char code[16];
    add(10, 7, "c1", 100);
    add(10, 7, "c2", 90);
    for (unsigned i = 0; i < 3 * BUSIEST_MAX; i++) {
        snprintf(code, sizeof code, "c%u", 1000 + i);
        add(10, 7, code, 1);
    }
    apply(fixture);
    add(10, 7, "c2", 30);
    apply(fixture);
    check_most(fixture, 7, 10, 10, 2, "c2=120 c1=100 ");
    assert_int_equal(store_fixture_count(env_read(fixture->env), TABLE_BUSIEST), 2);
}

static void
a_full_batch_says_so_and_past_days_are_swept(void **state)
{
    struct store_fixture *fixture = *state;
    struct busiest_batch *small = busiest_batch_create(1);
    uint32_t before = 12;
    struct row_sweep sweep = {
        .table = TABLE_BUSIEST, .is_expired = busiest_is_expired, .arg = &before, .looks = 100};
    assert_int_equal(busiest_batch_add(small, 1, 7, BUSIEST_LINKS, 1, "a"), FAULT_NONE);
    assert_int_equal(busiest_batch_add(small, 1, 7, BUSIEST_CAMPAIGNS, 0, "a"), FAULT_NONE);
    assert_int_equal(busiest_batch_add(small, 2, 7, BUSIEST_LINKS, 1, "a"), FAULT_FULL);
    busiest_batch_free(small);
    add(10, 7, "c1", 1);
    add(11, 7, "c1", 1);
    add(12, 7, "c1", 1);
    apply(fixture);
    assert_int_equal(row_sweep_run(fixture->env, &sweep), FAULT_NONE);
    assert_int_equal(sweep.removed, 4);
    check(fixture, 7, 1, 60, "c1=1 ");
}

#define WITH_BATCH(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_BATCH(days_add_up_for_everybody_and_each_owner),
        WITH_BATCH(on_a_day_with_too_many_the_busiest_stay),
        WITH_BATCH(a_full_batch_says_so_and_past_days_are_swept),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
