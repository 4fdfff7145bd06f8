/*
 * zone_clock_test.c: the kept clocks show what timezone.h says, minute by minute, in more zones than are
 * kept.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/zone_clock.h"

#include "base/timestamp.h"
#include "base/timezone.h"
#include "store_fixture.h"

/* More than are kept; offsets of quarters and halves of an hour, both signs, and a change of half an hour. */
static const char *const zones[] = {"UTC", "Europe/Berlin", "Europe/London", "Europe/Lisbon", "Europe/Moscow",
    "Europe/Athens", "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles",
    "America/St_Johns", "America/Sao_Paulo", "America/Caracas", "America/Argentina/Buenos_Aires",
    "Asia/Kathmandu", "Asia/Kolkata", "Asia/Tokyo", "Asia/Tehran", "Asia/Kabul", "Asia/Yangon",
    "Asia/Shanghai", "Asia/Dubai", "Australia/Lord_Howe", "Australia/Adelaide", "Australia/Eucla",
    "Australia/Sydney", "Pacific/Chatham", "Pacific/Apia", "Pacific/Kiritimati", "Pacific/Marquesas",
    "Africa/Cairo", "Africa/Lagos", "Africa/Casablanca", "Etc/GMT+12", "Etc/GMT-14", "Atlantic/Azores"};

static int64_t
at(const char *text)
{
    int64_t timestamp;
    assert_int_equal(timestamp_parse(text, &timestamp), FAULT_NONE);
    return timestamp;
}

static int
minute(struct zone_clock *clock, const char *zone, int64_t now)
{
    return zone_clock_week_minute(clock, zone, strlen(zone), now);
}

static void
check(struct zone_clock *clock, const char *zone, int64_t now)
{
    const int shown = minute(clock, zone, now);
    assert_int_equal(timezone_set(zone), FAULT_NONE);
    if (shown != timezone_week_minute(now))
        fail_msg("%s at %lld: %d", zone, (long long)now, shown);
}

static void
known_times(void **state)
{
    static const struct {
        const char *zone, *at;
        int day, hour, minute; /* 0: Monday */
    } table[] = {
        {"UTC", "2026-11-30T00:00:00Z", 0, 0, 0},
        {"UTC", "2026-11-29T23:59:59Z", 6, 23, 59},
        {"Europe/Berlin", "2026-11-29T23:00:00Z", 0, 0, 0},
        {"Europe/Berlin", "2026-03-29T00:59:59Z", 6, 1, 59}, /* an hour is left out */
        {"Europe/Berlin", "2026-03-29T01:00:00Z", 6, 3, 0},
        {"Europe/Berlin", "2026-10-25T00:59:00Z", 6, 2, 59}, /* and one comes twice */
        {"Europe/Berlin", "2026-10-25T01:00:00Z", 6, 2, 0},
        {"Asia/Kathmandu", "2026-11-29T18:14:00Z", 6, 23, 59},
        {"Asia/Kathmandu", "2026-11-29T18:15:00Z", 0, 0, 0},
        {"Pacific/Kiritimati", "2026-11-29T10:00:00Z", 0, 0, 0},
        {"Etc/GMT+12", "2026-11-30T11:59:00Z", 6, 23, 59},
    };
    struct zone_clock *clock = zone_clock_create();
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++)
        assert_int_equal(minute(clock, table[i].zone, at(table[i].at)),
            (table[i].day * 24 + table[i].hour) * 60 + table[i].minute);
    zone_clock_free(clock);
}

/* Over the days when clocks are set, and back again, as a clock may be that was wrong. */
static void
as_timezone_says(void **state)
{
    static const char *const days[] = {"2026-03-08T00:00:00Z", "2026-03-28T12:00:00Z", "2026-04-04T12:00:00Z",
        "2026-10-03T12:00:00Z", "2026-10-24T23:00:00Z", "2026-11-29T23:00:00Z"};
    struct zone_clock *clock = zone_clock_create();
    (void)state;
    for (size_t day = 0; day < COUNT(days); day++)
        for (int step = 0; step < 2 * 24 * 60; step += 7)
            for (size_t i = (size_t)step % 5; i < COUNT(zones); i += 5)
                check(clock, zones[i], at(days[day]) + step * 60 * TIMESTAMP_SECOND + 59 * TIMESTAMP_SECOND);
    for (size_t i = 0; i < COUNT(zones); i++)
        check(clock, zones[i], at(days[0]));
    zone_clock_free(clock);
}

static void
names_end_where_they_are_said_to(void **state)
{
    struct zone_clock *clock = zone_clock_create();
    const int64_t now = at("2026-11-30T12:00:00Z");
    char longest[TIMEZONE_NAME_SIZE + 1];
    (void)state;
    memset(longest, 'x', sizeof longest);
    assert_int_equal(zone_clock_week_minute(clock, "Europe/BerlinEurope/London", 13, now), 13 * 60);
    assert_int_equal(zone_clock_week_minute(clock, "UTCx", 3, now), 12 * 60);
    for (int again = 0; again < 2; again++) { /* that there is none is kept, too */
        assert_int_equal(minute(clock, "Europe/Berli", now), -1);
        assert_int_equal(minute(clock, "Europe/Berlinx", now), -1);
        assert_int_equal(minute(clock, "../zoneinfo/UTC", now), -1);
        assert_int_equal(zone_clock_week_minute(clock, "UTC", 0, now), -1);
        assert_int_equal(zone_clock_week_minute(clock, longest, TIMEZONE_NAME_SIZE - 1, now), -1);
        assert_int_equal(zone_clock_week_minute(clock, longest, TIMEZONE_NAME_SIZE, now), -1);
        assert_int_equal(minute(clock, "Europe/Berlin", now), 13 * 60);
    }
    zone_clock_free(clock);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_times),
        cmocka_unit_test(as_timezone_says),
        cmocka_unit_test(names_end_where_they_are_said_to),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
