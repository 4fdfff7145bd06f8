/* seen_test.c: a token is taken once, until it is so old that it would not be taken anyway. */
#include "store/seen.h"

#include "base/clock.h"
#include "room.h"
#include "store/sweep.h"

#define MINUTE (60 * CLOCK_SECOND)

static enum fault
once_only(struct txn *txn, void *arg)
{
    struct story *story = arg;
    CHECK(seen_add(txn, 10 * MINUTE, "a") == FAULT_NONE);
    CHECK(seen_add(txn, 10 * MINUTE, "a") == FAULT_EXISTS);
    CHECK(seen_add(txn, 10 * MINUTE + 59 * CLOCK_SECOND, "a") == FAULT_EXISTS);
    CHECK(seen_add(txn, 10 * MINUTE, "b") == FAULT_NONE);
    CHECK(seen_add(txn, 20 * MINUTE, "a") == FAULT_NONE); /* another signature */
    return FAULT_NONE;
}

static enum fault
the_young_stay(struct txn *txn, void *arg)
{
    struct story *story = arg;
    CHECK(seen_add(txn, 20 * MINUTE, "a") == FAULT_EXISTS);
    CHECK(seen_add(txn, 10 * MINUTE, "a") == FAULT_NONE);
    return FAULT_NONE;
}

static void
tokens_are_taken_once(void **state)
{
    struct room *room = *state;
    int64_t before = 11 * MINUTE;
    struct sweep sweep = {.table = TABLE_TOKEN, .over = seen_over, .arg = &before, .looks = 100};
    room_transact(room, once_only, NULL);
    assert_int_equal(sweep_run(room->env, &sweep), FAULT_NONE);
    assert_int_equal(sweep.removed, 2);
    room_transact(room, the_young_stay, NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(tokens_are_taken_once),
    };
    room_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
