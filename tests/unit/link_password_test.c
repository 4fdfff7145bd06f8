/*
 * link_password_test.c: what is a password, and what a pass is worth.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link/link_password.h"

#include <stdlib.h>

#include "store_fixture.h"

#define NOW (INT64_C(1780000000) * TIMESTAMP_SECOND)

static struct link_password password, other;

static int
set_passwords(void **state)
{
    (void)state;
    link_password_set(&password, "open sesame");
    link_password_set(&other, "open sesame");
    return 0;
}

static void
some_texts_are_none(void **state)
{
    static const struct {
        const char *text;
        bool good;
    } table[] = {{"a", true}, {" ", true}, {"\xc3\xa4 b \xf0\x9f\x94\x91", true}, {"", false},
        {"a\nb", false}, {"a\x7f", false}, {"\t", false}};
    char text[LINK_PASSWORD_MAX + 2] = "";
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++)
        assert_int_equal(link_password_is_valid(table[i].text), table[i].good);
    memset(text, 'p', LINK_PASSWORD_MAX);
    assert_true(link_password_is_valid(text));
    text[LINK_PASSWORD_MAX] = 'p';
    assert_false(link_password_is_valid(text));
}

static void
the_password_is_known_by_its_hash_alone(void **state)
{
    static const char *const wrong[] = {
        "open sesam", "open sesame ", "Open sesame", "", "open sesame\n", "x"};
    (void)state;
    assert_true(link_password_is(&password, "open sesame"));
    for (size_t i = 0; i < COUNT(wrong); i++)
        assert_false(link_password_is(&password, wrong[i]));
    assert_memory_not_equal(password.salt, other.salt, sizeof password.salt);
    assert_memory_not_equal(password.hash, other.hash, sizeof password.hash);
    const struct link_password none = {.is_set = false};
    assert_false(link_password_is(&none, "open sesame"));
}

static void
the_bytes_are_read_back(void **state)
{
    uint8_t bytes[LINK_PASSWORD_BYTES];
    struct link_password back = {.is_set = false};
    (void)state;
    link_password_encode(&password, bytes);
    assert_false(link_password_decode(bytes, sizeof bytes - 1, &back));
    assert_true(link_password_decode(bytes, sizeof bytes, &back));
    assert_true(back.is_set);
    assert_memory_equal(back.salt, password.salt, sizeof back.salt);
    assert_memory_equal(back.hash, password.hash, sizeof back.hash);
    bytes[0]++; /* of a newer curt */
    assert_false(link_password_decode(bytes, sizeof bytes, &back));
}

static void
a_pass_is_for_one_link_one_password_and_some_time(void **state)
{
    char pass[LINK_PASS_SIZE];
    const struct link_password none = {.is_set = false};
    (void)state;
    link_password_pass(&password, 7, NOW, pass);
    assert_int_equal(strlen(pass), LINK_PASS_SIZE - 1);
    assert_true(link_password_admits(&password, 7, NOW - 1, pass));
    assert_false(link_password_admits(&password, 7, NOW, pass));
    assert_false(link_password_admits(&password, 8, NOW - 1, pass));
    assert_false(link_password_admits(&other, 7, NOW - 1, pass));
    assert_false(link_password_admits(&none, 7, NOW - 1, pass));
}

static void
what_was_changed_is_no_pass(void **state)
{
    char pass[LINK_PASS_SIZE + 1] = "";
    (void)state;
    link_password_pass(&password, 7, NOW, pass);
    for (size_t i = 0; i < LINK_PASS_SIZE - 1; i++) {
        const char was = pass[i];
        for (const char *c = "0f.-G "; *c != '\0'; c++) {
            pass[i] = *c;
            assert_int_equal(link_password_admits(&password, 7, NOW - 1, pass), *c == was);
        }
        pass[i] = '\0';
        assert_false(link_password_admits(&password, 7, NOW - 1, pass));
        pass[i] = was;
    }
    pass[LINK_PASS_SIZE - 1] = '0';
    assert_false(link_password_admits(&password, 7, NOW - 1, pass));
    assert_false(link_password_admits(&password, 7, NOW - 1, ""));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(some_texts_are_none),
        cmocka_unit_test(the_password_is_known_by_its_hash_alone),
        cmocka_unit_test(the_bytes_are_read_back),
        cmocka_unit_test(a_pass_is_for_one_link_one_password_and_some_time),
        cmocka_unit_test(what_was_changed_is_no_pass),
    };
    return cmocka_run_group_tests(tests, set_passwords, NULL);
}
