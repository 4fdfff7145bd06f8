/*
 * rate_limiter_test.c: in no second go many more than the rate; a burst, a refill, and the wait for it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/rate_limiter.h"

#include "base/timestamp.h"
#include "store_fixture.h"

static struct rate_limiter
limiter_of(int64_t rate, int64_t seconds, int64_t burst)
{
    struct rate_limiter limiter = {0};
    rate_limiter_set(&limiter, rate, seconds, burst);
    return limiter;
}

/* How many go in so many seconds, asked for every so many microseconds. */
static unsigned
run(int64_t rate, int64_t seconds, int64_t step)
{
    struct rate_limiter limiter = limiter_of(rate, 1, 0);
    unsigned gone = 0;
    for (int64_t at = TIMESTAMP_SECOND; at < (1 + seconds) * TIMESTAMP_SECOND; at += step) {
        const unsigned ready = rate_limiter_available(&limiter, at, 64);
        rate_limiter_take(&limiter, ready);
        gone += ready;
    }
    return gone;
}

static void
the_rate_is_held(void **state)
{
    static const int64_t rates[] = {1, 7, 30, 100, 1000};
    (void)state;
    for (size_t i = 0; i < COUNT(rates); i++)
        for (int64_t step = 1000; step <= 20000; step += 19000) {
            const unsigned gone = run(rates[i], 10, step);
            assert_true(gone <= (unsigned)rates[i] * 10 + (unsigned)rates[i] / 25 + 2);
            assert_true(gone + 1 >= (unsigned)rates[i] * 10);
        }
}

static void
no_limit_is_no_limit(void **state)
{
    struct rate_limiter limiter = {0};
    (void)state;
    assert_int_equal(rate_limiter_available(&limiter, 5, 64), 64);
    rate_limiter_take(&limiter, 64);
    rate_limiter_give_back(&limiter, 1);
    assert_int_equal(rate_limiter_available(&limiter, 5, 64), 64);
    assert_int_equal(rate_limiter_wait(&limiter, 64), 0);
}

static void
a_rest_saves_nothing_up(void **state)
{
    struct rate_limiter limiter = limiter_of(100, 1, 0);
    (void)state;
    assert_true(rate_limiter_available(&limiter, 3600 * TIMESTAMP_SECOND, 1000) <= 5);
    assert_true(rate_limiter_available(&limiter, TIMESTAMP_SECOND, 1000) <= 5); /* the clock was set back */
}

static void
a_burst_is_what_was_asked_for(void **state)
{
    struct rate_limiter limiter = limiter_of(60, 60, 60);
    (void)state;
    assert_int_equal(rate_limiter_available(&limiter, TIMESTAMP_DAY, 1000), 60);
    rate_limiter_take(&limiter, 60);
    assert_int_equal(rate_limiter_available(&limiter, TIMESTAMP_DAY, 1000), 0);
    rate_limiter_give_back(&limiter, 7);
    assert_int_equal(rate_limiter_available(&limiter, TIMESTAMP_DAY, 1000), 7);
    rate_limiter_take(&limiter, 7);
    assert_int_equal(rate_limiter_available(&limiter, TIMESTAMP_DAY + 3 * TIMESTAMP_SECOND - 1, 1000), 2);
    assert_int_equal(rate_limiter_available(&limiter, TIMESTAMP_DAY + 3600 * TIMESTAMP_SECOND, 1000), 60);
}

static void
after_the_wait_there_is_enough(void **state)
{
    static const int64_t rates[] = {1, 7, 60, 6007, 1000000000};
    (void)state;
    for (size_t i = 0; i < COUNT(rates); i++) {
        struct rate_limiter limiter = limiter_of(rates[i], 60, rates[i]);
        const unsigned all = (unsigned)rates[i];
        assert_int_equal(rate_limiter_available(&limiter, TIMESTAMP_DAY, all), all);
        rate_limiter_take(&limiter, all);
        const int64_t wait = rate_limiter_wait(&limiter, all);
        assert_int_equal(wait, 60 * TIMESTAMP_SECOND);
        struct rate_limiter early = limiter;
        assert_true(rate_limiter_available(&early, TIMESTAMP_DAY + wait - 1, all) < all);
        assert_int_equal(rate_limiter_available(&limiter, TIMESTAMP_DAY + wait, all), all);
        assert_int_equal(rate_limiter_wait(&limiter, all), 0);
    }
}

static void
another_limit_keeps_what_was_taken(void **state)
{
    struct rate_limiter limiter = limiter_of(10, 1, 10);
    (void)state;
    assert_int_equal(rate_limiter_available(&limiter, TIMESTAMP_DAY, 99), 10);
    rate_limiter_take(&limiter, 10);
    rate_limiter_set(&limiter, 20, 1, 20);
    assert_int_equal(rate_limiter_available(&limiter, TIMESTAMP_DAY, 99), 0);
    assert_int_equal(rate_limiter_available(&limiter, TIMESTAMP_DAY + TIMESTAMP_SECOND / 2, 99), 10);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_rate_is_held),
        cmocka_unit_test(no_limit_is_no_limit),
        cmocka_unit_test(a_rest_saves_nothing_up),
        cmocka_unit_test(a_burst_is_what_was_asked_for),
        cmocka_unit_test(after_the_wait_there_is_enough),
        cmocka_unit_test(another_limit_keeps_what_was_taken),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
