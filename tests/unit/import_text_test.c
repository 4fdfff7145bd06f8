/*
 * import_text_test.c: times, and texts for HTML, as other shorteners write them; sets of names.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/name_set.h"
#include "import/html_entities.h"
#include "import/import_date.h"
#include "import/import_record.h"

#include "base/timestamp.h"
#include "base/timezone.h"
#include "store_fixture.h"

static void
check_date(const char *text, bool local, const char *wanted)
{
    int64_t at;
    char shown[TIMESTAMP_SIZE];
    if (import_date_parse(text, local, &at) != FAULT_NONE)
        fail_msg("%s", text);
    timestamp_format(at, shown);
    assert_string_equal(shown, wanted);
}

static void
times_are_read_in_each_spelling(void **state)
{
    static const char *const same[] = {"2020-10-26T17:20:40Z", "2020-10-26 17:20:40",
        "2020-10-26 19:20:40 +0200", "2020-10-26T19:20:40+02:00", "2020-10-26T17:20:40.000+0000",
        "2020-10-26 17:20:40 UTC", "1603732840", "1603732840000", "1603732840000000", "1603732840.5",
        "  2020-10-26 17:20:40"};
    (void)state;
    for (size_t i = 0; i < COUNT(same); i++)
        check_date(same[i], false, "2020-10-26T17:20:40.000Z");
    check_date("2020-10-26", false, "2020-10-26T00:00:00.000Z");
    check_date("2020-10-26 17:20", false, "2020-10-26T17:20:00.000Z");
}

static void
a_zone_is_for_times_that_say_none(void **state)
{
    (void)state;
    assert_int_equal(timezone_set("Europe/Berlin"), FAULT_NONE);
    check_date("2020-07-26 17:20:40", true, "2020-07-26T15:20:40.000Z");
    check_date("2020-01-26 17:20:40", true, "2020-01-26T16:20:40.000Z");
    check_date("2020-07-26T17:20:40Z", true, "2020-07-26T17:20:40.000Z");
    check_date("2020-07-26 17:20:40 +0000", true, "2020-07-26T17:20:40.000Z");
    check_date("1603732840", true, "2020-10-26T17:20:40.000Z");
    check_date("2020-07-26", true, "2020-07-25T22:00:00.000Z");
}

static void
what_is_no_time_is_refused(void **state)
{
    static const char *const bad[] = {"", "soon", "26/10/2020", "2020-13-01", "2020-10-26 25:00:00", "-1",
        "0000-00-00 00:00:00", "12345678901234567", "1603732840x"};
    int64_t at;
    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++)
        if (import_date_parse(bad[i], false, &at) == FAULT_NONE)
            fail_msg("%s", bad[i]);
}

static void
references_become_characters_once(void **state)
{
    static const char *const pairs[][2] = {{"a &amp; b", "a & b"}, {"&amp;lt;", "&lt;"},
        {"&lt;b&gt;&quot;", "<b>\""}, {"it&#039;s &#x27;so&#X27;", "it's 'so'"},
        {"&euro;&#8364;&hellip;", "€€…"}, {"&#128512;", "😀"}, {"&Auml;&auml;&eacute;", "Ääé"},
        {"&nosuch; & &; &# &#; &#x; &amp", "&nosuch; & &; &# &#; &#x; &amp"},
        {"&#0; &#1; &#127; &#55296; &#1114112; &#99999999999;",
            "&#0; &#1; &#127; &#55296; &#1114112; &#99999999999;"},
        {"AT&T; x", "AT&T; x"}, {"", ""}};
    char text[128];
    (void)state;
    for (size_t i = 0; i < COUNT(pairs); i++) {
        strcpy(text, pairs[i][0]);
        html_entities_decode(text);
        assert_string_equal(text, pairs[i][1]);
    }
}

static void
names_of_columns_are_compared_as_people_write_them(void **state)
{
    (void)state;
    assert_true(import_record_is_name("Short link", "short_link"));
    assert_true(import_record_is_name("createdAt", "Created at"));
    assert_true(import_record_is_name(" url ", "URL"));
    assert_false(import_record_is_name("url", "urls"));
    assert_false(import_record_is_name("", "a"));
}

static void
a_set_knows_its_names(void **state)
{
    struct name_set set = {0};
    char text[16];
    (void)state;
    for (int i = 0; i < 5000; i++) {
        snprintf(text, sizeof text, "%d", i);
        assert_true(name_set_add(&set, name_set_hash(text, "", "")));
        assert_false(name_set_add(&set, name_set_hash(text, "", "")));
    }
    assert_int_equal(name_set_count(&set, name_set_hash("7", "", "")), 2);
    assert_int_equal(name_set_count(&set, name_set_hash("twice", "", "")), 0);
    assert_int_equal(name_set_count(&set, name_set_hash("twice", "", "")), 1);
    assert_true(name_set_hash("ab", "c", "") != name_set_hash("a", "bc", ""));
    name_set_free(&set);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_are_read_in_each_spelling),
        cmocka_unit_test(a_zone_is_for_times_that_say_none),
        cmocka_unit_test(what_is_no_time_is_refused),
        cmocka_unit_test(references_become_characters_once),
        cmocka_unit_test(names_of_columns_are_compared_as_people_write_them),
        cmocka_unit_test(a_set_knows_its_names),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
