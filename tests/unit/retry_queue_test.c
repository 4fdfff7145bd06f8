/*
 * retry_queue_test.c: letters of a target in their order, as many as there is room for.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/retry_queue.h"

#include "base/timestamp.h"
#include "store_fixture.h"

static struct retry_queue queue;

static void
letters_leave_in_their_order(void **state)
{
    struct store_fixture *fixture = *state;
    uint64_t next = 1, first = 1;
    assert_int_equal(retry_queue_open(&queue, fixture->env, 77), FAULT_NONE);
    assert_false(queue.known);
    assert_false(queue.open);
    assert_null(retry_queue_first(&queue));
    for (int i = 0; i < 2 * RETRY_QUEUE_MAX; i++) {
        assert_true(retry_queue_add(&queue, next, (int64_t)next * 10));
        next++;
        if (i % 3 == 0) /* the ring is never full, and goes round */
            continue;
        const struct delivery *letter = retry_queue_first(&queue);
        assert_int_equal(letter->number, first);
        assert_int_equal(letter->due, first * 10);
        assert_int_equal(letter->state, DELIVERY_WAITING);
        assert_true(letter->letter);
        retry_queue_leave(&queue);
        first++;
    }
    assert_int_equal(queue.count, next - first);
    retry_queue_close(&queue);
}

/* Once a letter found no room, no later one may come before it. */
static void
a_full_queue_stays_shut(void **state)
{
    struct store_fixture *fixture = *state;
    assert_int_equal(retry_queue_open(&queue, fixture->env, 77), FAULT_NONE);
    for (uint64_t i = 0; i < RETRY_QUEUE_MAX; i++)
        assert_true(retry_queue_add(&queue, i, 1));
    assert_false(retry_queue_add(&queue, RETRY_QUEUE_MAX, 1));
    retry_queue_leave(&queue);
    assert_false(retry_queue_add(&queue, RETRY_QUEUE_MAX + 1, 1));
    retry_queue_close(&queue);
}

static enum fault
put_targets(struct txn *txn, void *arg)
{
    static const struct rule rule = {.name = "r", .enabled = true, .pattern = "{\"source\":[\"s\"]}"};
    struct target *targets = arg;
    enum fault fault = rule_add(txn, &rule);
    for (int i = 0; i < 2 && fault == FAULT_NONE; i++) {
        strcpy(targets[i].rule, "r");
        strcpy(targets[i].config, "{\"type\":\"log\",\"syslog\":true}");
        snprintf(targets[i].name, sizeof targets[i].name, "t%d", i);
        targets[i].state = i == 0 ? TARGET_ENABLED : TARGET_DISABLED;
        fault = target_add(txn, &targets[i]);
    }
    return fault;
}

static void
only_an_enabled_target_is_open(void **state)
{
    static struct target targets[2];
    struct store_fixture *fixture = *state;
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, put_targets, targets), FAULT_NONE);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(retry_queue_open(&queue, fixture->env, targets[i].id), FAULT_NONE);
        assert_true(queue.known);
        assert_int_equal(queue.open, i == 0);
        assert_string_equal(queue.target.name, targets[i].name);
        retry_queue_close(&queue);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(letters_leave_in_their_order),
        WITH_STORE(a_full_queue_stays_shut),
        WITH_STORE(only_an_enabled_target_is_open),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
