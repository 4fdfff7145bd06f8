/*
 * timestamp_test.c: RFC 3339 as clients write it, good and bad, and times as text.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/timestamp.h"

#include <time.h>

#include "store_fixture.h"

static void
good_times_are_read(void **state)
{
    static const struct {
        const char *text;
        int64_t timestamp;
    } table[] = {
        {"1970-01-01T00:00:00Z", 0},
        {"1970-01-01T00:00:00.000001Z", 1},
        {"2000-02-29T12:00:00Z", INT64_C(951825600000000)},
        {"2026-05-25T16:56:50Z", INT64_C(1779728210000000)},
        {"2026-05-25t16:56:50z", INT64_C(1779728210000000)},
        {"2026-05-25T16:56:50.6Z", INT64_C(1779728210600000)},
        {"2026-05-25T16:56:50.669Z", INT64_C(1779728210669000)},
        {"2026-05-25T16:56:50.123456789Z", INT64_C(1779728210123456)},
        {"2026-05-25T18:56:50+02:00", INT64_C(1779728210000000)},
        {"2026-05-25T16:56:50+00:00", INT64_C(1779728210000000)},
        {"2026-05-25T16:56:50-00:00", INT64_C(1779728210000000)},
        {"2026-05-25T22:41:50+05:45", INT64_C(1779728210000000)},
        {"2026-05-25T13:26:50.5-03:30", INT64_C(1779728210500000)},
        {"2026-01-01T00:30:00+01:00", INT64_C(1767223800000000)},
        {"2025-12-31T23:30:00Z", INT64_C(1767223800000000)},
        {"2024-02-29T23:59:59.999999Z", INT64_C(1709251199999999)},
        {"9999-12-31T23:59:59Z", INT64_C(253402300799000000)},
        {"2038-01-19T03:14:08Z", INT64_C(2147483648000000)},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        int64_t timestamp = -1;
        if (timestamp_parse(table[i].text, &timestamp) != FAULT_NONE || timestamp != table[i].timestamp)
            fail_msg("%s is read as %lld", table[i].text, (long long)timestamp);
    }
}

static void
bad_times_are_refused(void **state)
{
    static const char *const table[] = {
        "",
        "now",
        "2026",
        "2026-05-25",
        "2026-05-25T16:56:50",
        "2026-05-25T16:56Z",
        "2026-05-25 16:56:50Z",
        " 2026-05-25T16:56:50Z",
        "2026-05-25T16:56:50Z ",
        "2026-05-25T16:56:50Zx",
        "2026-05-25T16:56:50ZZ",
        "2026-5-25T16:56:50Z",
        "+2026-05-25T16:56:50Z",
        "2026/05/25T16:56:50Z",
        "20260525T165650Z",
        "2026-05-25T16:56:50.Z",
        "2026-05-25T16:56:50,5Z",
        "2026-05-25T16:56:50.-5Z",
        "2026-05-25T16:56:50.5",
        "2026-00-25T16:56:50Z",
        "2026-13-25T16:56:50Z",
        "2026-05-00T16:56:50Z",
        "2026-05-32T16:56:50Z",
        "2026-04-31T16:56:50Z",
        "2026-02-29T16:56:50Z",
        "2026-02-30T16:56:50Z",
        "2100-02-29T00:00:00Z",
        "2026-05-25T24:00:00Z",
        "2026-05-25T16:60:50Z",
        "2026-05-25T16:56:61Z",
        "2026-05-25T16:56:50+2:00",
        "2026-05-25T16:56:50+0200",
        "2026-05-25T16:56:50+02",
        "2026-05-25T16:56:50+02:0",
        "2026-05-25T16:56:50+02:000",
        "2026-05-25T16:56:50+24:00",
        "2026-05-25T16:56:50+02:60",
        "2026-05-25T16:56:50++2:00",
        "2026-05-25T16:56:50+-2:00",
        "2026-05-25T16:56:50+ 2:00",
        "2026-05-25T16:56:50+02:+5",
        "2026-05-25T16:56:50+02: 5",
        "2026-05-25T16:56:50 02:00",
        "2026-05-25T16:56:50+0x:00",
        "1969-12-31T23:59:59Z",
        "0000-01-01T00:00:00Z",
        "1970-01-01T00:00:00+00:01",
        "10000-01-01T00:00:00Z",
        "2026-05-25T16:56:50\xd9\xa0Z",
    };
    unsigned taken = 0;
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        int64_t timestamp = -1;
        if (timestamp_parse(table[i], &timestamp) == FAULT_NONE) {
            print_message("# \"%s\" is read as %lld\n", table[i], (long long)timestamp);
            taken++;
        }
    }
    assert_int_equal(taken, 0);
}

static void
leap_days_come_in_leap_years(void **state)
{
    (void)state;
    for (int year = 1970; year <= 9999; year++) {
        char text[TIMESTAMP_SIZE];
        int64_t timestamp;
        snprintf(text, sizeof text, "%04d-02-29T00:00:00Z", year);
        const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        assert_int_equal(timestamp_parse(text, &timestamp) == FAULT_NONE, leap);
    }
}

static void
moments_are_written(void **state)
{
    static const struct {
        int64_t timestamp;
        const char *text;
    } table[] = {
        {0, "1970-01-01T00:00:00.000Z"},
        {999, "1970-01-01T00:00:00.000Z"},
        {1000, "1970-01-01T00:00:00.001Z"},
        {-1, "1969-12-31T23:59:59.999Z"},
        {-TIMESTAMP_SECOND, "1969-12-31T23:59:59.000Z"},
        {INT64_C(1779728210669999), "2026-05-25T16:56:50.669Z"},
        {INT64_C(-62135596800) * TIMESTAMP_SECOND, "0001-01-01T00:00:00.000Z"},
        {INT64_C(-62135596800) * TIMESTAMP_SECOND - 1, "0001-01-01T00:00:00.000Z"},
        {INT64_MIN, "0001-01-01T00:00:00.000Z"},
        {INT64_C(253402300799) * TIMESTAMP_SECOND, "9999-12-31T23:59:59.000Z"},
        {INT64_C(253402300800) * TIMESTAMP_SECOND - 1, "9999-12-31T23:59:59.999Z"},
        {INT64_C(253402300800) * TIMESTAMP_SECOND, "9999-12-31T23:59:59.999Z"},
        {INT64_MAX, "9999-12-31T23:59:59.999Z"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        char text[TIMESTAMP_SIZE];
        timestamp_format(table[i].timestamp, text);
        assert_string_equal(text, table[i].text);
    }
}

static void
what_is_written_is_read_again(void **state)
{
    (void)state;
    for (int64_t timestamp = 0; timestamp < INT64_C(253402300799000000);
         timestamp += INT64_C(123456789012000)) {
        char text[TIMESTAMP_SIZE];
        int64_t again;
        timestamp_format(timestamp, text);
        assert_int_equal(timestamp_parse(text, &again), FAULT_NONE);
        assert_int_equal(again, timestamp);
    }
}

static void
the_zone_of_the_process_changes_nothing(void **state)
{
    int64_t timestamp;
    char text[TIMESTAMP_SIZE];
    (void)state;
    setenv("TZ", ":Asia/Kathmandu", 1);
    tzset();
    assert_int_equal(timestamp_parse("2026-05-25T16:56:50Z", &timestamp), FAULT_NONE);
    timestamp_format(timestamp, text);
    unsetenv("TZ");
    tzset();
    assert_int_equal(timestamp, INT64_C(1779728210000000));
    assert_string_equal(text, "2026-05-25T16:56:50.000Z");
}

static void
now_is_now(void **state)
{
    (void)state;
    const time_t before = time(NULL); /* a tick after the real clock, at times */
    const int64_t now = timestamp_now();
    const time_t after = time(NULL);
    assert_true(now >= before * TIMESTAMP_SECOND && now < (after + 2) * TIMESTAMP_SECOND);
    assert_true(timestamp_now() >= now);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_times_are_read),
        cmocka_unit_test(bad_times_are_refused),
        cmocka_unit_test(leap_days_come_in_leap_years),
        cmocka_unit_test(moments_are_written),
        cmocka_unit_test(what_is_written_is_read_again),
        cmocka_unit_test(the_zone_of_the_process_changes_nothing),
        cmocka_unit_test(now_is_now),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
