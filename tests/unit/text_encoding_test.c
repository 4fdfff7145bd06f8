/*
 * text_encoding_test.c: what a text begins with says how it is encoded; all of it comes out as UTF-8.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/text_encoding.h"

#include "store_fixture.h"

#define TEXT(bytes) bytes, sizeof bytes - 1

static void
texts_become_utf8(void **state)
{
    static const struct {
        const char *bytes;
        size_t length;
        const char *utf8;
    } table[] = {
        {TEXT(""), ""},
        {TEXT("a"), "a"},
        {TEXT("ab\nc"), "ab\nc"},
        {TEXT("\xc3\xa9t\xc3\xa9"), "\xc3\xa9t\xc3\xa9"},
        {TEXT("J\xfcrgen"), "J\xfcrgen"},
        {TEXT("\xef\xbb\xbf"), ""},
        {TEXT("\xef\xbb\xbfto"), "to"},
        {TEXT("\xef\xbb"), "\xef\xbb"},
        {TEXT("\xef\xbb\xbf\xef\xbb\xbf"), "\xef\xbb\xbf"},
        {TEXT("\xff\xfe"), ""},
        {TEXT("\xff\xfet\0o\0"), "to"},
        {TEXT("\xfe\xff\0t\0o"), "to"},
        {TEXT("\xff\xfe\xac\x20"), "\xe2\x82\xac"},
        {TEXT("\xfe\xff\x20\xac\xd8\x3d\xde\x00"), "\xe2\x82\xac\xf0\x9f\x98\x80"},
        {TEXT("t\0o\0"), "to"},
        {TEXT("\0t\0o\0,"), "to,"},
        {TEXT("\xff\xfe\x3d\xd8t\0"), "\xff"},
        {TEXT("\xff\xfe\x00\xdet\0"), "\xfft"},
        {TEXT("\xff\xfe\x3d\xd8"), "\xff"},
        {TEXT("\xff\xfet"), "\xff"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        struct text_encoding encoding = {.count = 0};
        char out[64];
        size_t used = 0;
        for (size_t k = 0; k < table[i].length; k++)
            used += text_encoding_take(&encoding, (uint8_t)table[i].bytes[k], out + used);
        used += text_encoding_end(&encoding, out + used);
        out[used] = '\0';
        assert_string_equal(out, table[i].utf8);
        assert_int_equal(text_encoding_end(&encoding, out), 0);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(texts_become_utf8)};
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
