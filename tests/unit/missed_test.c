/*
 * missed_test.c: what was missed as bytes: in and out, cut to its bounds, and garbage that must not hurt.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/missed.h"

#include "base/random.h"
#include "event/labels.h"
#include "store_fixture.h"

static void
check_text(struct click_text got, const char *bytes, size_t length)
{
    assert_int_equal(got.length, length);
    assert_memory_equal(got.bytes, bytes, length);
}

static void
what_goes_in_comes_out(void **state)
{
    static const char *const names[] = {"root", "not_found", "not_yet", "expired", "used_up", "disabled"};
    uint8_t bytes[CLICK_BYTES_MAX];
    size_t length;
    struct missed in = {.path = {"/a b", 4}, .click = {.link = 5, .owner = 7, .visitor = UINT64_MAX}}, out;
    (void)state;
    in.click.code = (struct click_text){"a b", 3};
    in.click.agent = (struct click_text){"Mozilla/5.0", 11};
    for (in.reason = 0; in.reason < MISSED_REASONS; in.reason++) {
        assert_int_equal(missed_encode(&in, bytes, sizeof bytes, &length), FAULT_NONE);
        assert_int_equal(missed_decode(bytes, length, &out), FAULT_NONE);
        assert_string_equal(missed_reason_name(out.reason), names[in.reason]);
        check_text(out.path, "/a b", 4);
        assert_true(out.click.link == 5 && out.click.owner == 7 && out.click.visitor == UINT64_MAX);
        check_text(out.click.code, "a b", 3);
        check_text(out.click.agent, "Mozilla/5.0", 11);
    }
}

static void
the_longest_is_cut_and_fits(void **state)
{
    static char longest[8000];
    uint8_t bytes[CLICK_BYTES_MAX], message[UUID_BYTES] = {1};
    size_t length;
    const struct click_text all = {longest, sizeof longest}, name = {longest, 255};
    struct missed out, in = {.reason = MISSED_EXPIRED,
                           .path = all,
                           .click = {.address = {.length = 16},
                               .message = message,
                               .code = name,
                               .domain = {longest, 253},
                               .labels = {longest, LABELS_BYTES_MAX},
                               .referrer = all,
                               .agent = all,
                               .language = all,
                               .query = all}};
    (void)state;
    memset(longest, 'x', sizeof longest);
    assert_int_equal(missed_encode(&in, bytes, sizeof bytes, &length), FAULT_NONE);
    assert_int_equal(missed_decode(bytes, length, &out), FAULT_NONE);
    check_text(out.path, longest, MISSED_PATH_MAX);
    check_text(out.click.query, longest, CLICK_QUERY_MAX);
    assert_int_equal(missed_encode(&in, bytes, 100, &length), FAULT_FULL);
}

static void
garbage_is_refused(void **state)
{
    static uint8_t bytes[2000];
    struct missed out;
    (void)state;
    for (int i = 0; i < 20000; i++) {
        random_bytes(bytes, sizeof bytes);
        bytes[0] = (uint8_t)(i % 8);
        bytes[1] = 0;
        if (missed_decode(bytes, (size_t)i % sizeof bytes, &out) == FAULT_NONE)
            assert_true(out.reason < MISSED_REASONS && out.path.length <= MISSED_PATH_MAX);
    }
    assert_int_equal(missed_decode((const uint8_t *)"\6\0\0", 3, &out), FAULT_INPUT);
    assert_int_equal(missed_decode(bytes, 0, &out), FAULT_INPUT);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_goes_in_comes_out),
        cmocka_unit_test(the_longest_is_cut_and_fits),
        cmocka_unit_test(garbage_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
