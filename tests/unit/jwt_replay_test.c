/*
 * jwt_replay_test.c: a token is taken once, until it is so old that it would not be taken anyway.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/jwt_replay.h"

#include "base/timestamp.h"
#include "db/row_sweep.h"
#include "store_fixture.h"

#define MINUTE (60 * TIMESTAMP_SECOND)

static enum fault
once_only(struct txn *txn, void *arg)
{
    struct story *story = arg;
    CHECK(jwt_replay_add(txn, 10 * MINUTE, "a") == FAULT_NONE);
    CHECK(jwt_replay_add(txn, 10 * MINUTE, "a") == FAULT_EXISTS);
    CHECK(jwt_replay_add(txn, 10 * MINUTE + 59 * TIMESTAMP_SECOND, "a") == FAULT_EXISTS);
    CHECK(jwt_replay_add(txn, 10 * MINUTE, "b") == FAULT_NONE);
    CHECK(jwt_replay_add(txn, 20 * MINUTE, "a") == FAULT_NONE); /* another signature */
    return FAULT_NONE;
}

static enum fault
the_young_stay(struct txn *txn, void *arg)
{
    struct story *story = arg;
    CHECK(jwt_replay_add(txn, 20 * MINUTE, "a") == FAULT_EXISTS);
    CHECK(jwt_replay_add(txn, 10 * MINUTE, "a") == FAULT_NONE);
    return FAULT_NONE;
}

static void
tokens_are_taken_once(void **state)
{
    struct store_fixture *fixture = *state;
    int64_t before = 11 * MINUTE;
    struct row_sweep sweep = {
        .table = TABLE_JWT_REPLAY, .is_expired = jwt_replay_is_expired, .arg = &before, .looks = 100};
    store_fixture_transact(fixture, once_only, NULL);
    assert_int_equal(row_sweep_run(fixture->env, &sweep), FAULT_NONE);
    assert_int_equal(sweep.removed, 2);
    store_fixture_transact(fixture, the_young_stay, NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(tokens_are_taken_once),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
