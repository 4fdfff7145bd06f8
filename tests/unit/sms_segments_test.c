/*
 * sms_segments_test.c: the alphabet of SMS, character by character, and where one part ends and the next
 * begins.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/sms_segments.h"

#include "base/utf8.h"
#include "store_fixture.h"

/* The alphabet of TS 23.038 once more, as its tables show it: rows of sixteen codes, the escape left out. */
static const char *const basic[] = {
    "@£$¥èéùìòÇ\nØø\rÅå",
    "Δ_ΦΓΛΩΠΨΣΘΞÆæßÉ",
    " !\"#¤%&'()*+,-./",
    "0123456789:;<=>?",
    "¡ABCDEFGHIJKLMNO",
    "PQRSTUVWXYZÄÖÑÜ§",
    "¿abcdefghijklmno",
    "pqrstuvwxyzäöñüà",
};
static const char extension[] = "\f^{}\\[~]|€";

static char text[8192];

/* The text so far, with one more piece, count times. */
static void
add(const char *piece, unsigned count)
{
    for (size_t length = strlen(text); count > 0; count--, length += strlen(piece)) {
        assert_true(length + strlen(piece) < sizeof text);
        memcpy(text + length, piece, strlen(piece) + 1);
    }
}

static struct sms_segments
of(const char *what)
{
    struct sms_segments out;
    assert_int_equal(sms_segments_count(what, strlen(what), false, &out), FAULT_NONE);
    return out;
}

/* Writes a code point as UTF-8: 0 for a surrogate, which is none. */
static size_t
encode(uint32_t code, char out[static 5])
{
    if (code >= 0xd800 && code < 0xe000)
        return 0;
    const size_t length = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    static const unsigned heads[] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (size_t i = length; i-- > 1; code >>= 6)
        out[i] = (char)(0x80 | (code & 0x3f));
    out[0] = (char)(heads[length] | code);
    out[length] = '\0';
    return length;
}

static bool
in(const char *list, const char *character, size_t length)
{
    return length > 0 && memmem(list, strlen(list), character, length) != NULL;
}

static unsigned
septets(const char *character, size_t length)
{
    for (size_t i = 0; i < COUNT(basic); i++)
        if (in(basic[i], character, length))
            return 1;
    return in(extension, character, length) ? 2 : 0;
}

static void
every_character_there_is(void **state)
{
    unsigned ones = 0, twos = 0;
    (void)state;
    for (uint32_t code = 0; code <= 0x10ffff; code++) {
        char character[5];
        struct sms_segments out;
        const size_t length = encode(code, character);
        if (length == 0)
            continue;
        const unsigned wanted = septets(character, length);
        assert_int_equal(sms_segments_count(character, length, false, &out), FAULT_NONE);
        ones += wanted == 1;
        twos += wanted == 2;
        const unsigned units = wanted > 0 ? wanted : code > 0xffff ? 2 : 1;
        if (out.encoding != (wanted > 0 ? SMS_GSM7 : SMS_UCS2) || out.units != units || out.count != 1 ||
            out.count_gsm7 != 1 || out.foreign != (wanted == 0) ||
            strcmp(out.first_foreign, wanted == 0 ? character : "") != 0)
            fail_msg("U+%04X", (unsigned)code);
    }
    assert_int_equal(ones, 127);
    assert_int_equal(twos, 10);
}

static void
look_alikes_are_foreign(void **state)
{
    static const char *const table[] = {"ç", "`", "\t", "\u0391", "á", "ê", "í", "ó", "ú", "’", "“", "–", "…",
        "ς", "\u00b5", "¢", "°", "ẞ", "\u00a0", "\u0435", "ω", "\u2126", "\uff21", "\u0301", "\x1b"};
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        const struct sms_segments out = of(table[i]);
        assert_int_equal(out.encoding, SMS_UCS2);
        assert_int_equal(out.foreign, 1);
        assert_string_equal(out.first_foreign, table[i]);
    }
    assert_int_equal(of("\u03a9").encoding, SMS_GSM7);
    assert_int_equal(of("\u00c7").encoding, SMS_GSM7);
}

static void
nothing_is_a_part_too(void **state)
{
    struct sms_segments out;
    (void)state;
    assert_int_equal(sms_segments_count("", 0, false, &out), FAULT_NONE);
    assert_int_equal(out.encoding, SMS_GSM7);
    assert_int_equal(out.count, 1);
    assert_int_equal(out.count_gsm7, 1);
    assert_int_equal(out.units, 0);
    assert_int_equal(out.foreign, 0);
    assert_string_equal(out.first_foreign, "");
    assert_int_equal(sms_segments_count("", 0, true, &out), FAULT_NONE);
    assert_int_equal(out.encoding, SMS_UCS2);
    assert_int_equal(out.count, 1);
}

