/*
 * code_case_test.c: a store that ignores the case of codes, one that regards it again, and one that cannot
 * change.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link/code_case.h"

#include "base/timestamp.h"
#include "link/link_create.h"
#include "link/link_write.h"
#include "store_fixture.h"

static struct link link_one;

static enum fault
add(struct store_fixture *fixture, const char *code)
{
    store_fixture_link(&link_one, code, "https://example.com/");
    return store_fixture_link_add(fixture, &link_one);
}

/* The code of the link that this one finds: "" for none. */
static const char *
find(struct store_fixture *fixture, const char *code)
{
    return link_find(env_read(fixture->env), code, &link_one) == FAULT_NONE ? link_one.code : "";
}

static enum fault
remove_body(struct txn *txn, void *arg)
{
    enum fault fault = link_get(txn, arg, &link_one);
    return fault == FAULT_NONE ? link_remove(txn, &link_one, timestamp_now()) : fault;
}

static void
remove_link(struct store_fixture *fixture, const char *code)
{
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, remove_body, (void *)(uintptr_t)code), FAULT_NONE);
}

static void
ignore(struct store_fixture *fixture)
{
    struct code_case_collision collision;
    assert_int_equal(code_case_ignore(fixture->env, &collision), FAULT_NONE);
}

static void
codes_are_found_in_any_case(void **state)
{
    struct store_fixture *fixture = *state;
    assert_int_equal(add(fixture, "AbC"), FAULT_NONE);
    assert_int_equal(add(fixture, "small-1"), FAULT_NONE);
    assert_string_equal(find(fixture, "abc"), "");
    ignore(fixture);
    ignore(fixture); /* again is nothing new */
    assert_string_equal(find(fixture, "AbC"), "AbC");
    assert_string_equal(find(fixture, "abc"), "AbC");
    assert_string_equal(find(fixture, "aBC"), "AbC");
    assert_string_equal(find(fixture, "SMALL-1"), "small-1");
    assert_string_equal(find(fixture, "abcd"), "");
    assert_string_equal(find(fixture, "."), "");
    assert_int_equal(add(fixture, "Later"), FAULT_NONE);
    assert_string_equal(find(fixture, "LATER"), "Later");
    remove_link(fixture, "Later");
    assert_string_equal(find(fixture, "later"), "");
    assert_int_equal(add(fixture, "later"), FAULT_NONE);
    assert_string_equal(find(fixture, "LATER"), "later");
}

static void
codes_are_taken_in_any_case(void **state)
{
    static const char *const taken[] = {"AbC", "abc", "ABC", "SMALL", "Small", "small"};
    struct store_fixture *fixture = *state;
    assert_int_equal(add(fixture, "AbC"), FAULT_NONE);
    assert_int_equal(add(fixture, "small"), FAULT_NONE);
    ignore(fixture);
    for (size_t i = 0; i < COUNT(taken); i++)
        assert_int_equal(add(fixture, taken[i]), FAULT_EXISTS);
    assert_int_equal(store_fixture_count(env_read(fixture->env), TABLE_LINK), 2);
}

static void
what_collides_is_named_and_changes_nothing(void **state)
{
    static const char *const pairs[][2] = {{"abc", "aBc"}, {"XYZ", "xyZ"}};
    struct store_fixture *fixture = *state;
    for (size_t i = 0; i < COUNT(pairs); i++) {
        struct code_case_collision collision;
        bool ignored = true;
        assert_int_equal(add(fixture, pairs[i][0]), FAULT_NONE);
        assert_int_equal(add(fixture, pairs[i][1]), FAULT_NONE);
        assert_int_equal(code_case_ignore(fixture->env, &collision), FAULT_EXISTS);
        assert_int_equal(strcasecmp(collision.one, pairs[i][0]), 0);
        assert_int_equal(strcasecmp(collision.other, pairs[i][0]), 0);
        assert_string_not_equal(collision.one, collision.other);
        assert_int_equal(code_case_is_ignored(env_read(fixture->env), &ignored), FAULT_NONE);
        assert_false(ignored);
        assert_int_equal(store_fixture_count(env_read(fixture->env), TABLE_CODE_CASE), 0);
        remove_link(fixture, pairs[i][1]);
    }
    ignore(fixture);
    assert_string_equal(find(fixture, "xyz"), "XYZ");
}

