/*
 * packed_json_test.c: JSON texts come back as they were, packed or not, and in place; the phrases stay the
 * same.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/packed_json.h"

#include "base/sha256.h"
#include "event/phrases.h"
#include "store_fixture.h"

#define BODY                                                                                                 \
    "{\"message\":{\"channel\":\"sms\",\"to\":\"447700900123\",\"from\":\"curt\",\"message_type\":\"text\"," \
    "\"text\":\"Hello Ann, see https:\\/\\/l.example.com\\/abc\"},\"links\":[{\"code\":\"abc\",\"url\":"     \
    "\"https://shop.example.com/orders?order=12\"}],\"fields\":{\"to\":\"447700900123\",\"name\":\"Ann\"}}"
#define RECEIPT                                                                                             \
    "{\"message_uuid\":\"ec7b0260-a0c6-427b-b0d8-e2179aea670d\",\"to\":\"447700900123\",\"from\":\"curt\"," \
    "\"timestamp\":\"2026-11-20T10:00:00Z\",\"status\":\"delivered\",\"channel\":\"sms\",\"client_ref\":"   \
    "\"01a2243d-d507-7709-bcb4-5c665ccb12a9\",\"usage\":{\"currency\":\"EUR\",\"price\":\"0.0333\"},"       \
    "\"destination\":{\"network_code\":\"12345\"},\"sms\":{\"count_total\":\"1\"}}"

static uint8_t space[PACKED_JSON_MAX];
static char text[3 * PACKED_JSON_MAX], big[3 * PACKED_JSON_MAX];

/* The length of the row of a text, which is read again in each way. */
static size_t
check(const char *bytes, size_t length)
{
    size_t size, back;
    const void *row = packed_json_encode(bytes, length, space, &size);
    assert_true(row == bytes ? size == length : size < length);
    assert_int_equal(packed_json_decode(row, size, text, length + 1, &back), FAULT_NONE);
    assert_int_equal(back, length);
    assert_memory_equal(text, bytes, length);
    assert_int_equal(text[length], '\0');
    if (length > 0)
        assert_int_equal(packed_json_decode(row, size, text, length, &back), FAULT_FULL);
    memcpy(text, row, size);
    assert_int_equal(packed_json_decode_in_place(text, size, sizeof text, &back), FAULT_NONE);
    assert_int_equal(back, length);
    assert_memory_equal(text, bytes, length);
    assert_int_equal(text[length], '\0');
    return size;
}

static void
texts_come_back(void **state)
{
    static const char *const texts[] = {"", "{}", "[]", "{\"a\":1}", BODY, RECEIPT, " \t\n{\"to\": \"1\"}",
        "\"\xc3\xa9\xff\x80\"", "{\"text\":\"\\u0001\x7f\"}"};
    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++)
        check(texts[i], strlen(texts[i]));
    assert_in_range(check(BODY, sizeof BODY - 1), 1, 140);
    assert_in_range(check(RECEIPT, sizeof RECEIPT - 1), 1, 170);
}

/* One that would not fit the row that is packed stays as it is, and is no shorter for it. */
static void
long_texts_stay_as_they_are(void **state)
{
    (void)state;
    for (size_t length = PACKED_JSON_MAX - 300; length < PACKED_JSON_MAX + 300; length++) {
        memset(big, 'z', length); /* in no phrase */
        memcpy(big, "{\"message\":{\"channel\":\"sms\",\"to\":\"", 34);
        const size_t size = check(big, length);
        assert_true(size < length ? size <= PACKED_JSON_MAX : size == length);
    }
    memset(big, '\"', sizeof big - 1);
    check(big, sizeof big - 2);
}

/* A row that nobody packed says so, and is read no further than it goes. */
static void
damaged_rows_are_found(void **state)
{
    static const char *const rows[] = {"\x01\xff", "\x01\x05zz", "\x01\x60\xfe"};
    size_t length;
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(
            packed_json_decode(rows[i], strlen(rows[i]), text, sizeof text, &length), FAULT_SYSTEM);
    size_t size;
    const void *row = packed_json_encode(BODY, sizeof BODY - 1, space, &size);
    for (size_t cut = 1; cut < size; cut++)
        if (packed_json_decode(row, cut, text, sizeof text, &length) == FAULT_NONE)
            assert_memory_equal(text, BODY, length);
}

/* Their places are codes in stores that there are. */
static void
the_phrases_are_those_of_the_stores_that_there_are(void **state)
{
    struct sha256_part parts[2 * JSON_PHRASES];
    uint8_t digest[SHA256_BYTES];
    char hex[17];
    (void)state;
    for (size_t i = 0; i < JSON_PHRASES; i++) {
        assert_true(json_phrases[i].length >= 3);
        parts[2 * i] = (struct sha256_part){json_phrases[i].bytes, json_phrases[i].length};
        parts[2 * i + 1] = (struct sha256_part){"\n", 1};
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(json_phrases[k].bytes, json_phrases[i].bytes);
        uint8_t code[4];
        const size_t size = phrases_encode_by(PHRASE_SET_JSON, (const uint8_t *)json_phrases[i].bytes,
            json_phrases[i].length, code, sizeof code);
        assert_int_equal(size, 1);
        assert_int_equal(code[0], 256 - PHRASES + i);
    }
    sha256_digest(parts, COUNT(parts), digest);
    for (size_t i = 0; i < 8; i++)
        snprintf(hex + 2 * i, 3, "%02x", digest[i]);
    assert_string_equal(hex, "5c49088bacd9f663");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_come_back),
        cmocka_unit_test(long_texts_stay_as_they_are),
        cmocka_unit_test(damaged_rows_are_found),
        cmocka_unit_test(the_phrases_are_those_of_the_stores_that_there_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
