/*
 * spool_record_test.c: a record is read as it was written, or not at all: cut anywhere, or with any bit of it
 * changed.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/spool_record.h"

#include "store_fixture.h"

static const uint8_t id[UUID_BYTES] = "0123456789abcdef";

static size_t
write_record(uint8_t out[static SPOOL_RECORD_MAX], const char *body, size_t length)
{
    return spool_record_encode(
        &(struct spool_record){EVENT_PREFETCH, 1234567890123456, id, (const uint8_t *)body, length}, out);
}

static void
a_record_is_read_as_it_was_written(void **state)
{
    static const size_t lengths[] = {0, 1, 200, CLICK_BYTES_MAX};
    static char body[CLICK_BYTES_MAX];
    uint8_t bytes[SPOOL_RECORD_MAX];
    (void)state;
    for (size_t i = 0; i < sizeof body; i++)
        body[i] = (char)(i * 7);
    for (size_t i = 0; i < COUNT(lengths); i++) {
        struct spool_record got;
        size_t taken;
        const size_t length = write_record(bytes, body, lengths[i]);
        assert_int_equal(length, SPOOL_RECORD_HEAD + lengths[i]);
        assert_int_equal(spool_record_decode(bytes, length, &got, &taken), FAULT_NONE);
        assert_int_equal(taken, length);
        assert_int_equal(got.kind, EVENT_PREFETCH);
        assert_int_equal(got.at, 1234567890123456);
        assert_memory_equal(got.id, id, UUID_BYTES);
        assert_int_equal(got.length, lengths[i]);
        assert_memory_equal(got.body, body, lengths[i]);
    }
}

static void
a_part_is_no_record_yet(void **state)
{
    uint8_t bytes[SPOOL_RECORD_MAX];
    struct spool_record got;
    size_t taken;
    (void)state;
    const size_t length = write_record(bytes, "a click", 7);
    for (size_t cut = 0; cut < length; cut++)
        assert_int_equal(spool_record_decode(bytes, cut, &got, &taken), FAULT_MISSING);
}

static void
a_change_of_any_bit_is_seen(void **state)
{
    uint8_t bytes[SPOOL_RECORD_MAX];
    struct spool_record got;
    size_t taken;
    (void)state;
    const size_t length = write_record(bytes, "a click", 7);
    for (size_t bit = 0; bit < length * 8; bit++) {
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        assert_int_not_equal(spool_record_decode(bytes, length, &got, &taken), FAULT_NONE);
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
}

static void
zeros_are_no_record(void **state)
{
    static const uint8_t zeros[SPOOL_RECORD_MAX];
    struct spool_record got;
    size_t taken;
    (void)state;
    assert_int_equal(spool_record_decode(zeros, sizeof zeros, &got, &taken), FAULT_MISSING);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_is_read_as_it_was_written),
        cmocka_unit_test(a_part_is_no_record_yet),
        cmocka_unit_test(a_change_of_any_bit_is_seen),
        cmocka_unit_test(zeros_are_no_record),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
