/* pace_test.c: in no second go many more than the rate. */
#include "base/pace.h"

#include "base/timestamp.h"
#include "store_fixture.h"

/* How many go in so many seconds, asked for every so many microseconds. */
static unsigned
run(int64_t rate, int64_t seconds, int64_t step)
{
    struct pace pace = {.rate = rate};
    unsigned gone = 0;
    for (int64_t at = TIMESTAMP_SECOND; at < (1 + seconds) * TIMESTAMP_SECOND; at += step) {
        const unsigned ready = pace_ready(&pace, at, 64);
        pace_take(&pace, ready);
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
    struct pace pace = {.rate = 0};
    (void)state;
    assert_int_equal(pace_ready(&pace, 5, 64), 64);
    assert_int_equal(pace_ready(&pace, 5, 64), 64);
}

static void
a_rest_saves_nothing_up(void **state)
{
    struct pace pace = {.rate = 100};
    (void)state;
    assert_true(pace_ready(&pace, 3600 * TIMESTAMP_SECOND, 1000) <= 5);
    assert_true(pace_ready(&pace, TIMESTAMP_SECOND, 1000) <= 5); /* the clock was set back */
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_rate_is_held),
        cmocka_unit_test(no_limit_is_no_limit),
        cmocka_unit_test(a_rest_saves_nothing_up),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
