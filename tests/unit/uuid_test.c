/*
 * uuid_test.c: identifiers as text, and those that sort by time.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/uuid.h"

#include "store_fixture.h"

static void
text_and_back(void **state)
{
    static const char *const wrong[] = {"", "019a", "019a0000-0000-7000-8000-00000000000",
        "019a0000-0000-7000-8000-0000000000000", "019a0000-0000-7000-8000_000000000000",
        "019a0000000070008000000000000000", "g19a0000-0000-7000-8000-000000000000"};
    uint8_t id[UUID_BYTES], got[UUID_BYTES];
    char text[UUID_SIZE];
    (void)state;
    uuid_v4(id);
    uuid_format(id, text);
    assert_int_equal(uuid_parse(text, got), FAULT_NONE);
    assert_memory_equal(id, got, sizeof id);
    assert_int_equal(text[14], '4');
    for (size_t i = 0; i < COUNT(wrong); i++)
        assert_int_equal(uuid_parse(wrong[i], got), FAULT_INPUT);
}

static void
those_of_a_moment_sort_by_it(void **state)
{
    uint8_t before[UUID_BYTES], after[UUID_BYTES];
    char text[UUID_SIZE];
    (void)state;
    uuid_v7(INT64_C(1645557742000000), before); /* the example of RFC 9562, A.6 */
    uuid_format(before, text);
    assert_memory_equal(text, "017f22e2-79b0-7", 15);
    assert_non_null(strchr("89ab", text[19]));
    for (int64_t at = INT64_C(1645557742001000); at < INT64_C(1645557742100000); at += 1000) {
        uuid_v7(at, after);
        assert_true(memcmp(before, after, sizeof before) < 0);
        memcpy(before, after, sizeof before);
    }
    for (int64_t at = INT64_C(1645557742100001); at < INT64_C(1645557742103000); at++) { /* microseconds */
        uuid_v7(at, after);
        assert_true(memcmp(before, after, sizeof before) < 0);
        assert_true((after[6] & 0xf0) == 0x70 && (after[8] & 0xc0) == 0x80);
        memcpy(before, after, sizeof before);
    }
    uuid_v7(1, after);
    uuid_v7(1, before);
    assert_memory_not_equal(before, after, sizeof before);
}

static void
nil_stands_for_none(void **state)
{
    uint8_t id[UUID_BYTES] = {0};
    (void)state;
    assert_true(uuid_is_nil(id));
    id[15] = 1;
    assert_false(uuid_is_nil(id));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_and_back),
        cmocka_unit_test(those_of_a_moment_sort_by_it),
        cmocka_unit_test(nil_stands_for_none),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
