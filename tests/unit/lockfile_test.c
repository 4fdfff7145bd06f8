/*
 * lockfile_test.c: one at a time, also when the one before was killed.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/lockfile.h"

#include <signal.h>

#include "store_fixture.h"

static char directory[128];
static int begun[2];

static int
begin(void **state)
{
    (void)state;
    store_fixture_make_directory(directory, sizeof directory);
    return 0;
}

static int
end(void **state)
{
    (void)state;
    store_fixture_end_children();
    store_fixture_remove_directory(directory);
    return 0;
}

static int
try_once(struct store_fixture *fixture, int nth)
{
    (void)fixture;
    (void)nth;
    return (int)lockfile_acquire(directory, "lock");
}

static int
take_and_stay(struct store_fixture *fixture, int nth)
{
    (void)fixture;
    (void)nth;
    const enum fault fault = lockfile_acquire(directory, "lock");
    store_fixture_tell(begun);
    if (fault == FAULT_NONE)
        pause();
    return 1;
}

static void
one_has_it_until_it_dies(void **state)
{
    (void)state;
    store_fixture_pipe(begun);
    for (int round = 0; round < 2; round++) { /* the second finds the file that the first left */
        const pid_t holder = store_fixture_child(NULL, take_and_stay, 0);
        assert_true(store_fixture_hear(begun));
        assert_int_equal(lockfile_acquire(directory, "lock"), FAULT_REFUSED);
        assert_int_equal(store_fixture_wait(store_fixture_child(NULL, try_once, 0)), FAULT_REFUSED);
        assert_int_equal(lockfile_acquire(directory, "another"), round == 0 ? FAULT_NONE : FAULT_REFUSED);
        kill(holder, SIGKILL);
        assert_int_equal(store_fixture_wait(holder), STORE_FIXTURE_KILLED + SIGKILL);
    }
    assert_int_equal(lockfile_acquire(directory, "lock"), FAULT_NONE);
    assert_int_equal(store_fixture_wait(store_fixture_child(NULL, try_once, 0)), FAULT_REFUSED);
}

static void
a_lock_that_cannot_be_made_is_a_fault(void **state)
{
    (void)state;
    assert_int_equal(lockfile_acquire("/nowhere", "lock"), FAULT_SYSTEM);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_has_it_until_it_dies),
        cmocka_unit_test(a_lock_that_cannot_be_made_is_a_fault),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, begin, end);
}
