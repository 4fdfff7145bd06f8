/*
 * gsm7_test.c: what is written instead of characters that are not in GSM-7, and how they are named.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/gsm7.h"

#include "base/utf8.h"
#include "message/ucs2_characters.h"
#include "store_fixture.h"

static void
replacements_are_in_the_alphabet(void **state)
{
    (void)state;
    for (uint32_t code = 0; code <= 0xffff; code++) {
        const char *text = gsm7_replacement(code);
        uint32_t one;
        if (text == NULL)
            continue;
        assert_int_equal(gsm7_septets(code), 0); /* what can be sent needs none */
        for (size_t n; *text != '\0'; text += n) {
            n = utf8_decode(text, strlen(text), &one);
            assert_true(n > 0 && gsm7_septets(one) > 0);
        }
    }
}

static void
characters_have_what_says_the_same(void **state)
{
    static const struct {
        uint32_t code;
        const char *text;
    } cases[] = {{0x2019, "'"}, {0x201c, "\""}, {0x2013, "-"}, {0x2026, "..."}, {0xa0, " "}, {0x2009, " "},
        {0x200b, ""}, {0x202e, ""}, {0xad, ""}, {0xfe0f, ""}, {0x206f, ""}, {0x2070, NULL}, {0xe7, "c"},
        {0xc9, NULL}, {0xe9, NULL}, {0xea, "e"}, {0xc0, "A"}, {0xf5, "o"}, {0xfd, "y"}, {0x107, "c"},
        {0x141, "L"}, {0x142, "l"}, {0x131, "i"}, {0x151, "o"}, {0x153, "oe"}, {0x17d, "Z"}, {0x17e, "z"},
        {0x17f, "s"}, {0x219, "s"}, {0x20ac, NULL}, {0x1f600, NULL}, {0x434, NULL}, {'a', NULL}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *text = gsm7_replacement(cases[i].code);
        if (cases[i].text == NULL)
            assert_null(text);
        else
            assert_string_equal(text, cases[i].text);
    }
}

static void
assert_named(const char *text, const char *json)
{
    size_t length;
    struct json_object *list = ucs2_characters_to_json(text);
    assert_string_equal(json_text(list, &length), json);
    json_object_put(list);
}

static void
characters_are_named(void **state)
{
    (void)state;
    assert_named("", "[]");
    assert_named("plain ^ text \xe2\x82\xac", "[]");
    assert_named("It\xe2\x80\x99s \xe2\x80\x99 \xf0\x9f\x98\x80",
        "[{\"character\":\"\xe2\x80\x99\",\"code_point\":\"U+2019\",\"position\":2,\"count\":2,"
        "\"replacement\":\"'\"},"
        "{\"character\":\"\xf0\x9f\x98\x80\",\"code_point\":\"U+1F600\",\"position\":7,\"count\":1,"
        "\"replacement\":null}]");
}

static void
no_more_than_twenty_are_named(void **state)
{
    char text[128] = "";
    (void)state;
    for (int i = 0; i < 30; i++)
        snprintf(text + 2 * i, 3, "\xd0%c", 0x90 + i); /* U+0410 and the next */
    struct json_object *list = ucs2_characters_to_json(text);
    assert_int_equal(json_object_array_length(list), UCS2_CHARACTERS_MAX);
    json_object_put(list);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(replacements_are_in_the_alphabet),
        cmocka_unit_test(characters_have_what_says_the_same),
        cmocka_unit_test(characters_are_named),
        cmocka_unit_test(no_more_than_twenty_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
