/*
 * send_time_test.c: when something may be scheduled for.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/send_time.h"

#include "base/timestamp.h"
#include "store_fixture.h"

static void
times_are_within_35_days(void **state)
{
    static const struct {
        const char *text;
        enum error_code code; /* ERROR_NONE: it is taken */
        const char *at;       /* "": at once */
    } rows[] = {
        {"2026-06-01T12:00:01Z", ERROR_NONE, "2026-06-01T12:00:01.000Z"},
        {"2026-07-06T12:00:00Z", ERROR_NONE, "2026-07-06T12:00:00.000Z"},
        {"2026-07-06T12:00:00.001Z", ERROR_OUT_OF_RANGE, ""},
        {"2026-06-02T01:00:00+02:00", ERROR_NONE, "2026-06-01T23:00:00.000Z"},
        {"2026-06-01T12:00:00Z", ERROR_NONE, ""},
        {"2026-06-01T11:59:00Z", ERROR_NONE, ""},
        {"2026-06-01T11:58:59Z", ERROR_OUT_OF_RANGE, ""},
        {"2026-06-02T12:00:00", ERROR_INVALID_VALUE, ""},
        {"2026-06-31T12:00:00Z", ERROR_INVALID_VALUE, ""},
        {"", ERROR_INVALID_VALUE, ""},
    };
    int64_t now, at;
    struct input_error error;
    char shown[TIMESTAMP_SIZE];
    (void)state;
    assert_int_equal(timestamp_parse("2026-06-01T12:00:00Z", &now), FAULT_NONE);
    for (size_t i = 0; i < COUNT(rows); i++) {
        error.code = ERROR_NONE;
        const enum fault fault = send_time_parse(rows[i].text, now, &at, &error);
        assert_int_equal(error.code, rows[i].code);
        assert_int_equal(fault, rows[i].code == ERROR_NONE ? FAULT_NONE : FAULT_INPUT);
        if (fault != FAULT_NONE)
            continue;
        timestamp_format(at, shown);
        assert_string_equal(at == 0 ? "" : shown, rows[i].at);
    }
}

static void
nothing_is_at_once(void **state)
{
    static const char *const sent[] = {"{}", "{'send_at':null}"};
    struct input_error error;
    int64_t at;
    (void)state;
    for (size_t i = 0; i < COUNT(sent); i++) {
        struct json_object *json = store_fixture_json(sent[i]);
        at = 1;
        assert_int_equal(send_time_read(json, 0, &at, &error), FAULT_NONE);
        assert_int_equal(at, 0);
        json_object_put(json);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_are_within_35_days),
        cmocka_unit_test(nothing_is_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
