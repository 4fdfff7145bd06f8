/*
 * decimal_test.c: numbers as they are written, compared exactly.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/decimal.h"

#include "store_fixture.h"

static struct decimal
decimal(const char *text)
{
    return decimal_of_text(strtod(text, NULL), text);
}

static void
check(const char *less, const char *more, int wanted)
{
    const struct decimal a = decimal(less), b = decimal(more);
    if (decimal_compare(&a, &b) != wanted || decimal_compare(&b, &a) != -wanted)
        fail_msg("%s and %s: %d, %d", less, more, decimal_compare(&a, &b), decimal_compare(&b, &a));
}

static void
spelling_does_not_matter(void **state)
{
    static const char *const same[][2] = {{"1", "1.0"}, {"1", "1e0"}, {"1", "10e-1"}, {"1", "0.1E1"},
        {"100", "1e+2"}, {"-1.50", "-15e-1"}, {"0", "-0"}, {"0", "0.000"}, {"0", "0e99"}, {"0", "-0.0e-5"},
        {"3.018e2", "301.8"}, {"1e400", "10e399"}, {"1e-400", "0.1e-399"}, {"0.000033", "33e-6"},
        {"12345678901234567890123", "1.2345678901234567890123e22"}};
    (void)state;
    for (size_t i = 0; i < COUNT(same); i++)
        check(same[i][0], same[i][1], 0);
}

static void
every_digit_matters(void **state)
{
    static const char *const pairs[][2] = {{"27.80780792169409", "27.807807921694092"},
        {"0.1", "0.10000000000000000000000000001"}, {"9007199254740992", "9007199254740993"},
        {"-9007199254740993", "-9007199254740992"}, {"1e400", "1e401"}, {"-1e401", "-1e400"}, {"0", "1e-400"},
        {"-1e-400", "0"}, {"-1e-400", "1e-400"}, {"9.99999999999999999999", "10"},
        {"1e99999999999999999998", "2e99999999999999999998"}, {"-1", "1"}, {"2", "10"}, {"0.9", "1.0e0"}};
    (void)state;
    for (size_t i = 0; i < COUNT(pairs); i++)
        check(pairs[i][0], pairs[i][1], -1);
}

static void
whole_numbers_need_no_text(void **state)
{
    static const uint64_t numbers[] = {
        0, 1, 9, 10, 99, UINT64_C(1) << 53, (UINT64_C(1) << 53) + 1, INT64_MAX, UINT64_MAX};
    char text[24];
    (void)state;
    for (size_t i = 0; i < COUNT(numbers); i++) {
        for (int negative = 0; negative < 2; negative++) {
            const struct decimal whole = decimal_of_whole(negative, numbers[i]);
            snprintf(text, sizeof text, "%s%llu", negative ? "-" : "", (unsigned long long)numbers[i]);
            const struct decimal written = decimal(text);
            assert_int_equal(decimal_compare(&whole, &written), 0);
            assert_int_equal(decimal_compare(&written, &whole), 0);
            for (size_t k = i + 1; k < COUNT(numbers); k++) {
                const struct decimal larger = decimal_of_whole(negative, numbers[k]);
                assert_int_equal(decimal_compare(&whole, &larger), negative ? 1 : -1);
            }
        }
    }
}

static void
a_double_equals_what_is_nearest(void **state)
{
    const struct decimal rough = decimal_of_double(0.1), tenth = decimal("0.1"), more = decimal("0.1001");
    (void)state;
    assert_int_equal(decimal_compare(&rough, &tenth), 0);
    assert_int_equal(decimal_compare(&tenth, &rough), 0);
    assert_int_equal(decimal_compare(&rough, &more), -1);
}

static void
what_no_double_comes_near_does_not_fit(void **state)
{
    static const struct {
        const char *text;
        bool fits;
    } table[] = {{"0", true}, {"-0.0", true}, {"0e-999", true}, {"1e-320", true}, {"1.7e308", true},
        {"1E309", false}, {"-2.0e422", false}, {"1e-325", false}, {"0.1e-400", false}};
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        const struct decimal number = decimal(table[i].text);
        if (decimal_fits(&number) != table[i].fits)
            fail_msg("%s", table[i].text);
    }
}

/* Numbers with few digits, as often as not the same in two spellings, against long arithmetic. */
static void
chance_numbers_compare_as_their_values(void **state)
{
    (void)state;
    srand(1);
    for (int i = 0; i < 20000; i++) {
        char a[40], b[40];
        static const int powers[] = {1, 10, 100, 1000};
        const int x = rand() % 40 - 20, y = rand() % 40 - 20, shift = rand() % 4;
        snprintf(a, sizeof a, "%d.%0*de%d", x, shift + 1, 0, shift - 2);
        snprintf(b, sizeof b, "%de-2", y * powers[shift]);
        check(a, b, x < y ? -1 : x > y);
    }
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(spelling_does_not_matter),
        cmocka_unit_test(every_digit_matters),
        cmocka_unit_test(whole_numbers_need_no_text),
        cmocka_unit_test(a_double_equals_what_is_nearest),
        cmocka_unit_test(what_no_double_comes_near_does_not_fit),
        cmocka_unit_test(chance_numbers_compare_as_their_values),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
