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
        {"1234567", "1234567"},
        {"123456789012345", "123456789012345"},
        /* a float of a spreadsheet that has lost nothing */
        {"447700900001.0", "447700900001"},
        {"+447700900001.00", "447700900001"},
        {"447700900001,0", "447700900001"},
        {"447.700.900.001", "447700900001"},
        {"33.6.12.34.56.78", "33612345678"},
        {"+32 475/12/34/56", "32475123456"},
        /* trunk prefixes: 0 in most countries, elsewhere 8, 06 or 1 */
        {"+44 07700 900000", "447700900000"},
        {"+44 (07700) 900000", "447700900000"},
        {"4407700900000", "447700900000"},
        {"640042000", "640042000"}, /* twice is none, in digits alone too */
        {"4600040000", "4600040000"},
        {"+33 06 12 34 56 78", "33612345678"},
        {"+49 (0171) 2345678", "491712345678"},
        {"0049 0171 2345678", "491712345678"},
        {"+36 06 20 123 4567", "36201234567"},
        {"+7 8 916 123-45-67", "79161234567"},
        {"+7 (8-916) 123 45 67", "79161234567"},
        {"+7 800 555 35 35", "78005553535"},
        {"+375 8 029 123 45 67", "375291234567"},
        {"+370 8 612 34567", "37061234567"},
        {"+1 1 212 555 0100", "12125550100"},
        {"+81 090-1234-5678", "819012345678"},
        {"+62 0812-3456-789", "628123456789"},
        {"+90 0532 123 45 67", "905321234567"},
        {"+1 (0) 212 555 0100", "12125550100"}, /* none, and no number has it */
        {"+45 (0) 32 12 34 56", "4532123456"},
        {"0045 (0) 32 12 34 56", "4532123456"},
        {"001 (0) 212 555 0100", "12125550100"},
        /* a 0 that belongs to the number */
        {"+39 06 698 12345", "390669812345"},
        {"+39 (0)6 698 12345", "390669812345"},
        {"+225 07 07 12 34 56", "2250707123456"},
        {"+225 (0)7 07 12 34 56", "2250707123456"},
        {"+229 01 97 12 34 56", "2290197123456"},
        {"+242 06 612 3456", "242066123456"},
        {"+378 0549 882914", "3780549882914"},
        /* what telephones, browsers and spreadsheets put around a number */
        {"00447700900000", "447700900000"},
        {"0044 (0)7700 900000", "447700900000"},
        {"(0044) 7700 900000", "447700900000"},
        {"00 44 7700 900000", "447700900000"},
        {"(+44) 7700 900000", "447700900000"},
        {"+00447700900000", "447700900000"},
        {"tel:+447700900000", "447700900000"},
        {"TEL: +44-7700-900000", "447700900000"},
        {"'+447700900000", "447700900000"},
        {"'00447700900000", "447700900000"},
        {"\u2019+447700900000", "447700900000"},
        {"=\"447700900000\"", "447700900000"},
        {"=\"+44 7700 900000\"", "447700900000"},
        {"=447700900000", "447700900000"},
        {"\"447700900000\"", "447700900000"},
        {"'+447700900000'", "447700900000"},
        {"\u201c+447700900000\u201d", "447700900000"},
        /* digits of other scripts */
        {"\uff14\uff14\uff17\uff17\uff10\uff10\uff19\uff10\uff10\uff10\uff10\uff10", "447700900000"},
        {"\uff0b\uff14\uff14\u3000\uff08\uff17\uff17\uff10\uff10\uff09\uff0d\uff19\uff10\uff10\uff10\uff10"
         "\uff10",
            "447700900000"},
        {"+\u0669\u0667\u0661 \u0665\u0660 \u0661\u0662\u0663 \u0664\u0665\u0666\u0667", "971501234567"},
        {"\u06f9\u06f8 \u06f9\u06f1\u06f2 \u06f1\u06f2\u06f3 \u06f4\u06f5\u06f6\u06f7", "989121234567"},
        {"+\u096f\u0967 \u096f\u096e\u0967\u0966 \u0966\u0967\u0968\u0969\u096a\u096b", "919810012345"},
        /* what cannot be seen, and typography */
        {"\u202a+447700900000\u202c", "447700900000"},
        {"\u200e+44 7700 900000\u200f", "447700900000"},
        {"\u2066+44\u2069 7700\u200b900\u200d000", "447700900000"},
        {"\ufeff447700900000", "447700900000"},
        {"+44\u20607700\u00ad900000\ufe0f", "447700900000"},
        {"+44\u20097700\u202f900\u2007000", "447700900000"},
        {"+44\t7700\t900000", "447700900000"},
        {" +44 7700 900000\r\n", "447700900000"},
        {"+44\u20117700\u2011900000", "447700900000"},
        {"+44\u20107700\u2013900\u2014000", "447700900000"},
        {"+44 7700\u2212900000", "447700900000"},
        {"+81\u30fc90\u30fc1234\u30fc5678", "819012345678"},
        /* a + says that it is international; a length that we have not heard of may be new */
        {"+4477009000009", "4477009000009"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        char out[PHONE_NUMBER_SIZE];
        if (phone_number_parse(table[i].text, out, NULL) != FAULT_NONE || strcmp(out, table[i].digits) != 0)
            fail_msg("\"%s\": \"%s\"", table[i].text, out);
    }
}

