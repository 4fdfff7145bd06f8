/*
 * send_window_test.c: the hours in which messages may go out, also where the clock is set.
 *
 * SPDX-License-Identifier: ISC
 */
#include "campaign/send_window.h"

#include <time.h>

#include "base/timestamp.h"
#include "store_fixture.h"

#define MINUTE (60 * TIMESTAMP_SECOND)

static int64_t
at(const char *text)
{
    int64_t timestamp;
    assert_int_equal(timestamp_parse(text, &timestamp), FAULT_NONE);
    return timestamp;
}

static struct week_hours
send_window_of(const char *text)
{
    struct week_hours hours;
    const char *why = NULL;
    if (week_hours_parse(text, &hours, &why) != FAULT_NONE)
        fail_msg("\"%s\": %s", text, why);
    return hours;
}

static void
send_window_are_read(void **state)
{
    static const char *const always[] = {"", " ", "   "};
    (void)state;
    for (size_t i = 0; i < COUNT(always); i++)
        assert_int_equal(send_window_of(always[i]).count, 0);

    struct week_hours hours = send_window_of("Mon-Fri 09:00-20:00, Sat 10:00-16:00 Europe/Berlin");
    assert_int_equal(hours.count, 2);
    assert_string_equal(hours.timezone, "Europe/Berlin");
    assert_int_equal(hours.spans[0].first, 0);
    assert_int_equal(hours.spans[0].days, 5);
    assert_int_equal(hours.spans[0].begin, 9 * 60);
    assert_int_equal(hours.spans[0].end, 20 * 60);
    assert_int_equal(hours.spans[1].first, 5);
    assert_int_equal(hours.spans[1].days, 1);

    hours = send_window_of("  sat-MON  00:00-24:00 ,Wed 23:59-24:00,Thu 00:00-00:01  ");
    assert_int_equal(hours.count, 3);
    assert_string_equal(hours.timezone, "UTC");
    assert_int_equal(hours.spans[0].first, 5);
    assert_int_equal(hours.spans[0].days, 3);
    assert_int_equal(hours.spans[0].end, 24 * 60);
    assert_int_equal(hours.spans[2].end, 1);
    assert_string_equal(send_window_of("Mon 01:00-02:00  Asia/Kathmandu ").timezone, "Asia/Kathmandu");
    assert_int_equal(send_window_of("Tue-Tue 01:00-02:00").spans[0].days, 1);
    assert_int_equal(send_window_of("Mon-Sun 01:00-02:00").spans[0].days, 7);
}

