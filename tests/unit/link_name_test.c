/*
 * link_name_test.c: what names links: written and read, and that no two links have one name.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link/link_name.h"
#include "store_fixture.h"

static void
a_name_has_both_parts(void **state)
{
    static const struct {
        const char *domain, *code, *name;
    } table[] = {
        {"", "abc", "abc"},
        {"", "-", "-"},
        {"go.example.com", "abc", "//go.example.com/abc"},
        {"localhost", "_", "//localhost/_"},
        {"", "a/b", "a/b"},
        {"go.example.com", "a/b.c/\U0001f389", "//go.example.com/a/b.c/\U0001f389"},
        {"", "go.example.com/abc", "go.example.com/abc"},
        {"[2001:db8::1]", "abc", "//[2001:db8::1]/abc"},
        {"xn--bcher-kva.example", "ABC", "//xn--bcher-kva.example/ABC"},
    };
    char name[LINK_NAME_MAX + 1], domain[DOMAIN_NAME_MAX + 1], code[SHORT_CODE_MAX + 1];
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        link_name_write(table[i].domain, table[i].code, name);
        assert_string_equal(name, table[i].name);
        assert_true(link_name_is_valid(name));
        assert_string_equal(link_name_code(name), table[i].code);
        assert_int_equal(link_name_read(name, strlen(name), domain, code), FAULT_NONE);
        assert_string_equal(domain, table[i].domain);
        assert_string_equal(code, table[i].code);
    }
}

static void
the_longest_fits(void **state)
{
    char longest[DOMAIN_NAME_MAX + 1], code[SHORT_CODE_MAX + 1], name[LINK_NAME_MAX + 1],
        domain_read[DOMAIN_NAME_MAX + 1], code_read[SHORT_CODE_MAX + 1];
    (void)state;
    memset(longest, 'd', DOMAIN_NAME_MAX);
    memset(code, 'c', SHORT_CODE_MAX);
    longest[DOMAIN_NAME_MAX] = code[SHORT_CODE_MAX] = '\0';
    link_name_write(longest, code, name);
    assert_int_equal(strlen(name), LINK_NAME_MAX);
    assert_true(link_name_is_valid(name));
    assert_int_equal(link_name_read(name, strlen(name), domain_read, code_read), FAULT_NONE);
    assert_string_equal(domain_read, longest);
    assert_string_equal(code_read, code);
}

static void
other_texts_are_no_names(void **state)
{
    static const char *const table[] = {"", "/", "//", "///", "////", "/abc", "//go.example.com",
        "//go.example.com/", "//go.example.com//abc", "///abc", "//go.example.com/a//b",
        "//Go.example.com/abc", "//go.example.com./abc", "//go.example.com:80/abc", "//go example.com/abc",
        "a//b", "a/", "//go.example.com/a/../b", "."};
    char text[sizeof "//" + DOMAIN_NAME_MAX + 4 + SHORT_CODE_MAX];
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (link_name_is_valid(table[i]))
            fail_msg("%s is a name", table[i]);
    for (size_t at = 0; at < 2; at++) {
        memset(text, 'c', sizeof text);
        memcpy(text, "//", 2);
        text[at == 0 ? 2 + DOMAIN_NAME_MAX + 1 : 3] = '/';
        text[at == 0 ? 2 + DOMAIN_NAME_MAX + 5 : 4 + SHORT_CODE_MAX + 1] = '\0';
        assert_false(link_name_is_valid(text));
    }
}

/* What the path of a request has for a code may be anything, with %2F a slash too. */
static void
a_code_is_no_name_of_another_domain(void **state)
{
    char longer[SHORT_CODE_MAX + 2], name[LINK_NAME_MAX + 1];
    (void)state;
    memset(longer, 'c', SHORT_CODE_MAX + 1);
    longer[SHORT_CODE_MAX + 1] = '\0';
    link_name_write("", "//go.example.com/abc", name);
    assert_string_equal(name, "");
    link_name_write("go.example.com", "/abc", name);
    assert_string_equal(name, "");
    link_name_write("", longer, name);
    assert_string_equal(name, "");
    link_name_write("go.example.com", longer, name);
    assert_string_equal(name, "");
}

/* Rows of keys that are no names are looked at, too: nothing is written past what they fit in. */
static void
any_bytes_are_read(void **state)
{
    char domain[DOMAIN_NAME_MAX + 1], code[SHORT_CODE_MAX + 1];
    char bytes[300];
    (void)state;
    for (size_t length = 0; length <= sizeof bytes; length++)
        for (size_t slash = 0; slash < 300; slash += 7) {
            memset(bytes, 'x', sizeof bytes);
            memcpy(bytes, "//", 2);
            bytes[slash] = '/';
            const enum fault fault = link_name_read(bytes, length, domain, code);
            assert_true(strlen(domain) <= DOMAIN_NAME_MAX && strlen(code) <= SHORT_CODE_MAX);
            assert_true((fault == FAULT_NONE) == (code[0] != '\0'));
        }
}

/* The key of a domain's code is none of the default domain, whatever the code. */
static void
no_two_links_have_one_name(void **state)
{
    static const char *const domains[] = {"", "a", "a.b", "b", "a.bc"};
    static const char *const codes[] = {"a", "b", "a-b", "bc", "c"};
    enum { ALL = 25 };
    char names[ALL][LINK_NAME_MAX + 1];
    size_t count = 0;
    (void)state;
    for (size_t d = 0; d < 5; d++)
        for (size_t c = 0; c < 5; c++)
            link_name_write(domains[d], codes[c], names[count++]);
    for (size_t i = 0; i < ALL; i++)
        for (size_t k = i + 1; k < ALL; k++)
            assert_string_not_equal(names[i], names[k]);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_has_both_parts),
        cmocka_unit_test(the_longest_fits),
        cmocka_unit_test(other_texts_are_no_names),
        cmocka_unit_test(a_code_is_no_name_of_another_domain),
        cmocka_unit_test(any_bytes_are_read),
        cmocka_unit_test(no_two_links_have_one_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
