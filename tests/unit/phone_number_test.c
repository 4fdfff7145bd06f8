/*
 * phone_number_test.c: telephone numbers as people write them, and what is left of them for other eyes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/phone_number.h"

#include "base/utf8.h"
#include "store_fixture.h"

static void
numbers_as_people_write_them(void **state)
{
    static const struct {
        const char *text, *digits;
    } table[] = {
        {"447700900000", "447700900000"},
        {"+447700900000", "447700900000"},
        {"+44 7700 900000", "447700900000"},
        {"+44\u00a07700\u00a0900\u00a0000", "447700900000"},
        {"\u00a0 +44 7700 900000 \u00a0", "447700900000"},
        {"+ 44 7700 900000", "447700900000"},
        {"+44-7700-900-000", "447700900000"},
        {"+44.7700.900000", "447700900000"},
        {"44/7700/900000", "447700900000"},
        {"+44 (7700) 900000", "447700900000"},
        {"+44 (7700)-900 / 000", "447700900000"},
        {"(44) 7700 900000", "447700900000"},
        {"+(44)7700900000", "447700900000"},
        {"+1 (212) 555-0100", "12125550100"},
        {"+49 (0) 171 2345678", "491712345678"},
        {"+49(0)171/2345678", "491712345678"},
        {"+353(0)851234567", "353851234567"},
        {"+49 171 (0) 345678", "491710345678"},
        {"+49 (0171) 2345678", "4901712345678"}, /* no one writes that, and no one can tell */
        {"1234567", "1234567"},
        {"123456789012345", "123456789012345"},
        {"+1-2-3-4-5-6-7", "1234567"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        char out[PHONE_NUMBER_SIZE];
        if (phone_number_parse(table[i].text, out) != FAULT_NONE || strcmp(out, table[i].digits) != 0)
            fail_msg("\"%s\": \"%s\"", table[i].text, out);
    }
}

static void
what_is_no_number(void **state)
{
    static const char *const table[] = {"", " ", "+", "()", "123456", "+123456", "1234567890123456",
        "+44 7700 900000 000000", "0171 2345678", "0049 171 2345678", "+0171 2345678", "(0)171 2345678",
        "(0171) 2345678", "++447700900000", "+44+7700900000", "447700900000+", "-447700900000",
        "+-447700900000", "/447700900000", "447700900000-", "447700900000/", "447700900000 .",
        "44 7700 900000)", "44 (7700 900000", "44 7700) 900000", "44 ((7700)) 900000", "44 )7700( 900000",
        "447700900000()", "4.47701E+11", "447700900000x", "tel:+447700900000", "+44 7700\t900000",
        "+44 7700 900000\n", "+44,7700,900000", "+44_7700_900000", "44\xc2", "4477009\xc2\xa1", "4477009\xa0",
        "४४७७००९०००", "４４７７００９００", "+44–7700–900000", "0", "0000000", "(0)(0)(0)"};
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        char out[PHONE_NUMBER_SIZE];
        if (phone_number_parse(table[i], out) != FAULT_INPUT)
            fail_msg("\"%s\" is taken for %s", table[i], out);
        assert_true(strlen(out) <= PHONE_NUMBER_MAX);
    }
}

/* A long text neither takes long nor writes beyond the room. */
static void
a_long_text_is_no_number(void **state)
{
    static char text[1 << 20];
    struct {
        char out[PHONE_NUMBER_SIZE], guard;
    } fixture = {.guard = '!'};
    (void)state;
    for (const char *c = "1 (-"; *c != '\0'; c++) {
        memset(text, *c, sizeof text - 1);
        assert_int_equal(phone_number_parse(text, fixture.out), FAULT_INPUT);
        assert_int_equal(fixture.guard, '!');
    }
}

static void
the_middle_is_hidden(void **state)
{
    static const struct {
        const char *number, *shown;
    } table[] = {
        {"447700900000", "44770*****00"},
        {"1234567890", "12345***90"},
        {"123456789", "12******9"},
        {"1234567", "12****7"},
        {"1234", "12*4"},
        {"123", "123"},
        {"12", "12"},
        {"1", "1"},
        {"", ""},
        {"@grüße.aus.köln", "@grüß********ln"},
        {"äöüßéèêëçñ", "äöüßé***çñ"},
        {"äöüßéèêëç", "äö******ç"},
        {"😀😁😂", "😀😁😂"},
        {"😀😁😂😃", "😀😁*😃"},
        {"ab\xff"
         "def\xff"
         "hij",
            "ab*de***ij"},
        {"\xff\xfe\xfd", "***"},
        {"ab\xe2\x82", "ab**"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        char out[65];
        phone_number_mask(table[i].number, out, sizeof out);
        assert_string_equal(out, table[i].shown);
    }
}

static void
only_what_fits_is_written(void **state)
{
    static const char number[] = "äöüßé😀😁😂😃😄", shown[] = "äöüßé***😃😄";
    (void)state;
    for (size_t size = 1; size <= sizeof shown; size++) {
        char out[32];
        memset(out, '!', sizeof out);
        phone_number_mask(number, out, size);
        const size_t length = strlen(out);
        assert_true(length < size);
        assert_true(length + 4 >= size);
        assert_memory_equal(out, shown, length);
        assert_true(utf8_is_valid(out, length));
        assert_int_equal(out[size], '!');
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_as_people_write_them),
        cmocka_unit_test(what_is_no_number),
        cmocka_unit_test(a_long_text_is_no_number),
        cmocka_unit_test(the_middle_is_hidden),
        cmocka_unit_test(only_what_fits_is_written),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
