/*
 * buffer_test.c: text that fits, text that does not, and text that must not break out.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/buffer.h"

#include "store_fixture.h"

static void
pieces_stand_behind_each_other(void **state)
{
    char space[32];
    (void)state;
    memset(space, 'x', sizeof space);
    struct buffer b = buffer_over(space, sizeof space);
    assert_string_equal(b.text, "");
    buffer_add(&b, "a");
    buffer_add_bytes(&b, "bc\0d", 2);
    buffer_addf(&b, "%d-%s", 42, "e");
    buffer_add(&b, "");
    assert_string_equal(b.text, "abc42-e");
    assert_int_equal(b.length, 7);
    assert_false(b.full);
}

static void
the_last_byte_is_for_the_nul(void **state)
{
    char space[5] = "";
    (void)state;
    struct buffer b = buffer_over(space, 4);
    space[4] = '!';
    buffer_add(&b, "123");
    assert_false(b.full);
    assert_string_equal(b.text, "123");
    buffer_add(&b, "");
    assert_false(b.full);
    buffer_add(&b, "4");
    assert_true(b.full);
    assert_string_equal(b.text, "123");
    assert_int_equal(space[4], '!');

    struct buffer f = buffer_over(space, 4);
    buffer_addf(&f, "%s", "1234");
    assert_true(f.full);
    assert_string_equal(f.text, "");
    assert_int_equal(space[4], '!');

    struct buffer one = buffer_over(space, 1);
    buffer_add(&one, "x");
    assert_true(one.full);
    assert_string_equal(one.text, "");
}

static void
a_full_buffer_takes_nothing_more(void **state)
{
    char space[8];
    (void)state;
    struct buffer b = buffer_over(space, sizeof space);
    buffer_add(&b, "abc");
    buffer_add(&b, "does not fit");
    buffer_add(&b, "d");
    buffer_addf(&b, "%c", 'e');
    buffer_add_html(&b, "f");
    assert_true(b.full);
    assert_string_equal(b.text, "abc");
    assert_int_equal(b.length, 3);
}

static void
html_shows_text_as_it_is(void **state)
{
    char space[128];
    (void)state;
    struct buffer b = buffer_over(space, sizeof space);
    buffer_add_html(&b, "<a href=\"x\" b='y'>&amp;\xc3\xa4</a>");
    assert_string_equal(b.text, "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;amp;\xc3\xa4&lt;/a&gt;");
    assert_false(b.full);
}

static void
no_entity_is_cut(void **state)
{
    (void)state;
    for (size_t size = 1; size < 24; size++) {
        char space[32];
        struct buffer b = buffer_over(space, size);
        buffer_add_html(&b, "\"a\"&\"");
        assert_int_equal(b.full, size < sizeof "&quot;a&quot;&amp;&quot;");
        size_t marks = 0, ends = 0;
        for (const char *c = b.text; *c != '\0'; c++) {
            marks += *c == '&';
            ends += *c == ';';
        }
        assert_int_equal(marks, ends);
        assert_true(b.length < size);
        assert_int_equal(strlen(b.text), b.length);
    }
}

static void
csv_fields_are_quoted_and_run_nothing(void **state)
{
    static const struct {
        const char *text, *field;
    } table[] = {
        {"", "\"\""},
        {"plain", "\"plain\""},
        {"a,b\r\nc", "\"a,b\r\nc\""},
        {"say \"hi\"", "\"say \"\"hi\"\"\""},
        {"=1+1", "\"'=1+1\""},
        {"+1", "\"'+1\""},
        {"-1", "\"'-1\""},
        {"@SUM(A1)", "\"'@SUM(A1)\""},
        {"\tx", "\"'\tx\""},
        {"a=1", "\"a=1\""},
        {"\"=1", "\"\"\"=1\""},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        char space[64];
        struct buffer b = buffer_over(space, sizeof space);
        buffer_add_csv(&b, table[i].text);
        assert_string_equal(b.text, table[i].field);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_stand_behind_each_other),
        cmocka_unit_test(the_last_byte_is_for_the_nul),
        cmocka_unit_test(a_full_buffer_takes_nothing_more),
        cmocka_unit_test(html_shows_text_as_it_is),
        cmocka_unit_test(no_entity_is_cut),
        cmocka_unit_test(csv_fields_are_quoted_and_run_nothing),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