static void
what_is_no_number(void **state)
{
    static const char *const table[] = {"", " ", "+", "()", "123456", "+123456", "1234567890123456",
        "+44 7700 900000 000000", "0171 2345678", "+0171 2345678", "(0)171 2345678", "(0171) 2345678",
        "++447700900000", "+44+7700900000", "447700900000+", "-447700900000", "+-447700900000",
        "/447700900000", "447700900000-", "447700900000/", "447700900000 .", "44 7700 900000)",
        "44 (7700 900000", "44 7700) 900000", "44 ((7700)) 900000", "44 )7700( 900000", "447700900000()",
        "4.47701E+11", "447700900000x", "+44,7700,900000", "+44_7700_900000", "44\xc2", "4477009\xc2\xa1",
        "4477009\xa0", "0", "0000000", "(0)(0)(0)"};
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        char out[PHONE_NUMBER_SIZE];
        if (phone_number_parse(table[i], out, NULL) != FAULT_INPUT)
            fail_msg("\"%s\" is taken for %s", table[i], out);
        assert_true(strlen(out) <= PHONE_NUMBER_MAX);
    }
}

/* Why it is none, as what follows "to". */
static void
what_is_wrong_with_it(void **state)
{
    static const struct {
        const char *text, *why;
    } table[] = {
        {"4.477009E+11", "float"},
        {"4,477009E+11", "float"},
        {"4.47700900001e11", "float"},
        {"+4.477009E+11", "float"},
        {"4E+11", "float"},
        {"='4.477009E+11", "float"},
        {"+447700900000-9", "one number"},
        {"+44 7700 900000/1", "one number"},
        {"+44 7700 900000/01", "one number"},
        {"+44 7700 900000 9", "one number"},
        {"447700900000.5", "one number"},
        {"4477009000.01", "one number"},
        {"49 151 23456789-0", "one number"},
        {"+44 7700 900000-12", "its country"},
        {"+33 6 12 34 56 78 90", "its country"},
        {"+1 212 555 010", "its country"},
        /* a trunk prefix twice: reading what is left would take out the other */
        {"+64 0042 000", "its country"},
        {"+46 0008 12 34 56", "its country"},
        {"07700 900000", "country code"},
        {"8 916 123 45 67", "does not exist"}, /* Russian, as it is dialled there */
        {"(0)7700 900000", "country code"},
        {"0007700900000", "country code"},
        {"+447700900000/+447700900001", "such as"},
        {"+447700900000 x5", "such as"},
        {"+44 7700 900\u00b2000", "such as"},
        {"+44 7700 900000 (Bob)", "such as"},
        {"tel:+447700900000;ext=5", "such as"},
        {"#REF!", "such as"},
        {"", "such as"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        char out[PHONE_NUMBER_SIZE];
        const char *why = "nothing";
        if (phone_number_parse(table[i].text, out, &why) != FAULT_INPUT || strstr(why, table[i].why) == NULL)
            fail_msg("\"%s\" %s", table[i].text, why);
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
        assert_int_equal(phone_number_parse(text, fixture.out, NULL), FAULT_INPUT);
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
        cmocka_unit_test(what_is_wrong_with_it),
        cmocka_unit_test(a_long_text_is_no_number),
        cmocka_unit_test(the_middle_is_hidden),
        cmocka_unit_test(only_what_fits_is_written),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
