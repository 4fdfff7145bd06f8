/* salt_test.c: one salt a day, the same for every program, gone when it is over. */
#include "store/salt.h"

#include "base/clock.h"
#include "room.h"
#include "store/sweep.h"

static void
days_are_counted_from_1970(void **state)
{
    (void)state;
    assert_int_equal(salt_day(0), 0);
    assert_int_equal(salt_day(CLOCK_DAY - 1), 0);
    assert_int_equal(salt_day(CLOCK_DAY), 1);
    assert_int_equal(salt_day(INT64_C(1779728210000000)), 20598); /* 2026-05-25 */
}

static void
a_day_has_one_salt(void **state)
{
    struct room *room = *state;
    uint8_t one[SALT_BYTES], again[SALT_BYTES], other[SALT_BYTES], zeros[SALT_BYTES] = {0};
    assert_int_equal(salt_get(room->env, 5, one), FAULT_NONE);
    assert_int_equal(salt_get(room->env, 6, other), FAULT_NONE);
    assert_int_equal(salt_get(room->env, 5, again), FAULT_NONE);
    assert_memory_equal(one, again, SALT_BYTES);
    assert_memory_not_equal(one, other, SALT_BYTES);
    assert_memory_not_equal(one, zeros, SALT_BYTES);
    room_close(room);
    room_open(room);
    assert_int_equal(salt_get(room->env, 5, again), FAULT_NONE);
    assert_memory_equal(one, again, SALT_BYTES);
}

static int here[2];

static int
get(struct room *room, int nth)
{
    uint8_t salt[SALT_BYTES];
    (void)nth;
    room_open(room);
    const enum fault fault = salt_get(room->env, 7, salt);
    room_close(room);
    return fault == FAULT_NONE && write(here[1], salt, sizeof salt) == sizeof salt ? 0 : 1;
}

static void
several_ask_first_and_get_the_same(void **state)
{
    struct room *room = *state;
    pid_t pids[6];
    uint8_t salts[COUNT(pids)][SALT_BYTES];
    room_close(room);
    room_pipe(here);
    for (size_t i = 0; i < COUNT(pids); i++)
        pids[i] = room_child(room, get, 0);
    for (size_t i = 0; i < COUNT(pids); i++)
        assert_int_equal(room_wait(pids[i]), 0);
    for (size_t i = 0; i < COUNT(pids); i++) {
        assert_int_equal(read(here[0], salts[i], SALT_BYTES), SALT_BYTES);
        assert_memory_equal(salts[i], salts[0], SALT_BYTES);
    }
}

static void
old_salts_are_swept(void **state)
{
    struct room *room = *state;
    uint8_t salt[4][SALT_BYTES], again[SALT_BYTES];
    uint32_t before = 300;
    static const uint32_t days[] = {1, 299, 300, 70000};
    for (size_t i = 0; i < COUNT(days); i++)
        assert_int_equal(salt_get(room->env, days[i], salt[i]), FAULT_NONE);
    struct sweep sweep = {.table = TABLE_SALT, .over = salt_over, .arg = &before, .looks = 10};
    assert_int_equal(sweep_run(room->env, &sweep), FAULT_NONE);
    assert_int_equal(sweep.removed, 2);
    assert_true(sweep.ended);
    for (size_t i = 0; i < COUNT(days); i++) {
        assert_int_equal(salt_get(room->env, days[i], again), FAULT_NONE);
        assert_int_equal(memcmp(again, salt[i], SALT_BYTES) == 0, days[i] >= before);
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
    room_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
