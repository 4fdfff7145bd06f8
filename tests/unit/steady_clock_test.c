/*
 * steady_clock_test.c: it follows the real-time clock forward, and keeps its pace when that is set back.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/steady_clock.h"

#include "base/monotonic.h"
#include "base/timestamp.h"
#include "store_fixture.h"

#define HOUR (3600 * TIMESTAMP_SECOND)

/* Linked in place of the clocks (Makefile.am). */
int64_t __wrap_timestamp_now(void);
int64_t __wrap_monotonic_now(void);

static int64_t wall, monotonic;

int64_t
__wrap_timestamp_now(void)
{
    return wall;
}

int64_t
__wrap_monotonic_now(void)
{
    return monotonic;
}

/* So much time passes, and the clock is set by so much more. */
static int64_t
after(struct steady_clock *clock, int64_t passes, int64_t step)
{
    wall += passes + step;
    monotonic += passes;
    return steady_clock_now(clock);
}

static void
it_is_not_set_back(void **state)
{
    (void)state;
    struct steady_clock clock = {0};
    wall = 1000 * HOUR;
    monotonic = 5;
    assert_int_equal(after(&clock, 0, 0), 1000 * HOUR);
    assert_int_equal(after(&clock, HOUR, 0), 1001 * HOUR);
    assert_int_equal(after(&clock, HOUR, HOUR), 1003 * HOUR); /* forward, at once */
    assert_int_equal(after(&clock, HOUR, -HOUR), 1004 * HOUR);
    assert_int_equal(after(&clock, HOUR, -500 * HOUR), 1005 * HOUR);
    assert_int_equal(after(&clock, 1, 500 * HOUR), 1005 * HOUR + 1);
    assert_int_equal(after(&clock, 0, HOUR), 1005 * HOUR + 1); /* it was ahead by that */
    assert_int_equal(after(&clock, 0, 2 * HOUR), 1007 * HOUR + 1);
    assert_int_equal(after(&clock, 1, -TIMESTAMP_SECOND), 1007 * HOUR + 2); /* a leap second */
}

static void
a_clock_that_was_never_set(void **state)
{
    (void)state;
    struct steady_clock clock = {0};
    wall = 10;
    monotonic = 1000; /* as after a boot without a clock of its own */
    assert_int_equal(after(&clock, 0, 0), 10);
    assert_int_equal(after(&clock, 5, 0), 15);
    assert_int_equal(after(&clock, 5, 1000 * HOUR), 1000 * HOUR + 20);
}

int
main(void)
{
    store_fixture_bound();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_not_set_back),
        cmocka_unit_test(a_clock_that_was_never_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
