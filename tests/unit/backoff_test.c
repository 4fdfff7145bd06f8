/*
 * backoff_test.c: waits grow, stay below the limit, and differ.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/backoff.h"

#include "base/timestamp.h"
#include "store_fixture.h"

static void
waits_grow_up_to_the_longest(void **state)
{
    static const struct backoff backoff = {1 * TIMESTAMP_SECOND, 30 * TIMESTAMP_SECOND, 2, 0};
    static const int64_t seconds[] = {1, 2, 4, 8, 16, 30, 30};
    (void)state;
    for (unsigned i = 0; i < COUNT(seconds); i++)
        assert_int_equal(backoff_wait(&backoff, i), seconds[i] * TIMESTAMP_SECOND);
    assert_int_equal(backoff_wait(&backoff, UINT32_MAX), 30 * TIMESTAMP_SECOND);
}

static void
another_factor(void **state)
{
    static const struct backoff fourfold = {500, 1000000, 4, 0}, same = {500, 1000000, 1, 0};
    (void)state;
    assert_int_equal(backoff_wait(&fourfold, 0), 500);
    assert_int_equal(backoff_wait(&fourfold, 2), 8000);
    assert_int_equal(backoff_wait(&same, UINT32_MAX), 500);
}

/* The jitter is all of its share, and no more: of 2,000 draws, some are near both ends. */
static void
a_part_is_random(void **state)
{
    static const struct backoff backoff = {1000, 64000, 2, 50};
    int64_t shortest = INT64_MAX, longest = 0;
    (void)state;
    for (int i = 0; i < 2000; i++) {
        const int64_t wait = backoff_wait(&backoff, 3);
        shortest = wait < shortest ? wait : shortest;
        longest = wait > longest ? wait : longest;
    }
    assert_in_range(shortest, 4000, 4200);
    assert_in_range(longest, 7800, 8000);
    assert_int_equal(backoff_jitter(1000, 0), 0);
    for (int i = 0; i < 100; i++)
        assert_in_range(backoff_jitter(1000, 25), 0, 250);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(waits_grow_up_to_the_longest),
        cmocka_unit_test(another_factor),
        cmocka_unit_test(a_part_is_random),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
