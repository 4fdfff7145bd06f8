/*
 * timezone_test.c: hours, days and months where the clock is set, and where offsets are not whole hours.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/timezone.h"

#include "base/timestamp.h"
#include "store_fixture.h"

static int64_t
at(const char *text)
{
    int64_t timestamp;
    assert_int_equal(timestamp_parse(text, &timestamp), FAULT_NONE);
    return timestamp;
}

static void
check(int64_t timestamp, const char *wanted)
{
    char text[TIMEZONE_TIME_SIZE];
    timezone_format(timestamp, text);
    assert_string_equal(text, wanted);
}

static void
names_of_zones(void **state)
{
    static const char *const good[] = {"UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+12",
        "Australia/Lord_Howe", "Asia/Kathmandu"};
    static const char *const bad[] = {"", "Europe", "Europe/", "Europe/Nowhere", "europe/berlin ",
        "../zoneinfo/UTC", "Europe/../UTC", "/usr/share/zoneinfo/UTC", "/etc/localtime", "UTC\n", ":UTC",
        "zone.tab", "tzdata.zi", "leap-seconds.list", "Europe/Berlin;id", "CET-1CEST,M3.5.0,M10.5.0/3",
        "Europe/Berlin/x", ".", "..", "posixrules/..",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
    (void)state;
    for (size_t i = 0; i < COUNT(good); i++)
        assert_true(timezone_exists(good[i]) && timezone_set(good[i]) == FAULT_NONE);
    for (size_t i = 0; i < COUNT(bad); i++)
        if (timezone_exists(bad[i]) || timezone_set(bad[i]) != FAULT_INPUT)
            fail_msg("\"%s\" is taken for a zone", bad[i]);
    assert_int_equal(timezone_set("Asia/Kathmandu"), FAULT_NONE);
    assert_int_equal(timezone_set("Nowhere"), FAULT_INPUT);
    assert_true(timezone_exists("Europe/Berlin"));
    check(at("2026-01-01T00:00:00Z"), "2026-01-01T05:45:00+05:45"); /* a bad name leaves the zone */
}

