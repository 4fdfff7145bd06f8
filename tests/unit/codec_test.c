/*
 * codec_test.c: rows as bytes: in, out, sorted, and never past the end.
 *
 * SPDX-License-Identifier: ISC
 */
#include "db/codec.h"

#include "store_fixture.h"

static void
what_goes_in_comes_out(void **state)
{
    uint8_t space[128];
    char text[8];
    size_t length;
    (void)state;
    struct encoder p = encoder_over(space, sizeof space);
    encode_u8(&p, 0xfe);
    encode_u16(&p, 0xfedc);
    encode_u32(&p, 0xfedcba98);
    encode_u64(&p, UINT64_C(0xfedcba9876543210));
    encode_timestamp(&p, -5);
    encode_text(&p, "curt");
    encode_text(&p, "");
    encode_text_bytes(&p, "a\0b", 3);
    encode_bytes(&p, "xyz", 3);
    assert_false(p.full);
    assert_int_equal(p.length, 1 + 2 + 4 + 8 + 8 + 6 + 2 + 5 + 3);

    struct decoder u = decoder_over(space, p.length);
    assert_int_equal(decode_u8(&u), 0xfe);
    assert_int_equal(decode_u16(&u), 0xfedc);
    assert_int_equal(decode_u32(&u), 0xfedcba98);
    assert_true(decode_u64(&u) == UINT64_C(0xfedcba9876543210));
    assert_int_equal(decode_timestamp(&u), -5);
    decode_text(&u, text, sizeof text);
    assert_string_equal(text, "curt");
    decode_text(&u, text, sizeof text);
    assert_string_equal(text, "");
    const char *bytes = decode_text_bytes(&u, &length);
    assert_int_equal(length, 3);
    assert_memory_equal(bytes, "a\0b", 3);
    assert_memory_equal(decode_bytes(&u, 3), "xyz", 3);
    assert_ptr_equal(u.at, u.end);
    assert_false(u.bad);
}

/* No bytes may be no pointer, too (the sanitizers see what is added to it). */
static void
of_nothing_nothing_is_read(void **state)
{
    (void)state;
    struct decoder u = decoder_over(NULL, 0);
    assert_true(decoder_is_at_end(&u));
    assert_int_equal(decode_u8(&u), 0);
    assert_true(u.bad);
}

static void
keys_sort_as_their_numbers(void **state)
{
    static const uint64_t numbers[] = {0, 1, 255, 256, 65535, 65536, 16777216, UINT32_MAX,
        UINT64_C(4294967296), UINT64_C(1) << 63, UINT64_MAX};
    (void)state;
    for (size_t i = 1; i < COUNT(numbers); i++) {
        uint8_t a[8], b[8];
        struct encoder p = encoder_over(a, 8), q = encoder_over(b, 8);
        encode_u64(&p, numbers[i - 1]);
        encode_u64(&q, numbers[i]);
        assert_true(memcmp(a, b, 8) < 0);
    }
}

static void
a_full_pack_says_so_and_writes_nothing_behind(void **state)
{
    uint8_t space[8];
    (void)state;
    for (size_t size = 0; size < 7; size++) {
        memset(space, 0xee, sizeof space);
        struct encoder p = encoder_over(space, size);
        encode_u8(&p, 1);
        encode_text(&p, "abcd");
        assert_true(p.full);
        assert_true(p.length <= size);
        for (size_t i = size; i < sizeof space; i++)
            assert_int_equal(space[i], 0xee);
    }
    struct encoder p = encoder_over(space, 7);
    encode_u8(&p, 1);
    encode_text(&p, "abcd");
    assert_false(p.full);
    assert_int_equal(p.length, 7);
    encode_bytes(&p, "", 0);
    assert_false(p.full);
    encode_u8(&p, 2);
    assert_true(p.full);
}

static void
a_text_of_64_kilobytes_is_too_long(void **state)
{
    static char text[UINT16_MAX + 2];
    static uint8_t space[UINT16_MAX + 10];
    (void)state;
    memset(text, 'x', sizeof text);
    struct encoder p = encoder_over(space, sizeof space);
    encode_text_bytes(&p, text, UINT16_MAX + 1);
    assert_true(p.full);
    assert_int_equal(p.length, 0);
    p = encoder_over(space, sizeof space);
    encode_text_bytes(&p, text, UINT16_MAX);
    assert_false(p.full);
    struct decoder u = decoder_over(space, p.length);
    size_t length;
    assert_non_null(decode_text_bytes(&u, &length));
    assert_int_equal(length, UINT16_MAX);
}

/* Bytes end at the end of a heap block, so that sanitizers and valgrind see a step past it. */
static void
nothing_is_read_past_the_end(void **state)
{
    (void)state;
    for (size_t size = 0; size < 8; size++) {
        uint8_t *bytes = malloc(size + 1);
        assert_non_null(bytes);
        bytes++;
        if (size > 0)
            memset(bytes, 0xff, size);
        struct decoder u = decoder_over(bytes, size);
        assert_int_equal(decode_u64(&u), 0);
        assert_true(u.bad);
        assert_ptr_equal(u.at, u.end);
        assert_int_equal(decode_u8(&u), 0); /* bad stays bad */
        assert_null(decode_bytes(&u, 1));

        char out[4] = "???";
        size_t length = 9;
        struct decoder t = decoder_over(bytes, size);
        decode_text(&t, out, sizeof out);
        assert_true(t.bad);
        assert_string_equal(out, "");
        t = decoder_over(bytes, size);
        decode_text_bytes(&t, &length);
        assert_true(t.bad);
        assert_int_equal(length, 0);
        free(bytes - 1);
    }
}

static void
a_text_that_does_not_fit_is_bad(void **state)
{
    uint8_t space[16];
    char out[6] = "?????";
    (void)state;
    struct encoder p = encoder_over(space, sizeof space);
    encode_text(&p, "12345");
    struct decoder u = decoder_over(space, p.length);
    decode_text(&u, out, 5);
    assert_true(u.bad);
    assert_string_equal(out, "");
    u = decoder_over(space, p.length);
    decode_text(&u, out, 6);
    assert_false(u.bad);
    assert_string_equal(out, "12345");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_goes_in_comes_out),
        cmocka_unit_test(of_nothing_nothing_is_read),
        cmocka_unit_test(keys_sort_as_their_numbers),
        cmocka_unit_test(a_full_pack_says_so_and_writes_nothing_behind),
        cmocka_unit_test(a_text_of_64_kilobytes_is_too_long),
        cmocka_unit_test(nothing_is_read_past_the_end),
        cmocka_unit_test(a_text_that_does_not_fit_is_bad),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
