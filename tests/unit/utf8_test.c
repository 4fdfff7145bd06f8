/*
 * utf8_test.c: well-formed and broken UTF-8, from RFC 3629 and from what strangers send.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/utf8.h"

#include "store_fixture.h"

static void
well_formed_text_is_valid(void **state)
{
    static const char *const table[] = {"", "plain", "\xc3\xa4", "\xe2\x82\xac", "\xf0\x9f\x94\x97",
        "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80", "\xef\xbf\xbf",
        "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf", "\x01\x7f\n"};
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++)
        assert_true(utf8_is_valid(table[i], strlen(table[i])));
    assert_true(utf8_is_valid("a\0b", 3));
}

static void
broken_text_is_not(void **state)
{
    static const struct {
        const char *text, *clean;
    } table[] = {
        {"\x80", "?"},
        {"\xbf", "?"},
        {"\xc0\xaf", "??"},      /* overlong / */
        {"\xc1\xbf", "??"},      /* overlong */
        {"\xe0\x80\xaf", "???"}, /* overlong */
        {"\xe0\x9f\xbf", "???"}, /* overlong */
        {"\xf0\x80\x80\xaf", "????"},
        {"\xf0\x8f\xbf\xbf", "????"},
        {"\xed\xa0\x80", "???"}, /* surrogates */
        {"\xed\xbf\xbf", "???"},
        {"\xf4\x90\x80\x80", "????"}, /* after U+10FFFF */
        {"\xf5\x80\x80\x80", "????"},
        {"\xfe\xff", "??"},
        {"\xc3", "?"}, /* cut off */
        {"\xe2\x82", "??"},
        {"\xf0\x9f\x94", "???"},
        {"\xc3(", "?("},
        {"\xe2(\xa1", "?(?"},
        {"\xe2\x82(", "?"
                      "?("},
        {"a\xffz", "a?z"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        char out[32];
        assert_false(utf8_is_valid(table[i].text, strlen(table[i].text)));
        utf8_clean(table[i].text, strlen(table[i].text), out, sizeof out);
        assert_string_equal(out, table[i].clean);
    }
}

static void
length_decides_not_what_is_behind(void **state)
{
    char out[8];
    (void)state;
    assert_false(utf8_is_valid("\xe2\x82\xac", 2));
    utf8_clean("\xe2\x82\xac", 2, out, sizeof out);
    assert_string_equal(out, "??");
    assert_true(utf8_is_valid("\xff", 0));
    utf8_clean("\xff", 0, out, sizeof out);
    assert_string_equal(out, "");
}

static void
control_characters_become_question_marks(void **state)
{
    static const char text[] = "a\0b\r\nc\x1b[0m\x7f\t\xc3\xa4";
    char out[32];
    (void)state;
    utf8_clean(text, sizeof text - 1, out, sizeof out);
    assert_string_equal(out, "a?b??c?[0m??\xc3\xa4");
}

static void
no_character_is_cut(void **state)
{
    static const char text[] = "a\xc3\xa4\xe2\x82\xac\xf0\x9f\x94\x97z";
    static const size_t whole[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11, 11};
    (void)state;
    for (size_t room = 0; room < COUNT(whole); room++) {
        char out[32];
        memset(out, '!', sizeof out);
        utf8_clean(text, sizeof text - 1, out, room + 1);
        assert_int_equal(strlen(out), whole[room]);
        assert_memory_equal(out, text, whole[room]);
        assert_int_equal(out[room + 1], '!');
    }
}

static void
characters_are_read_one_by_one(void **state)
{
    static const struct {
        const char *text;
        size_t length;
        uint32_t code;
    } table[] = {{"a", 1, 'a'}, {"\x7f", 1, 0x7f}, {"\xc2\x80", 2, 0x80}, {"\xdf\xbf", 2, 0x7ff},
        {"\xe0\xa0\x80", 3, 0x800}, {"\xe2\x82\xacz", 3, 0x20ac}, {"\xef\xbf\xbf", 3, 0xffff},
        {"\xf0\x90\x80\x80", 4, 0x10000}, {"\xf0\x9f\x94\x97", 4, 0x1f517}, {"\xf4\x8f\xbf\xbf", 4, 0x10ffff},
        {"", 0, 0}, {"\x80", 0, 0}, {"\xed\xa0\x80", 0, 0}, {"\xe2\x82", 0, 0}};
    uint32_t code;
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        assert_int_equal(utf8_decode(table[i].text, strlen(table[i].text), &code), table[i].length);
        assert_int_equal(code, table[i].code);
    }
    assert_int_equal(utf8_decode("\0", 1, &code), 1);
    assert_int_equal(code, 0);
    assert_int_equal(utf8_decode("\xe2\x82\xac", 2, &code), 0);
}

/* Every text of three bytes: clean text is valid, and valid text without control characters stays. */
static void
all_triples(void **state)
{
    (void)state;
    for (unsigned n = 0; n < 1u << 24; n += 7) {
        const char text[3] = {(char)(n >> 16), (char)(n >> 8), (char)n};
        char out[4];
        utf8_clean(text, 3, out, sizeof out);
        const size_t length = strlen(out);
        assert_true(utf8_is_valid(out, length));
        assert_int_equal(length, 3);
        bool plain = true;
        for (int i = 0; i < 3; i++)
            plain = plain && ((unsigned char)text[i] >= 0x20 && text[i] != 0x7f);
        assert_int_equal(plain && utf8_is_valid(text, 3), memcmp(out, text, 3) == 0 && plain);
    }
}

static void
characters_are_counted(void **state)
{
    (void)state;
    assert_int_equal(utf8_count(""), 0);
    assert_int_equal(utf8_count("abc"), 3);
    assert_int_equal(utf8_count("\xc3\xa4\xe2\x82\xac\xf0\x9f\x94\x97"), 3);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(well_formed_text_is_valid),
        cmocka_unit_test(broken_text_is_not),
        cmocka_unit_test(length_decides_not_what_is_behind),
        cmocka_unit_test(control_characters_become_question_marks),
        cmocka_unit_test(no_character_is_cut),
        cmocka_unit_test(characters_are_read_one_by_one),
        cmocka_unit_test(all_triples),
        cmocka_unit_test(characters_are_counted),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