static void
a_store_regards_case_again_and_ignores_it_again(void **state)
{
    struct store_fixture *fixture = *state;
    assert_int_equal(add(fixture, "AbC"), FAULT_NONE);
    ignore(fixture);
    assert_int_equal(code_case_regard(fixture->env), FAULT_NONE);
    assert_string_equal(find(fixture, "abc"), "");
    assert_int_equal(add(fixture, "abc"), FAULT_NONE);
    remove_link(fixture, "AbC");
    assert_int_equal(add(fixture, "New"), FAULT_NONE);
    ignore(fixture);
    assert_string_equal(find(fixture, "ABC"), "abc");
    assert_string_equal(find(fixture, "new"), "New");
}

/* The row that says how the store takes case is at a dot. */
static void
codes_of_any_characters_are_codes_of_the_index(void **state)
{
    struct store_fixture *fixture = *state;
    static const char *const codes[] = {".Dot", "..X", "A/B", "\u00c9", "100%A"};
    for (size_t i = 0; i < COUNT(codes); i++)
        assert_int_equal(add(fixture, codes[i]), FAULT_NONE);
    ignore(fixture);
    assert_string_equal(find(fixture, ".dOT"), ".Dot");
    assert_string_equal(find(fixture, "..x"), "..X");
    assert_string_equal(find(fixture, "a/b"), "A/B");
    assert_string_equal(find(fixture, "100%a"), "100%A");
    assert_string_equal(find(fixture, "\u00c9"), "\u00c9");
    assert_string_equal(find(fixture, "\u00e9"), ""); /* only A-Z has a case here */
    assert_int_equal(code_case_regard(fixture->env), FAULT_NONE);
    assert_string_equal(find(fixture, ".dOT"), "");
    remove_link(fixture, ".Dot");
    assert_int_equal(add(fixture, ".DOT"), FAULT_NONE);
    ignore(fixture); /* nothing was left of the first */
    assert_string_equal(find(fixture, ".dot"), ".DOT");
}

/* More than a piece of the codes, and every one of them is found. */
static void
all_codes_are_looked_through(void **state)
{
    struct store_fixture *fixture = *state;
    for (int i = 0; i < 1001; i++) {
        char code[16];
        snprintf(code, sizeof code, "%c%d", i % 2 == 0 ? 'K' : 'k', i);
        assert_int_equal(add(fixture, code), FAULT_NONE);
    }
    ignore(fixture);
    for (int i = 0; i < 1001; i++) {
        char code[16];
        snprintf(code, sizeof code, "%c%d", i % 2 == 0 ? 'k' : 'K', i);
        assert_string_not_equal(find(fixture, code), "");
    }
    assert_int_equal(store_fixture_count(env_read(fixture->env), TABLE_CODE_CASE), 501 + 1);
}

static enum fault
create_body(struct txn *txn, void *arg)
{
    return link_create(txn, arg, 7, timestamp_now());
}

static void
drawn_codes_are_small_and_clear(void **state)
{
    struct store_fixture *fixture = *state;
    ignore(fixture);
    for (int i = 0; i < 200; i++) {
        store_fixture_link(&link_one, "", "https://example.com/");
        assert_int_equal(env_txn(fixture->env, ENV_WRITE, create_body, &link_one), FAULT_NONE);
        assert_int_equal(strlen(link_one.code), 7);
        assert_int_equal(strspn(link_one.code, "abcdefghjkmnpqrstuvwxyz23456789"), 7);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(codes_are_found_in_any_case),
        WITH_STORE(codes_are_taken_in_any_case),
        WITH_STORE(what_collides_is_named_and_changes_nothing),
        WITH_STORE(a_store_regards_case_again_and_ignores_it_again),
        WITH_STORE(codes_of_any_characters_are_codes_of_the_index),
        WITH_STORE(all_codes_are_looked_through),
        WITH_STORE(drawn_codes_are_small_and_clear),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
