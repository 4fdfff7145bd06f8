/*
 * money_test.c: amounts of money, read and written.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/money.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct {
    const char *text;
    int64_t amount;
    const char *again;
} amounts[] = {
    {"0", 0, "0.00"},
    {"0.0333", 3330000, "0.0333"},
    {"1", MONEY_UNIT, "1.00"},
    {"1.5", MONEY_UNIT * 3 / 2, "1.50"},
    {"12.34", 1234000000, "12.34"},
    {"0.00000001", 1, "0.00000001"},
    {"007.10", 710000000, "7.10"},
    {"3.33e-2", 3330000, "0.0333"},
    {"333E-4", 3330000, "0.0333"},
    {"0.000333e+2", 3330000, "0.0333"},
    {"1e3", 1000 * MONEY_UNIT, "1000.00"},
    {"0e999", 0, "0.00"},
    {"1e-9", 0, "0.00"},
    {"5e-9", 1, "0.00000001"},
    {"1e-400", 0, "0.00"},
    {"0.033333333333333333333", 3333333, "0.03333333"},
    {"0.123456785", 12345679, "0.12345679"},
    {"999999999.99999999", INT64_C(99999999999999999), "999999999.99999999"},
    {"999999999.999999994", INT64_C(99999999999999999), "999999999.99999999"},
};

static void
amounts_are_read_and_written(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof amounts / sizeof *amounts; i++) {
        int64_t amount;
        char text[MONEY_SIZE];
        assert_int_equal(money_parse(amounts[i].text, &amount), FAULT_NONE);
        assert_int_equal(amount, amounts[i].amount);
        money_format(amount, text);
        assert_string_equal(text, amounts[i].again);
    }
}

static void
a_sum_may_be_more_than_an_amount(void **state)
{
    struct money_sum sum = {.units = 0};
    char text[MONEY_SIZE];
    (void)state;
    for (int i = 0; i < 1000; i++) /* an int64_t is full after 92 */
        money_sum_add(&sum, INT64_C(99999999999999999));
    money_sum_format(&sum, text);
    assert_string_equal(text, "999999999999.99999");
    sum = (struct money_sum){.units = UINT64_MAX, .rest = 1};
    money_sum_format(&sum, text);
    assert_string_equal(text, "18446744073709551615.00000001");
}

static void
what_is_no_amount_is_refused(void **state)
{
    static const char *const wrong[] = {"", ".", ".5", "5.", "-1", "+1", "1,5", " 1", "1 ", "1.2.3", "1e",
        "1e+", "1e1.5", "1e9", "1e1000", "12e8", "1234567890", "0x1", "\xd9\xa1", "999999999.999999995",
        "9999999999999999999e-10"};
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        int64_t amount = 42;
        assert_int_equal(money_parse(wrong[i], &amount), FAULT_INPUT);
        assert_int_equal(amount, 42);
    }
}

static void
prices_add_up_exactly(void **state)
{
    int64_t sum = 0, one;
    char text[MONEY_SIZE];
    (void)state;
    for (int i = 0; i < 100000; i++) {
        assert_int_equal(money_parse("0.0333", &one), FAULT_NONE);
        sum += one;
    }
    money_format(sum, text);
    assert_string_equal(text, "3330.00");
    money_format(INT64_MAX, text);
    assert_string_equal(text, "92233720368.54775807");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(amounts_are_read_and_written),
        cmocka_unit_test(a_sum_may_be_more_than_an_amount),
        cmocka_unit_test(what_is_no_amount_is_refused),
        cmocka_unit_test(prices_add_up_exactly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
