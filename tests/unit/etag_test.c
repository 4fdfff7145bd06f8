/*
 * etag_test.c: entity tags made, and found in If-Match and If-None-Match.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/etag.h"

#include "store_fixture.h"

static void
make(const char *settings, const char *all, char out[static ETAG_SIZE])
{
    etag_make((const struct sha256_part[]){{settings, strlen(settings)}}, 1, all, out);
}

static void
a_tag_is_of_the_settings_and_of_all(void **state)
{
    char one[ETAG_SIZE], same[ETAG_SIZE], counted[ETAG_SIZE], changed[ETAG_SIZE];
    (void)state;
    make("a", "1", one);
    make("a", "1", same);
    make("a", "2", counted);
    make("b", "1", changed);
    assert_int_equal(strlen(one), ETAG_SIZE - 1);
    assert_true(one[0] == '"' && one[17] == '-' && one[34] == '"');
    assert_string_equal(one, same);
    assert_true(strcmp(one, counted) != 0 && memcmp(one, counted, 18) == 0);
    assert_true(memcmp(one, changed, 18) != 0 && strcmp(one + 18, changed + 18) == 0);
    assert_true(etag_may_change(one, counted) && !etag_may_change(one, changed));
    assert_false(etag_is_known(one, counted));
}

static void
lists_are_looked_through(void **state)
{
    static const char tag[] = "\"0123456789abcdef-fedcba9876543210\"";
    static const struct {
        const char *list;
        bool may_change, known;
    } table[] = {{"", true, false}, {"*", true, true}, {tag, true, true},
        {"\"x\", \"0123456789abcdef-fedcba9876543210\"", true, true},
        {"\"0123456789abcdef-fedcba9876543210\",\"x\"", true, true},
        {"W/\"0123456789abcdef-fedcba9876543210\"", false, true},
        {"W/\"0123456789abcdef-0\", \"0123456789abcdef-0\"", true, false},
        {"\"0123456789abcdef-0000000000000000\"", true, false}, {"\"0123456789abcde-\"", false, false},
        {"0123456789abcdef-fedcba9876543210", false, false}, {"\"x\"", false, false}, {"\"*\"", false, false},
        {"**", false, false}, {"\"\"", false, false}};
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++)
        if (etag_may_change(table[i].list, tag) != table[i].may_change ||
            etag_is_known(table[i].list, tag) != table[i].known)
            fail_msg("%s", table[i].list);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tag_is_of_the_settings_and_of_all),
        cmocka_unit_test(lists_are_looked_through),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
