/*
 * short_code_test.c: which texts can name a link, and which are kept for curt. Drawing is in random_test.c.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link/short_code.h"

#include "store_fixture.h"

static void
any_single_byte(void **state)
{
    (void)state;
    for (int c = 0; c < 256; c++) {
        const char text[] = {(char)c, 'x', '\0'};
        const bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                          c == '_' || c == '-';
        assert_int_equal(short_code_is_valid(text, 1), good);
        assert_int_equal(short_code_is_valid(text, 2), good);
        const char behind[] = {'x', (char)c};
        assert_int_equal(short_code_is_valid(behind, 2), good);
    }
}

static void
lengths_from_1_to_64(void **state)
{
    char text[SHORT_CODE_MAX + 2];
    (void)state;
    memset(text, 'a', sizeof text);
    for (size_t length = 0; length < sizeof text; length++)
        assert_int_equal(short_code_is_valid(text, length), length >= 1 && length <= 64);
}

static void
paths_are_no_codes(void **state)
{
    static const char *const table[] = {
        "a/b", "../a", ".", "a.b", "a b", "a%20", "a+", "a?b", "a#", "a\n", "\xc3\xa4", "a\\b"};
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++)
        assert_false(short_code_is_valid(table[i], strlen(table[i])));
}

static void
words_are_kept(void **state)
{
    static const struct {
        const char *alias, *more;
        bool kept;
    } table[] = {
        {"api", "", true},
        {"API", "", true},
        {"Ui", "", true},
        {"metrics", "", true},
        {"robots", "", true},
        {"static", "", true},
        {"-", "", true},
        {"apis", "", false},
        {"ap", "", false},
        {"spring-sale", "", false},
        {"jobs", "jobs", true},
        {"JOBS", "jobs", true},
        {"jobs", "press, Jobs", true},
        {"jobs", "press Jobs", true},
        {"jobs", ", ,jobs,", true},
        {"press", "press,jobs", true},
        {"job", "press,jobs", false},
        {"jobs2", "press,jobs", false},
        {"press,jobs", "press,jobs", false},
        {"s", "press,jobs", false},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++)
        if (short_code_is_reserved(table[i].alias, table[i].more) != table[i].kept)
            fail_msg("%s with \"%s\"", table[i].alias, table[i].more);
}

static void
drawn_codes_are_valid_in_every_length(void **state)
{
    (void)state;
    for (size_t length = SHORT_CODE_GENERATED_MIN; length <= SHORT_CODE_GENERATED_MAX; length++) {
        char code[SHORT_CODE_GENERATED_MAX + 2];
        memset(code, '!', sizeof code);
        short_code_generate(code, length, false);
        assert_int_equal(strlen(code), length);
        assert_true(short_code_is_valid(code, length));
        assert_null(strpbrk(code, "_-"));
        assert_int_equal(code[length + 1], '!');
    }
}

static void
what_a_telephone_adds_is_cut_off(void **state)
{
    static const struct {
        const char *text, *code; /* NULL: no link's */
    } table[] = {
        {"aB3_-", "aB3_-"},
        {"abc.", "abc"},
        {"abc)", "abc"},
        {"abc,", "abc"},
        {"abc!", "abc"},
        {"abc\"", "abc"},
        {"abc ", "abc"},
        {"abc/", "abc"},
        {"abc//", "abc"},
        {"abc;", "abc"},
        {"abc:", "abc"},
        {"abc'", "abc"},
        {"abc>", "abc"},
        {"abc]", "abc"},
        {"abc}", "abc"},
        {"abc*", "abc"},
        {"abc~", "abc"},
        {"abc\n", "abc"},
        {"abc?", "abc"},
        {"abc%", "abc"},
        {"abc`", "abc"},
        {"abc\\", "abc"},
        {"abc).", "abc"},
        {"abc/.", "abc"},
        {"abc\",-_", "abc"},
        {"abc_.", "abc_"},
        {"abc\u3002", "abc"},
        {"abc\u2026", "abc"},
        {"abc\u201d.", "abc"},
        {"abc\u00a0", "abc"},
        {"abc\u200b", "abc"},
        {"abc\uff0c\u7136\u540e", "abc"},
        {"abc\u8c22\u8c22", "abc"},
        {"abc\u2019s", "abc"},
        {"abc's", "abc"},
        {"abc&utm_source=x", "abc"},
        {"abc?utm_source=x", "abc"}, /* encoded: %3F */
        {"abc&quot;", "abc"},
        {"abc<br>", "abc"},
        {"abc\"def", "abc"},
        {"abc\xff", "abc"},
        {"", NULL},
        {".", NULL},
        {"\u3002abc", NULL},
        {"abc/d", NULL},
        {"abc.html", NULL},
        {"abc)d", NULL},
        {"abc%20", NULL},
        {"abc.1", NULL},
        {"abc/d\u3002", NULL},
        {"/abc", NULL},
    };
    char longest[SHORT_CODE_MAX + 3];
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        char text[32];
        strcpy(text, table[i].text);
        if (short_code_trim(text) != (table[i].code != NULL) ||
            (table[i].code != NULL && strcmp(text, table[i].code) != 0))
            fail_msg("%s", table[i].text);
    }
    memset(longest, 'a', sizeof longest);
    strcpy(longest + SHORT_CODE_MAX, ".");
    assert_true(short_code_trim(longest));
    strcpy(longest + SHORT_CODE_MAX, "a.");
    assert_false(short_code_trim(longest));
}

static void
marks_that_end_emphasis_are_cut_off(void **state)
{
    static const struct {
        const char *text, *code;
    } table[] = {{"abc_", "abc"}, {"abc__", "abc"}, {"abc-", "abc"}, {"a_c-_", "a_c"}, {"_abc_", "_abc"},
        {"abc", NULL}, {"_abc", NULL}, {"_", NULL}, {"", NULL}};
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        char text[16];
        strcpy(text, table[i].text);
        assert_int_equal(short_code_trim_marks(text), table[i].code != NULL);
        assert_string_equal(text, table[i].code != NULL ? table[i].code : table[i].text);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_single_byte),
        cmocka_unit_test(lengths_from_1_to_64),
        cmocka_unit_test(paths_are_no_codes),
        cmocka_unit_test(what_a_telephone_adds_is_cut_off),
        cmocka_unit_test(marks_that_end_emphasis_are_cut_off),
        cmocka_unit_test(words_are_kept),
        cmocka_unit_test(drawn_codes_are_valid_in_every_length),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
