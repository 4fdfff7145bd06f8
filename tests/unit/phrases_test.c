/*
 * phrases_test.c: bytes come back as they were, however they are encoded; nothing that was not encoded is
 * read past its bounds.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/phrases.h"

#include "base/sha256.h"
#include "store_fixture.h"

enum { SPACE = 8192 };

static uint8_t encoded[SPACE], decoded[SPACE];

/* How long the bytes are encoded; they are themselves again afterwards. */
static size_t
check(const void *bytes, size_t length)
{
    size_t back;
    const size_t shorter = phrases_encode(bytes, length, encoded, sizeof encoded);
    if (shorter == 0)
        return length;
    assert_true(shorter < length);
    assert_int_equal(phrases_decode(encoded, shorter, decoded, sizeof decoded, &back), FAULT_NONE);
    assert_int_equal(back, length);
    assert_memory_equal(decoded, bytes, length);
    assert_int_equal(phrases_decode(encoded, shorter, decoded, length, &back), FAULT_NONE);
    assert_int_equal(phrases_decode(encoded, shorter, decoded, length - 1, &back), FAULT_INPUT);
    return shorter;
}

static void
each_phrase_is_a_byte(void **state)
{
    (void)state;
    for (size_t i = 0; i < PHRASES; i++) {
        assert_true(phrases[i].length >= 3);
        for (size_t k = 0; k < i; k++)
            assert_false(phrases[k].length == phrases[i].length &&
                         memcmp(phrases[k].bytes, phrases[i].bytes, phrases[i].length) == 0);
        assert_int_equal(check(phrases[i].bytes, phrases[i].length), 1);
        assert_int_equal(encoded[0], 256 - PHRASES + i);
    }
}

/* What is in a log would be read as something else. */
static void
the_table_is_the_one_of_the_logs_that_there_are(void **state)
{
    uint8_t digest[SHA256_BYTES];
    char text[16384] = "", hex[17];
    size_t length = 0;
    (void)state;
    for (size_t i = 0; i < PHRASES; i++)
        for (size_t k = 0; k <= phrases[i].length; k++)
            text[length++] = k < phrases[i].length && phrases[i].bytes[k] != '\0' ? phrases[i].bytes[k]
                             : k < phrases[i].length                              ? 'Z'
                                                                                  : '\n';
    text[length] = '\0';
    sha256_text(text, digest);
    for (size_t i = 0; i < 8; i++)
        snprintf(hex + 2 * i, 3, "%02x", digest[i]);
    assert_string_equal(hex, "b19bd3c2de9df0a3");
}

static void
what_browsers_send_gets_short(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t most;
    } cases[] = {
        {"Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
         "Version/17.6 Mobile/15E148 Safari/604.1",
            13},
        {"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile "
         "Safari/537.36",
            5},
        {"Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", 10},
        {"https://shop.example.com/sale/spring", 27},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_true(check(cases[i].text, strlen(cases[i].text)) <= cases[i].most);
}

/* Runs of every length between phrases, and bytes of every value. */
static void
all_else_comes_back_too(void **state)
{
    uint8_t bytes[SPACE / 2];
    (void)state;
    for (size_t before = 0; before < 400; before++)
        for (size_t after = 0; after < 3; after++) {
            size_t length = 0;
            for (size_t i = 0; i < before; i++)
                bytes[length++] = (uint8_t)(i * 7 + before);
            memcpy(bytes + length, "Mozilla/5.0 (", 13);
            length += 13;
            for (size_t i = 0; i < after; i++)
                bytes[length++] = (uint8_t)(0xf0 + i);
            assert_true(check(bytes, length) < length);
        }
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * 101 + i / 256);
    assert_int_equal(phrases_encode(bytes, sizeof bytes, encoded, sizeof encoded), 0);
    assert_int_equal(phrases_encode(bytes, 0, encoded, sizeof encoded), 0);
    assert_int_equal(phrases_encode((const uint8_t *)"M", 1, encoded, sizeof encoded), 0);
    assert_int_equal(phrases_encode((const uint8_t *)"https://a", 9, encoded, 2), 0); /* no room */
    assert_int_equal(phrases_encode((const uint8_t *)"https://a", 9, encoded, 3), 3);
}

static void
a_run_that_is_cut_off_is_refused(void **state)
{
    static const uint8_t bad[][3] = {{0}, {2, 'a', 'b'}, {95, 'a', 'b'}, {1, 'a'}};
    static const size_t lengths[] = {1, 3, 3, 2};
    size_t length;
    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_int_equal(phrases_decode(bad[i], lengths[i], decoded, sizeof decoded, &length), FAULT_INPUT);
    assert_int_equal(phrases_decode(bad[0], 0, decoded, sizeof decoded, &length), FAULT_NONE);
    assert_int_equal(length, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_phrase_is_a_byte),
        cmocka_unit_test(the_table_is_the_one_of_the_logs_that_there_are),
        cmocka_unit_test(what_browsers_send_gets_short),
        cmocka_unit_test(all_else_comes_back_too),
        cmocka_unit_test(a_run_that_is_cut_off_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
