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
        const char text[] = {(char)c, 'x', '\0'}, behind[] = {'x', (char)c};
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                           c == '_' || c == '-';
        const bool good = c >= 0x20 && c < 0x7f && c != '/';
        assert_int_equal(short_code_is_plain(text, 1), plain);
        assert_int_equal(short_code_is_plain(text, 2), plain);
        assert_int_equal(short_code_is_plain(behind, 2), plain);
        assert_int_equal(short_code_is_valid(text, 1), good && c != '.');
        assert_int_equal(short_code_is_valid(text, 2), good);
        assert_int_equal(short_code_is_valid(behind, 2), good);
    }
}

static void
lengths_from_1_to_the_most(void **state)
{
    char text[SHORT_CODE_MAX + 2], dots[sizeof text];
    (void)state;
    memset(text, 'a', sizeof text);
    memset(dots, '.', sizeof dots);
    for (size_t length = 0; length < sizeof text; length++) {
        assert_int_equal(short_code_is_valid(text, length), length >= 1 && length <= SHORT_CODE_MAX);
        assert_int_equal(short_code_is_plain(text, length), length >= 1 && length <= SHORT_CODE_MAX);
        assert_int_equal(short_code_is_valid(dots, length), length >= 3 && length <= SHORT_CODE_MAX);
    }
}

static void
any_path_that_stays_as_it_is_is_a_code(void **state)
{
    static const char *const codes[] = {"a/b", "a/b/c", "a.b", ".a", "a.", "...", "a/..b", "a/b..", "a/...",
        "a b", " a", "a%20", "%2F", "a+", "+", "a?b", "?", "a#", "a\\b", "\\", "a;b", "<b>", "\"", "'", "a&b",
        "\u00e4", "e\u0301", "\uff41", "\U0001f389", "\u0448\u0430\u0440", "\u05e9\u05dc", "\u00a0", "a:b",
        "@a"};
    static const char *const none[] = {".", "..", "/", "/a", "a/", "a//b", "//a", "./a", "../a", "a/.",
        "a/..", "a/./b", "a/../b", "a\n", "\ta", "a\x7f", "\xc2\x80", "a\xc2\x9f", "\xff", "a\xc3",
        "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80"};
    (void)state;
    for (size_t i = 0; i < COUNT(codes); i++)
        if (!short_code_is_valid(codes[i], strlen(codes[i])) ||
            short_code_is_plain(codes[i], strlen(codes[i])))
            fail_msg("%s", codes[i]);
    for (size_t i = 0; i < COUNT(none); i++)
        if (short_code_is_valid(none[i], strlen(none[i])))
            fail_msg("%s", none[i]);
    assert_false(short_code_is_valid("a\0b", 3));
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
        {"api/v1", "", true},
        {"Ui/x/y", "", true},
        {"x/api", "", false},
        {"api.v1", "", false},
        {"robots.txt", "", true},
        {"Favicon.ico", "", true},
        {".well-known/security.txt", "", true},
        {".well-known.", "", false},
        {"jobs/berlin", "jobs", true},
        {"jobs.berlin", "jobs", false},
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

/* What redirect.fcgi makes of a path that names no link, but for the mark at its end. */
static const char *
last_trimmed(char *text)
{
    short_code_trim_plus(text);
    short_code_trim_punctuation(text);
    short_code_trim_rest(text);
    return text;
}

static void
what_a_telephone_adds_is_cut_off(void **state)
{
    static const struct {
        const char *text, *code;
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
        {"", ""},
        {".", "."},
        {"\u3002abc", "\u3002abc"},
        {"abc/d", "abc/d"},
        {"abc.html", "abc.html"},
        {"abc)d", "abc)d"},
        {"abc%20", "abc%20"},
        {"abc.1", "abc.1"},
        {"abc/d\u3002", "abc/d"},
        {"/abc", "/abc"},
        {"/abc.", "/abc."},
        {"abc+", "abc"},
        {"abc).+", "abc"},
        {"+", "+"},
        {"a.b/", "a.b"},
        {"a.b).", "a.b"},
        {"a.b\u201d\u3002", "a.b"},
        {"a/b+", "a/b"},
        {"a/../.", "a"},
        {"\U0001f389.", "\U0001f389"},
        {"\u2764\ufe0f!", "\u2764\ufe0f"},
        {"\u0448\u0430\u0440.", "\u0448\u0430\u0440"},
        {"\xff.", "\xff."},
    };
    char longest[SHORT_CODE_MAX + 3];
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        char text[32];
        strcpy(text, table[i].text);
        if (strcmp(last_trimmed(text), table[i].code) != 0)
            fail_msg("%s: %s", table[i].text, text);
    }
    memset(longest, 'a', sizeof longest);
    strcpy(longest + SHORT_CODE_MAX, ".");
    assert_true(short_code_trim_punctuation(longest));
    strcpy(longest + SHORT_CODE_MAX, "a.");
    assert_false(short_code_trim_punctuation(longest));
    assert_false(short_code_trim_rest(longest));
}

static void
nothing_is_cut_off_twice(void **state)
{
    static bool (*const trims[])(char *) = {
        short_code_trim_plus, short_code_trim_punctuation, short_code_trim_rest, short_code_trim_marks};
    static const char *const added[] = {"+", ".", "\u8c22", "_"};
    (void)state;
    for (size_t i = 0; i < COUNT(trims); i++) {
        char text[16] = "abc";
        assert_false(trims[i](text));
        strcat(text, added[i]);
        assert_true(trims[i](text));
        assert_string_equal(text, "abc");
        strcpy(text, added[i]);
        assert_false(trims[i](text));
        assert_string_equal(text, added[i]);
    }
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
        cmocka_unit_test(lengths_from_1_to_the_most),
        cmocka_unit_test(any_path_that_stays_as_it_is_is_a_code),
        cmocka_unit_test(what_a_telephone_adds_is_cut_off),
        cmocka_unit_test(nothing_is_cut_off_twice),
        cmocka_unit_test(marks_that_end_emphasis_are_cut_off),
        cmocka_unit_test(words_are_kept),
        cmocka_unit_test(drawn_codes_are_valid_in_every_length),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
