/*
 * quiet_hours_test.c: when it is quiet where a recipient is.
 *
 * SPDX-License-Identifier: ISC
 */
#include "campaign/quiet_hours.h"

#include "base/timestamp.h"
#include "store_fixture.h"

static void
it_is_quiet_by_the_recipients_clock(void **state)
{
    static const struct {
        const char *recipient, *text, *moment, *end; /* "": it is not quiet */
    } rows[] = {
        {"447700900000", "21:00-08:00", "2026-07-01T20:30:00Z", "2026-07-02T07:00:00.000Z"}, /* BST */
        {"447700900000", "21:00-08:00", "2026-12-01T20:30:00Z", ""},
        {"447700900000", "21:00-08:00", "2026-12-01T21:00:00Z", "2026-12-02T08:00:00.000Z"},
        {"447700900000", "21:00-08:00", "2026-12-02T07:59:59Z", "2026-12-02T08:00:00.000Z"},
        {"447700900000", "21:00-08:00", "2026-12-02T08:00:00Z", ""},
        {"447700900000", "12:00-13:30", "2026-12-02T12:15:30Z", "2026-12-02T13:30:00.000Z"},
        {"4915112345678", "21:00-08:00", "2026-12-01T20:30:00Z", "2026-12-02T07:00:00.000Z"},
        {"9779841234567", "21:00-08:00", "2026-12-01T15:15:00Z", "2026-12-02T02:15:00.000Z"}, /* +05:45 */
        /* Quiet in New York, and until it is 8 o'clock in Honolulu; Guam has an area of its own. */
        {"12025550100", "21:00-08:00", "2026-12-02T02:00:00Z", "2026-12-02T18:00:00.000Z"},
        {"12025550100", "21:00-08:00", "2026-12-02T20:00:00Z", ""},
        {"16715550100", "21:00-08:00", "2026-12-02T02:00:00Z", ""},
        {"16715550100", "21:00-08:00", "2026-12-02T11:00:00Z", "2026-12-02T22:00:00.000Z"},
        /* All of a wide country would leave no hour: the last zones are left out. */
        {"79161234567", "20:00-10:00", "2026-12-01T00:00:00Z", "2026-12-01T08:00:00.000Z"},
        {"12025550100", "17:00-12:00", "2026-12-02T08:00:00Z", "2026-12-02T21:00:00.000Z"},
        {"GB.13491208655302741918", "21:00-08:00", "2026-12-01T22:00:00Z", "2026-12-02T08:00:00.000Z"},
        {"80012345678", "21:00-08:00", "2026-12-01T22:00:00Z", ""}, /* of no country */
        {"somebody", "21:00-08:00", "2026-12-01T22:00:00Z", ""},
    };
    struct quiet_hours *quiet = quiet_hours_create();
    int64_t moment;
    char shown[TIMESTAMP_SIZE];
    (void)state;
    for (int again = 0; again < 2; again++)
        for (size_t i = 0; i < COUNT(rows); i++) {
            assert_int_equal(timestamp_parse(rows[i].moment, &moment), FAULT_NONE);
            const int64_t end = quiet_hours_end(quiet, rows[i].text, rows[i].recipient, moment);
            timestamp_format(end, shown);
            if (strcmp(end == moment ? "" : shown, rows[i].end) != 0)
                fail_msg(
                    "%s at %s: wanted %s, got %s", rows[i].recipient, rows[i].moment, rows[i].end, shown);
        }
    quiet_hours_free(quiet);
}

static void
hours_are_checked(void **state)
{
    static const char *const good[] = {"21:00-08:00", "00:00-00:01", "08:00-20:00", "23:59-19:58"},
                             *const bad[] = {"", "21:00", "21:00-21:00", "24:00-08:00", "21:60-08:00",
                                 "9:00-18:00", "21:00-08:00 ", "21:00_08:00", "04:00-00:30", "-1:00-08:00"};
    (void)state;
    for (size_t i = 0; i < COUNT(good); i++)
        assert_int_equal(quiet_hours_check(good[i]), FAULT_NONE);
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_int_equal(quiet_hours_check(bad[i]), FAULT_INPUT);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_quiet_by_the_recipients_clock),
        cmocka_unit_test(hours_are_checked),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
