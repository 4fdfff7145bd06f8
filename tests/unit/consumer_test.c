/* consumer_test.c: how far a consumer has come: kept by name, moved by one at a time. */
#include "store/consumer.h"

#include "room.h"

static enum fault
consume(struct txn *txn, void *arg)
{
    struct story *story = arg;
    struct consumer at = {.number = 9, .at = 9};
    CHECK(consumer_get(txn, "count", &at) == FAULT_NONE && at.number == 0 && at.at == 0);
    at = (struct consumer){.number = 9, .at = 9};
    CHECK(consumer_get_to_move(txn, "count", &at) == FAULT_NONE && at.number == 0 && at.at == 0);
    at = (struct consumer){.number = UINT64_C(1) << 40, .at = INT64_C(1779728210000000)};
    CHECK(consumer_move(txn, "count", &at) == FAULT_NONE);
    CHECK(consumer_move(txn, "countess", &(struct consumer){.number = 7, .at = 8}) == FAULT_NONE);
    struct consumer got;
    CHECK(consumer_get(txn, "count", &got) == FAULT_NONE);
    CHECK(got.number == at.number && got.at == at.at);
    CHECK(consumer_get_to_move(txn, "countess", &got) == FAULT_NONE && got.number == 7 && got.at == 8);
    return FAULT_NONE;
}

static void
a_consumer_stands_where_it_was_moved(void **state)
{
    struct room *room = *state;
    struct consumer got;
    room_transact(room, consume, NULL);
    assert_int_equal(consumer_get(env_read(room->env), CONSUMER_COUNT, &got), FAULT_NONE);
    assert_true(got.number == UINT64_C(1) << 40);
    assert_int_equal(consumer_get(env_read(room->env), "nobody", &got), FAULT_NONE);
    assert_int_equal(got.number, 0);
}

static enum fault
step(struct txn *txn, void *arg)
{
    (void)arg;
    struct consumer at;
    enum fault fault = consumer_get_to_move(txn, "count", &at);
    at.number++;
    return fault != FAULT_NONE ? fault : consumer_move(txn, "count", &at);
}

static int
walk_on(struct room *room, int nth)
{
    (void)nth;
    enum fault fault = FAULT_NONE;
    room_open(room);
    for (int i = 0; i < 200 && fault == FAULT_NONE; i++)
        fault = env_txn(room->env, ENV_WRITE, step, NULL);
    room_close(room);
    return (int)fault;
}

static void
no_step_is_lost(void **state)
{
    struct room *room = *state;
    struct consumer at;
    room_close(room);
    const pid_t one = room_child(room, walk_on, 0), two = room_child(room, walk_on, 0);
    assert_int_equal(room_wait(one), FAULT_NONE);
    assert_int_equal(room_wait(two), FAULT_NONE);
    room_open(room);
    assert_int_equal(consumer_get(env_read(room->env), "count", &at), FAULT_NONE);
    assert_int_equal(at.number, 400);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(a_consumer_stands_where_it_was_moved),
        WITH_STORE(no_step_is_lost),
    };
    room_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