static void
moments_have_their_offset(void **state)
{
    static const struct {
        const char *timezone, *timestamp, *text;
    } table[] = {
        {"UTC", "2026-05-25T16:56:50Z", "2026-05-25T16:56:50+00:00"},
        {"Europe/Berlin", "2026-05-25T16:56:50Z", "2026-05-25T18:56:50+02:00"},
        {"Europe/Berlin", "2026-12-25T16:56:50Z", "2026-12-25T17:56:50+01:00"},
        {"America/St_Johns", "2026-01-01T00:00:00Z", "2025-12-31T20:30:00-03:30"},
        {"Australia/Lord_Howe", "2026-01-01T00:00:00Z", "2026-01-01T11:00:00+11:00"},
        {"Australia/Lord_Howe", "2026-07-01T00:00:00Z", "2026-07-01T10:30:00+10:30"},
        {"Asia/Kathmandu", "2026-01-01T00:00:00Z", "2026-01-01T05:45:00+05:45"},
        {"Pacific/Kiritimati", "2026-01-01T00:00:00Z", "2026-01-01T14:00:00+14:00"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        assert_int_equal(timezone_set(table[i].timezone), FAULT_NONE);
        check(at(table[i].timestamp), table[i].text);
    }
}

static void
beginnings_of_units(void **state)
{
    static const struct {
        const char *timezone;
        enum timezone_unit unit;
        const char *timestamp, *start, *next;
    } table[] = {
        {"UTC", TIMEZONE_HOUR, "2026-05-25T16:56:50.7Z", "2026-05-25T16:00:00+00:00",
            "2026-05-25T17:00:00+00:00"},
        {"UTC", TIMEZONE_DAY, "2026-05-25T16:56:50Z", "2026-05-25T00:00:00+00:00",
            "2026-05-26T00:00:00+00:00"},
        {"UTC", TIMEZONE_MONTH, "2026-05-25T16:56:50Z", "2026-05-01T00:00:00+00:00",
            "2026-06-01T00:00:00+00:00"},
        {"UTC", TIMEZONE_MONTH, "2026-12-31T23:59:59Z", "2026-12-01T00:00:00+00:00",
            "2027-01-01T00:00:00+00:00"},
        {"UTC", TIMEZONE_MONTH, "2024-02-29T00:00:00Z", "2024-02-01T00:00:00+00:00",
            "2024-03-01T00:00:00+00:00"},
        {"Europe/Berlin", TIMEZONE_DAY, "2026-05-24T22:00:00Z", "2026-05-25T00:00:00+02:00",
            "2026-05-26T00:00:00+02:00"},
        {"Europe/Berlin", TIMEZONE_DAY, "2026-05-24T21:59:59Z", "2026-05-24T00:00:00+02:00",
            "2026-05-25T00:00:00+02:00"},
        {"Europe/Berlin", TIMEZONE_MONTH, "2026-05-31T22:00:00Z", "2026-06-01T00:00:00+02:00",
            "2026-07-01T00:00:00+02:00"},
        {"Asia/Kathmandu", TIMEZONE_HOUR, "2026-05-25T16:20:00Z", "2026-05-25T22:00:00+05:45",
            "2026-05-25T23:00:00+05:45"},
        {"Asia/Kathmandu", TIMEZONE_DAY, "2026-05-25T18:15:00Z", "2026-05-26T00:00:00+05:45",
            "2026-05-27T00:00:00+05:45"},
        {"Australia/Lord_Howe", TIMEZONE_HOUR, "2026-07-01T00:00:00Z", "2026-07-01T10:00:00+10:30",
            "2026-07-01T11:00:00+10:30"},

        /* Berlin, spring: the 29th of March 2026 has 23 hours and no hour 2. */
        {"Europe/Berlin", TIMEZONE_HOUR, "2026-03-29T00:30:00Z", "2026-03-29T01:00:00+01:00",
            "2026-03-29T03:00:00+02:00"},
        {"Europe/Berlin", TIMEZONE_DAY, "2026-03-29T12:00:00Z", "2026-03-29T00:00:00+01:00",
            "2026-03-30T00:00:00+02:00"},
        {"Europe/Berlin", TIMEZONE_MONTH, "2026-03-30T12:00:00Z", "2026-03-01T00:00:00+01:00",
            "2026-04-01T00:00:00+02:00"},
        /* Autumn: the 25th of October has 25 hours, and hour 2 twice. */
        {"Europe/Berlin", TIMEZONE_HOUR, "2026-10-25T00:30:00Z", "2026-10-25T02:00:00+02:00",
            "2026-10-25T02:00:00+01:00"},
        {"Europe/Berlin", TIMEZONE_HOUR, "2026-10-25T01:30:00Z", "2026-10-25T02:00:00+01:00",
            "2026-10-25T03:00:00+01:00"},
        {"Europe/Berlin", TIMEZONE_DAY, "2026-10-25T22:59:59Z", "2026-10-25T00:00:00+02:00",
            "2026-10-26T00:00:00+01:00"},
        {"Europe/Berlin", TIMEZONE_MONTH, "2026-10-31T12:00:00Z", "2026-10-01T00:00:00+02:00",
            "2026-11-01T00:00:00+01:00"},
        /* Lord Howe sets its clock by half an hour. */
        {"Australia/Lord_Howe", TIMEZONE_DAY, "2026-04-04T20:00:00Z", "2026-04-05T00:00:00+11:00",
            "2026-04-06T00:00:00+10:30"},
        {"Australia/Lord_Howe", TIMEZONE_DAY, "2026-10-03T20:00:00Z", "2026-10-04T00:00:00+10:30",
            "2026-10-05T00:00:00+11:00"},

        /* Where midnight is taken away, the day begins with what comes instead. */
        {"America/Havana", TIMEZONE_DAY, "2024-03-10T12:00:00Z", "2024-03-10T01:00:00-04:00",
            "2024-03-11T00:00:00-04:00"},
        {"America/Havana", TIMEZONE_DAY, "2024-03-09T12:00:00Z", "2024-03-09T00:00:00-05:00",
            "2024-03-10T01:00:00-04:00"},
        {"Asia/Beirut", TIMEZONE_DAY, "2024-03-31T12:00:00Z", "2024-03-31T01:00:00+03:00",
            "2024-04-01T00:00:00+03:00"},
        {"America/Santiago", TIMEZONE_DAY, "2024-09-08T12:00:00Z", "2024-09-08T01:00:00-03:00",
            "2024-09-09T00:00:00-03:00"},
        /* Where midnight comes twice, with the first. */
        {"America/Havana", TIMEZONE_DAY, "2024-11-03T12:00:00Z", "2024-11-03T00:00:00-04:00",
            "2024-11-04T00:00:00-05:00"},
        {"Atlantic/Azores", TIMEZONE_DAY, "2024-10-27T12:00:00Z", "2024-10-27T00:00:00+00:00",
            "2024-10-28T00:00:00-01:00"},
    };
    unsigned wrong = 0;
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        char start[TIMEZONE_TIME_SIZE], next[TIMEZONE_TIME_SIZE];
        assert_int_equal(timezone_set(table[i].timezone), FAULT_NONE);
        const int64_t timestamp = timezone_start(table[i].unit, at(table[i].timestamp));
        timezone_format(timestamp, start);
        timezone_format(timezone_next(table[i].unit, timestamp), next);
        if (strcmp(start, table[i].start) == 0 && strcmp(next, table[i].next) == 0)
            continue;
        print_message("# %s %s: begins %s, next %s\n", table[i].timezone, table[i].timestamp, start, next);
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

/* Whatever was asked before: the C library's mktime remembers. */
static void
the_answer_does_not_depend_on_the_question_before(void **state)
{
    static const struct {
        const char *timezone, *timestamp;
    } table[] = {{"America/Havana", "2024-11-03T12:00:00Z"}, {"America/Havana", "2024-03-10T12:00:00Z"},
        {"Atlantic/Azores", "2024-10-27T12:00:00Z"}, {"Asia/Beirut", "2024-03-31T12:00:00Z"},
        {"America/Santiago", "2024-09-08T12:00:00Z"}, {"Africa/Cairo", "2024-04-26T12:00:00Z"},
        {"Europe/Berlin", "2026-10-25T12:00:00Z"}, {"Australia/Lord_Howe", "2026-04-05T12:00:00Z"}};
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        const int64_t timestamp = at(table[i].timestamp);
        assert_int_equal(timezone_set(table[i].timezone), FAULT_NONE);
        timezone_start(TIMEZONE_DAY, at("2024-07-01T12:00:00Z"));
        const int64_t after_july = timezone_start(TIMEZONE_DAY, timestamp);
        timezone_start(TIMEZONE_DAY, at("2024-12-15T12:00:00Z"));
        const int64_t after_december = timezone_start(TIMEZONE_DAY, timestamp);
        if (after_july != after_december)
            fail_msg("%s %s", table[i].timezone, table[i].timestamp);
        timezone_start(TIMEZONE_DAY, at("2024-07-01T12:00:00Z"));
        const int64_t next = timezone_next(TIMEZONE_DAY, after_july),
                      back = timezone_previous(TIMEZONE_DAY, next, 1);
        timezone_start(TIMEZONE_DAY, at("2024-12-15T12:00:00Z"));
        assert_int_equal(timezone_next(TIMEZONE_DAY, after_july), next);
        assert_int_equal(timezone_previous(TIMEZONE_DAY, next, 1), back);
        assert_int_equal(back, after_july);
    }
}

static void
minutes_of_the_week(void **state)
{
    enum { HOUR = 60, DAY = 24 * HOUR };
    static const struct {
        const char *timezone, *timestamp;
        int minute;
    } table[] = {
        {"UTC", "2026-05-25T00:00:00Z", 0}, /* a Monday */
        {"UTC", "2026-05-25T00:00:59.999999Z", 0},
        {"UTC", "2026-05-25T00:01:00Z", 1},
        {"UTC", "2026-05-31T23:59:59Z", TIMEZONE_WEEK_MINUTES - 1},
        {"UTC", "1970-01-01T12:34:56Z", 3 * DAY + 12 * HOUR + 34},
        {"Europe/Berlin", "2026-05-24T22:00:00Z", 0},
        {"Europe/Berlin", "2026-03-29T00:59:59Z", 6 * DAY + HOUR + 59},
        {"Europe/Berlin", "2026-03-29T01:00:00Z", 6 * DAY + 3 * HOUR},
        {"Europe/Berlin", "2026-10-25T00:59:00Z", 6 * DAY + 2 * HOUR + 59},
        {"Europe/Berlin", "2026-10-25T01:00:00Z", 6 * DAY + 2 * HOUR},
        {"Asia/Kathmandu", "2026-05-25T00:00:00Z", 5 * HOUR + 45},
        {"America/St_Johns", "2026-05-25T00:00:00Z", 6 * DAY + 21 * HOUR + 30},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        assert_int_equal(timezone_set(table[i].timezone), FAULT_NONE);
        assert_int_equal(timezone_week_minute(at(table[i].timestamp)), table[i].minute);
    }
}

/* Units tile time: no time is in two of them or in none. */
static void
units_tile_the_years(void **state)
{
    static const char *const zones[] = {"UTC", "Europe/Berlin", "America/New_York", "America/St_Johns",
        "Asia/Kathmandu", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Beirut", "America/Havana",
        "America/Santiago", "Atlantic/Azores", "Africa/Casablanca", "Pacific/Chatham", "America/Nuuk",
        "Asia/Gaza", "Antarctica/Troll"};
    unsigned wrong = 0;
    (void)state;
    for (size_t z = 0; z < COUNT(zones); z++) {
        assert_int_equal(timezone_set(zones[z]), FAULT_NONE);
        for (enum timezone_unit unit = TIMEZONE_DAY; unit <= TIMEZONE_MONTH; unit++) {
            const int64_t last = at("2027-01-01T00:00:00Z");
            int64_t start = timezone_start(unit, at("2023-01-01T12:00:00Z"));
            for (int64_t next; start < last; start = next) {
                char text[TIMEZONE_TIME_SIZE];
                next = timezone_next(unit, start);
                const int64_t inside = start + (next - start) / 2;
                if (next > start && timezone_start(unit, start) == start &&
                    timezone_start(unit, inside) == start && timezone_start(unit, next - 1) == start &&
                    timezone_start(unit, next) == next)
                    continue;
                timezone_format(start, text);
                print_message(
                    "# %s: the %s from %s\n", zones[z], unit == TIMEZONE_DAY ? "day" : "month", text);
                wrong++;
                if (next <= start)
                    break;
            }
        }
    }
    assert_int_equal(wrong, 0);
}

static void
hours_tile_a_day_of_change(void **state)
{
    static const char *const zones[] = {"UTC", "Europe/Berlin", "Asia/Kathmandu", "America/St_Johns"};
    (void)state;
    for (size_t z = 0; z < COUNT(zones); z++) {
        assert_int_equal(timezone_set(zones[z]), FAULT_NONE);
        int64_t start = timezone_start(TIMEZONE_HOUR, at("2026-01-01T00:00:00Z"));
        for (int i = 0; i < 366 * 24; i++) {
            const int64_t next = timezone_next(TIMEZONE_HOUR, start);
            assert_int_equal(timezone_start(TIMEZONE_HOUR, start), start);
            assert_int_equal(timezone_start(TIMEZONE_HOUR, next - 1), start);
            assert_int_equal(timezone_start(TIMEZONE_HOUR, next), next);
            assert_int_equal((next - start), 3600 * TIMESTAMP_SECOND);
            start = next;
        }
    }
}

static void
back_is_the_way_forward(void **state)
{
    static const char *const zones[] = {"UTC", "Europe/Berlin", "Asia/Kathmandu", "America/New_York"};
    (void)state;
    for (size_t z = 0; z < COUNT(zones); z++) {
        assert_int_equal(timezone_set(zones[z]), FAULT_NONE);
        for (enum timezone_unit unit = TIMEZONE_HOUR; unit <= TIMEZONE_MONTH; unit++) {
            const int64_t begin = timezone_start(unit, at("2025-11-30T12:00:00Z"));
            int64_t start = begin;
            for (int count = 0; count < 40; count++) {
                assert_int_equal(timezone_previous(unit, start, count), begin);
                start = timezone_next(unit, start);
            }
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_of_zones),
        cmocka_unit_test(moments_have_their_offset),
        cmocka_unit_test(minutes_of_the_week),
        cmocka_unit_test(beginnings_of_units),
        cmocka_unit_test(the_answer_does_not_depend_on_the_question_before),
        cmocka_unit_test(units_tile_the_years),
        cmocka_unit_test(hours_tile_a_day_of_change),
        cmocka_unit_test(back_is_the_way_forward),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
