/*
 * monotonic_test.c: what is due never was, or was long enough ago.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/monotonic.h"

#include "base/timestamp.h"
#include "store_fixture.h"

static void
due_once_and_again_later(void **state)
{
    int64_t last = 0;
    (void)state;
    assert_true(monotonic_due(&last, TIMESTAMP_SECOND * 3600));
    const int64_t first = last;
    assert_int_not_equal(first, 0);
    assert_false(monotonic_due(&last, TIMESTAMP_SECOND * 3600));
    assert_int_equal(last, first);
    last -= TIMESTAMP_SECOND * 3600;
    assert_true(monotonic_due(&last, TIMESTAMP_SECOND * 3600));
    assert_in_range(last, first, monotonic_now());
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(due_once_and_again_later)};
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