/* As many of a as first says, then one of b, then as many of a as last says. */
static const struct seam {
    unsigned first, last, units, count;
    const char *a, *b;
} seams[] = {
    {159, 0, 160, 1, "a", "a"},
    {160, 0, 161, 2, "a", "a"},
    {153 * 2 - 1, 0, 306, 2, "a", "a"},
    {153 * 2, 0, 307, 3, "a", "a"},
    {153 * 3 - 1, 0, 459, 3, "a", "a"},
    {153 * 3, 0, 460, 4, "a", "a"},
    {158, 0, 160, 1, "a", "€"},
    {159, 0, 161, 2, "a", "€"},
    /* The 153rd septet would be the escape: it goes to the next part, and one septet stays free. */
    {152, 6, 160, 1, "a", "{"},
    {152, 151, 305, 2, "a", "{"},
    {152, 152, 306, 3, "a", "{"},
    {151, 153, 306, 2, "a", "{"},
    {153, 151, 306, 2, "a", "{"},
    {153, 152, 307, 3, "a", "{"},
    {79, 0, 160, 1, "|", "|"},
    {80, 0, 162, 2, "|", "|"},
    {76 + 75, 0, 304, 2, "|", "|"},
    {76 * 2, 0, 306, 3, "|", "|"},

    {69, 0, 70, 1, "я", "я"},
    {70, 0, 71, 2, "я", "я"},
    {67 * 2 - 1, 0, 134, 2, "я", "я"},
    {67 * 2, 0, 135, 3, "я", "я"},
    {68, 0, 70, 1, "я", "😀"},
    {69, 0, 71, 2, "я", "😀"},
    {66, 2, 70, 1, "я", "😀"},
    {66, 65, 133, 2, "я", "😀"},
    {66, 66, 134, 3, "я", "😀"},
    {65, 67, 134, 2, "я", "😀"},
    {67, 65, 134, 2, "я", "😀"},
    {34, 0, 70, 1, "😀", "😀"},
    {35, 0, 72, 2, "😀", "😀"},
    {33 * 2 - 1, 0, 132, 2, "😀", "😀"},
    {33 * 2, 0, 134, 3, "😀", "😀"},
};

static void
parts_end_between_characters(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(seams); i++) {
        text[0] = '\0';
        add(seams[i].a, seams[i].first);
        add(seams[i].b, 1);
        add(seams[i].a, seams[i].last);
        const struct sms_segments out = of(text);
        if (out.units != seams[i].units || out.count != seams[i].count)
            fail_msg("%zu: %u units in %u parts", i, out.units, out.count);
    }
}

static void
what_the_foreign_ones_cost(void **state)
{
    (void)state;
    text[0] = '\0';
    add("a", 100);
    add("“", 1);
    add("a", 40);
    add("”", 1);
    add("a", 18);
    struct sms_segments out = of(text);
    assert_int_equal(out.encoding, SMS_UCS2);
    assert_int_equal(out.units, 160);
    assert_int_equal(out.count, 3);
    assert_int_equal(out.foreign, 2);
    assert_string_equal(out.first_foreign, "“");
    assert_int_equal(out.count_gsm7, 1);
    add("€", 1); /* which is one unit here, and two septets there */
    out = of(text);
    assert_int_equal(out.units, 161);
    assert_int_equal(out.count_gsm7, 2);
    text[0] = '\0';
    add("😀", 2);
    add("ç", 1);
    out = of(text);
    assert_int_equal(out.foreign, 3);
    assert_string_equal(out.first_foreign, "😀");
    assert_int_equal(out.units, 5);
}

static void
forced_to_ucs2(void **state)
{
    struct sms_segments out;
    (void)state;
    text[0] = '\0';
    add("a", 70);
    assert_int_equal(sms_segments_count(text, 70, true, &out), FAULT_NONE);
    assert_int_equal(out.encoding, SMS_UCS2);
    assert_int_equal(out.units, 70);
    assert_int_equal(out.count, 1);
    assert_int_equal(out.foreign, 0);
    add("€", 1);
    assert_int_equal(sms_segments_count(text, strlen(text), true, &out), FAULT_NONE);
    assert_int_equal(out.units, 71);
    assert_int_equal(out.count, 2);
    assert_int_equal(out.count_gsm7, 1);
    assert_string_equal(out.first_foreign, "");
}

static void
only_utf8_is_text(void **state)
{
    static const char *const table[] = {"\xff", "a\xc3", "\xe9", "a\xed\xa0\x80", "\xf0\x9f\x94"};
    struct sms_segments out;
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++)
        assert_int_equal(sms_segments_count(table[i], strlen(table[i]), false, &out), FAULT_INPUT);
    assert_int_equal(sms_segments_count("€", 2, false, &out), FAULT_INPUT);
    assert_int_equal(sms_segments_count("a\0b", 3, false, &out), FAULT_NONE);
    assert_int_equal(out.encoding, SMS_UCS2); /* U+0000 is not in the alphabet */
    assert_int_equal(out.units, 3);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_character_there_is),
        cmocka_unit_test(look_alikes_are_foreign),
        cmocka_unit_test(nothing_is_a_part_too),
        cmocka_unit_test(parts_end_between_characters),
        cmocka_unit_test(what_the_foreign_ones_cost),
        cmocka_unit_test(forced_to_ucs2),
        cmocka_unit_test(only_utf8_is_text),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