static void
what_are_no_hours(void **state)
{
    static const struct {
        const char *text, *why; /* a part of it */
    } table[] = {
        {"always", "Mon-Fri 09:00"},
        {"UTC", "Mon-Fri 09:00"},
        {"Mon", "Mon-Fri 09:00"},
        {"Mon-", "Mon-Fri 09:00"},
        {"Mon-Day 09:00-10:00", "Mon-Fri 09:00"},
        {"Mon-Wed-Fri 09:00-10:00", "Mon-Fri 09:00"},
        {"Monday 09:00-10:00", "Mon-Fri 09:00"},
        {"Mon,Tue 09:00-10:00", "Mon-Fri 09:00"},
        {"Mo 09:00-10:00", "Mon-Fri 09:00"},
        {"09:00-10:00", "Mon-Fri 09:00"},
        {",", "Mon-Fri 09:00"},
        {"Mon 09:00-10:00,", "Mon-Fri 09:00"},
        {"Mon 09:00-10:00,,Tue 09:00-10:00", "Mon-Fri 09:00"},
        {"Mon 09:00-10:00 ,", "Mon-Fri 09:00"},
        {"Mon 09:00-10:00UTC", "Mon-Fri 09:00"},
        {"Mon09:00-10:00", "Mon-Fri 09:00"},
        {"Mon\t09:00-10:00", "Mon-Fri 09:00"},
        {"Mon ", "HH:MM"},
        {"Mon 9:00-10:00", "HH:MM"},
        {"Mon 0900-1000", "HH:MM"},
        {"Mon 09:00", "HH:MM"},
        {"Mon 09:00-", "HH:MM"},
        {"Mon 09:00 - 10:00", "HH:MM"},
        {"Mon 09:0-10:00", "HH:MM"},
        {"Mon 09:60-10:00", "HH:MM"},
        {"Mon 09:00-24:01", "HH:MM"},
        {"Mon 09:00-25:00", "HH:MM"},
        {"Mon -9:00-10:00", "HH:MM"},
        {"Mon 09:00-09:00", "end after"},
        {"Mon 22:00-06:00", "end after"},
        {"Mon 24:00-24:00", "end after"},
        {"Mon 09:00-10:00 Europe/Nowhere", "time zone"},
        {"Mon 09:00-10:00 Europe/Berlin UTC", "time zone"},
        {"Mon 09:00-10:00 UTC, Tue 09:00-10:00", "time zone"},
        {"Mon 09:00-10:00 ../zoneinfo/UTC", "time zone"},
        {"Mon 09:00-10:00 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "time zone"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        struct week_hours hours;
        const char *why = "";
        if (week_hours_parse(table[i].text, &hours, &why) != FAULT_INPUT || strstr(why, table[i].why) == NULL)
            fail_msg("\"%s\": %s", table[i].text, why);
    }
}

static void
so_many_entries(void **state)
{
    char text[1024] = "";
    struct week_hours hours;
    const char *why = "";
    (void)state;
    for (size_t i = 0; i < WEEK_HOURS_SPANS_MAX; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%sMon 09:00-10:00", i > 0 ? "," : "");
    assert_int_equal(send_window_of(text).count, WEEK_HOURS_SPANS_MAX);
    snprintf(text + strlen(text), sizeof text - strlen(text), ", Mon 09:00-10:00");
    assert_int_equal(week_hours_parse(text, &hours, &why), FAULT_INPUT);
    assert_string_equal(why, "there are more than 28 periods");
}

static void
messages_wait_until_they_may_go(void **state)
{
    static const char week[] = "Mon-Fri 09:00-20:00, Sat 10:00-16:00 Europe/Berlin";
    static const struct {
        const char *hours, *timestamp, *next; /* NULL: the time itself */
    } table[] = {
        {"", "2026-05-25T03:04:05.678Z", NULL},
        {week, "2026-05-25T07:00:00Z", NULL}, /* a Monday */
        {week, "2026-05-25T12:34:56.789Z", NULL},
        {week, "2026-05-25T17:59:59.999999Z", NULL},
        {week, "2026-05-25T06:59:59.999999Z", "2026-05-25T07:00:00Z"},
        {week, "2026-05-25T18:00:00Z", "2026-05-26T07:00:00Z"},
        {week, "2026-05-29T18:00:00Z", "2026-05-30T08:00:00Z"},
        {week, "2026-05-30T14:00:00Z", "2026-06-01T07:00:00Z"},
        {week, "2026-12-05T15:00:00.5Z", "2026-12-07T08:00:00Z"},
        {"Mon-Sun 00:00-24:00", "2026-05-25T23:59:59.999999Z", NULL},
        {"Mon 00:00-00:01", "2026-05-25T00:01:00Z", "2026-06-01T00:00:00Z"},
        {"Sun 23:59-24:00", "2026-05-25T00:00:00Z", "2026-05-31T23:59:00Z"},
        {"Sun 10:00-24:00, Mon 00:00-02:00", "2026-05-31T23:59:59Z", NULL},
        {"Sat-Mon 10:00-11:00", "2026-05-30T11:00:00Z", "2026-05-31T10:00:00Z"},
        {"Sat-Mon 10:00-11:00", "2026-05-31T11:00:00Z", "2026-06-01T10:00:00Z"},
        {"Sat-Mon 10:00-11:00", "2026-06-01T11:00:00Z", "2026-06-06T10:00:00Z"},
        {"Mon 09:07-09:08 Asia/Kathmandu", "2026-05-25T03:00:30Z", "2026-05-25T03:22:00Z"},

        /* Berlin, spring: there is no hour 2 on the 29th of March, a Sunday. */
        {"Sun 02:30-04:00 Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z"},
        {"Sun 02:30-04:00 Europe/Berlin", "2026-03-29T00:59:59Z", "2026-03-29T01:00:00Z"},
        {"Sun 02:30-03:01 Europe/Berlin", "2026-03-29T00:40:00Z", "2026-03-29T01:00:00Z"},
        {"Sun 02:00-03:00 Europe/Berlin", "2026-03-29T00:00:00Z", "2026-04-05T00:00:00Z"},
        {"Sun 01:59-03:01 Europe/Berlin", "2026-03-29T00:59:30Z", NULL},
        {"Sun 03:10-04:00 Europe/Berlin", "2026-03-29T00:30:00Z", "2026-03-29T01:10:00Z"},
        /* Autumn: on the 25th of October it comes twice. */
        {"Sun 02:30-03:00 Europe/Berlin", "2026-10-25T00:00:00Z", "2026-10-25T00:30:00Z"},
        {"Sun 02:30-03:00 Europe/Berlin", "2026-10-25T01:00:00Z", "2026-10-25T01:30:00Z"},
        {"Sun 03:00-04:00 Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-25T02:00:00Z"},
        /* Where midnight is skipped, and where a Friday was. */
        {"Sun 00:00-02:00 America/Havana", "2024-03-09T20:00:00Z", "2024-03-10T05:00:00Z"},
        {"Fri 10:00-11:00 Pacific/Apia", "2011-12-29T21:00:00Z", "2012-01-05T20:00:00Z"},
    };
    unsigned wrong = 0;
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        char text[TIMESTAMP_SIZE];
        const struct week_hours hours = send_window_of(table[i].hours);
        const int64_t timestamp = at(table[i].timestamp), next = send_window_next(&hours, timestamp);
        if (next == (table[i].next != NULL ? at(table[i].next) : timestamp))
            continue;
        timestamp_format(next, text);
        print_message("# %s: from %s to %s\n", table[i].hours, table[i].timestamp, text);
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

/* Is the clock within one of the hours? Asked of the C library without a detour. */
static bool
open_at(const struct week_hours *hours, int64_t timestamp)
{
    const time_t seconds = (time_t)(timestamp / TIMESTAMP_SECOND);
    struct tm parts;
    localtime_r(&seconds, &parts);
    const int minute = parts.tm_hour * 60 + parts.tm_min;
    for (unsigned i = 0; i < hours->count; i++)
        for (int day = hours->spans[i].first; day < hours->spans[i].first + hours->spans[i].days; day++)
            if ((day + 1) % 7 == parts.tm_wday && minute >= hours->spans[i].begin &&
                minute < hours->spans[i].end)
                return true;
    return false;
}

/* From the last minute back to the first, so that the next one that is open is always known. */
static void
minute_by_minute(const char *text, int64_t first, int64_t last)
{
    const struct week_hours hours = send_window_of(text);
    int64_t next = send_window_next(&hours, last);
    for (int64_t timestamp = last; timestamp >= first; timestamp -= MINUTE) {
        char from[TIMESTAMP_SIZE], to[TIMESTAMP_SIZE];
        if (open_at(&hours, timestamp))
            next = timestamp;
        const int64_t later = timestamp + 17 * TIMESTAMP_SECOND + 1; /* within the minute */
        const int64_t wanted = next == timestamp ? later : next;
        if (send_window_next(&hours, timestamp) == next && send_window_next(&hours, later) == wanted)
            continue;
        timestamp_format(timestamp, from);
        timestamp_format(send_window_next(&hours, timestamp), to);
        fail_msg("%s: from %s to %s", text, from, to);
    }
}

static void
no_step_goes_too_far(void **state)
{
    static const struct {
        const char *timezone, *change; /* the day before it */
    } table[] = {{"Europe/Berlin", "2026-03-28T12:00:00Z"}, {"Europe/Berlin", "2026-10-24T12:00:00Z"},
        {"Australia/Lord_Howe", "2026-04-04T00:00:00Z"}, {"Australia/Lord_Howe", "2026-10-03T00:00:00Z"},
        {"America/Havana", "2024-03-09T12:00:00Z"}, {"America/Havana", "2024-11-02T12:00:00Z"},
        {"Atlantic/Azores", "2024-10-26T12:00:00Z"}, {"Antarctica/Troll", "2026-03-28T12:00:00Z"},
        {"Pacific/Apia", "2011-12-29T12:00:00Z"}, {"Pacific/Chatham", "2026-09-26T00:00:00Z"}};
    static const char *const windows[] = {"Mon-Sun 00:00-00:01", "Sat-Sun 01:59-02:31", "Mon-Sun 02:30-03:05",
        "Sun 02:00-03:00", "Fri-Sun 23:45-24:00, Sun 00:15-00:20, Sun 03:07-03:08, Mon 05:00-06:00"};
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++)
        for (size_t w = 0; w < COUNT(windows); w++) {
            char text[128];
            snprintf(text, sizeof text, "%s %s", windows[w], table[i].timezone);
            minute_by_minute(text, at(table[i].change), at(table[i].change) + TIMESTAMP_DAY * 3 / 2);
        }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(send_window_are_read),
        cmocka_unit_test(what_are_no_hours),
        cmocka_unit_test(so_many_entries),
        cmocka_unit_test(messages_wait_until_they_may_go),
        cmocka_unit_test(no_step_goes_too_far),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
