/*
 * base64_test.c: bytes and their text, both ways.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/base64.h"

#include "store_fixture.h"

/* RFC 4648, section 10, and bytes that need every kind of letter. */
static void
there_and_back(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *text;
    } table[] = {{"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="},
        {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}, {"\xfb\xff\xfe", "+//+"}};
    for (size_t i = 0; i < COUNT(table); i++) {
        char text[64];
        uint8_t bytes[64];
        size_t length = strlen(table[i].bytes);
        assert_int_equal(base64_encode(table[i].bytes, length, text), strlen(table[i].text));
        assert_string_equal(text, table[i].text);
        assert_int_equal(base64_decode(text, strlen(text), bytes, sizeof bytes, &length), FAULT_NONE);
        assert_int_equal(length, strlen(table[i].bytes));
        assert_memory_equal(bytes, table[i].bytes, length);
    }
}

static void
what_is_none_is_refused(void **state)
{
    (void)state;
    static const char *const table[] = {"Z", "Zg",
        "Zg=", "Zh==", "Zm9=", "Zg===", "====", "=Zg=", "Z=g=", " Zm9v ", "Zm9v\n", "Zm9-", "Zm9_",
        "Zg==Zg==", "Zm9vZ"};
    for (size_t i = 0; i < COUNT(table); i++) {
        uint8_t bytes[64];
        size_t length;
        assert_int_equal(
            base64_decode(table[i], strlen(table[i]), bytes, sizeof bytes, &length), FAULT_INPUT);
    }
    uint8_t bytes[5];
    size_t length;
    assert_int_equal(base64_decode("Zm9vYg==", 8, bytes, sizeof bytes, &length), FAULT_FULL);
}

int
main(void)
{
    store_fixture_bound();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(there_and_back),
        cmocka_unit_test(what_is_none_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
