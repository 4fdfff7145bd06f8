/*
 * checkpoint_test.c: how far a consumer has come: kept by name, moved by one at a time.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/checkpoint.h"

#include "store_fixture.h"

static enum fault
consume(struct txn *txn, void *arg)
{
    struct story *story = arg;
    struct checkpoint at = {.number = 9, .at = 9};
    CHECK(checkpoint_get(txn, "count", &at) == FAULT_NONE && at.number == 0 && at.at == 0);
    at = (struct checkpoint){.number = 9, .at = 9};
    CHECK(checkpoint_get_for_update(txn, "count", &at) == FAULT_NONE && at.number == 0 && at.at == 0);
    at = (struct checkpoint){.number = UINT64_C(1) << 40, .at = INT64_C(1779728210000000)};
    CHECK(checkpoint_put(txn, "count", &at) == FAULT_NONE);
    CHECK(checkpoint_put(txn, "countess", &(struct checkpoint){.number = 7, .at = 8}) == FAULT_NONE);
    struct checkpoint got;
    CHECK(checkpoint_get(txn, "count", &got) == FAULT_NONE);
    CHECK(got.number == at.number && got.at == at.at);
    CHECK(checkpoint_get_for_update(txn, "countess", &got) == FAULT_NONE && got.number == 7 && got.at == 8);
    return FAULT_NONE;
}

static void
a_consumer_stands_where_it_was_moved(void **state)
{
    struct store_fixture *fixture = *state;
    struct checkpoint got;
    store_fixture_transact(fixture, consume, NULL);
    assert_int_equal(checkpoint_get(env_read(fixture->env), CHECKPOINT_AGGREGATOR, &got), FAULT_NONE);
    assert_true(got.number == UINT64_C(1) << 40);
    assert_int_equal(checkpoint_get(env_read(fixture->env), "nobody", &got), FAULT_NONE);
    assert_int_equal(got.number, 0);
}

static enum fault
step(struct txn *txn, void *arg)
{
    (void)arg;
    struct checkpoint at;
    enum fault fault = checkpoint_get_for_update(txn, "count", &at);
    at.number++;
    return fault != FAULT_NONE ? fault : checkpoint_put(txn, "count", &at);
}

static int
walk_on(struct store_fixture *fixture, int nth)
{
    (void)nth;
    enum fault fault = FAULT_NONE;
    store_fixture_open(fixture);
    for (int i = 0; i < 200 && fault == FAULT_NONE; i++)
        fault = env_txn(fixture->env, ENV_WRITE, step, NULL);
    store_fixture_close(fixture);
    return (int)fault;
}

static void
no_step_is_lost(void **state)
{
    struct store_fixture *fixture = *state;
    struct checkpoint at;
    store_fixture_close(fixture);
    const pid_t one = store_fixture_child(fixture, walk_on, 0),
                two = store_fixture_child(fixture, walk_on, 0);
    assert_int_equal(store_fixture_wait(one), FAULT_NONE);
    assert_int_equal(store_fixture_wait(two), FAULT_NONE);
    store_fixture_open(fixture);
    assert_int_equal(checkpoint_get(env_read(fixture->env), "count", &at), FAULT_NONE);
    assert_int_equal(at.number, 400);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(a_consumer_stands_where_it_was_moved),
        WITH_STORE(no_step_is_lost),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
