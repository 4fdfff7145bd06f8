/*
 * log_trim_test.c: the log keeps what a consumer has not read, the ranking of links among them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "retention/log_trim.h"

#include "aggregator_fixture.h"
#include "event/checkpoint.h"

enum { EVENTS = 5 };

static enum fault
move_ranking(struct txn *txn, void *arg)
{
    return checkpoint_put(txn, CHECKPOINT_RANK, arg);
}

static void
check_trim(struct store_fixture *fixture, uint64_t counted, uint64_t ranked, uint64_t wanted)
{
    const struct retention retention = {.config = &fixture->config,
        .env = fixture->env,
        .now = NOON + 10000 * TIMESTAMP_DAY,
        .counted = {.number = counted, .at = NOON}};
    struct checkpoint position = {.number = ranked, .at = NOON};
    uint64_t first, last, trimmed = 0;
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, move_ranking, &position), FAULT_NONE);
    assert_int_equal(log_trim_run(&retention, &trimmed), FAULT_NONE);
    assert_int_equal(trimmed, wanted);
    assert_int_equal(event_log_range(fixture->env, 1, &first, &last), FAULT_NONE);
    assert_int_equal(last, EVENTS);
}

static void
what_is_not_read_stays(void **state)
{
    struct store_fixture *fixture = *state;
    publish(fixture, (struct visit){.link = 1, .agent = FIREFOX, .count = EVENTS});
    check_trim(fixture, 0, 0, 0);
    check_trim(fixture, 3, 0, 0);
    check_trim(fixture, 3, 2, 2);
    check_trim(fixture, 3, EVENTS, 1);
    check_trim(fixture, EVENTS, EVENTS, EVENTS - 3);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {WITH_STORE(what_is_not_read_stays)};
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
